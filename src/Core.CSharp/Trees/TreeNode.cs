using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>How one type is taken apart and put together; found once per type and kept.</summary>
internal abstract class TreeNode
{
    /// <summary>The most parts within each other: more of them are a mistake, or go on without end.</summary>
    public const int MostLevels = 1000;

    private static readonly ConcurrentDictionary<Type, TreeNode?> known = new();

    /// <summary>A part of a value: the step that leads to it in a path, how it is walked, and its key in a map.</summary>
    public readonly record struct Part(string Step, object? Value, PartKind Kind, object? Key = null);

    /// <summary>The parts of a value in order; for paths and errors alone, since steps are costly to write.</summary>
    public abstract IEnumerable<Part> Parts(object tree);

    /// <summary>Gathers leaves and marks; false as soon as something is met that is not a tree, which <see cref="Paths"/> then names.</summary>
    public abstract bool Flatten(object tree, Walk walk);

    /// <summary>The same value with the next leaves.</summary>
    public abstract object Rebuild(object like, LeafReader leaves);

    /// <summary>The mark of a value in its <see cref="Structure"/>: its type, as it is rebuilt, or its case.</summary>
    public virtual object Mark(object tree) => tree.GetType();

    /// <summary>The mark in words.</summary>
    public virtual string Text(object tree) => TypeNames.Of((Type)Mark(tree));

    /// <summary>Gathers the leaves and marks of a part.</summary>
    public static bool Flatten(object? part, PartKind kind, Walk walk)
    {
        if (kind == PartKind.Static)
        {
            walk.Mark(part);
            return part is not Tensor;
        }
        if (part is Tensor leaf)
        {
            walk.Mark(Structure.Leaf);
            walk.Leaves.Add(leaf);
            return true;
        }
        if (part is null)
        {
            walk.Mark(null);
            return kind == PartKind.Optional;
        }
        if (++walk.Depth > MostLevels || Of(part.GetType()) is not { } node || !node.Flatten(part, walk))
            return false;
        walk.Depth--;
        return true;
    }

    /// <summary>A part with the next leaves.</summary>
    public static object? Rebuild(object? like, PartKind kind, LeafReader leaves) =>
        kind == PartKind.Static ? like
        : like is Tensor ? leaves.Next()
        : like is null ? (kind == PartKind.Optional ? null : leaves.NoTree())
        : leaves.Inside(Of(like.GetType()) ?? leaves.NoTree(), like);

    /// <summary>Adds the paths of the leaves of a part.</summary>
    /// <exception cref="TreeException">A part is neither a tensor nor a tree.</exception>
    public static void Paths(Part part, string path, List<string> paths) =>
        AddPaths(part, path, paths, new(ReferenceEqualityComparer.Instance));

    private static void AddPaths(Part part, string path, List<string> paths, Dictionary<object, string> around)
    {
        if (part.Kind == PartKind.Static && part.Value is Tensor)
            throw new TreeException(
                $"A parameter tree wants static parts without tensors, but got a tensor at {Name(path)}. Remove [Static] from it."
            );
        if (part.Kind == PartKind.Static || (part.Kind == PartKind.Optional && part.Value is null))
            return;
        if (part.Value is null)
            throw new TreeException($"A parameter tree wants a value at {Name(path)}, but got null.{Reasons.Null}");
        if (part.Value is Tensor)
        {
            paths.Add(path);
            return;
        }
        var type = part.Value.GetType();
        if (around.TryGetValue(part.Value, out var outer))
            throw new TreeException(
                $"A parameter tree wants parts that do not contain themselves, but got {TypeNames.Of(type)} at {Name(outer)} again "
                    + $"at {Name(path)}. Refer to it by an index or a key."
            );
        if (around.Count == MostLevels)
            throw new TreeException(
                $"A parameter tree wants at most {MostLevels} parts within each other, but got more at {Name(path[..60])}…. "
                    + "Keep many parts in a list."
            );
        var node = Of(type) ?? throw Reasons.NoTree(type, Name(path));
        around.Add(part.Value, path);
        foreach (var inner in node.Parts(part.Value))
            AddPaths(inner, path + inner.Step, paths, around);
        around.Remove(part.Value);
    }

    /// <summary>The error that a value is no tree: its walk says why.</summary>
    public static TreeException Misfit(object? root, PartKind kind)
    {
        try
        {
            Paths(new("", root, kind), "", []);
        }
        catch (TreeException error)
        {
            return error;
        }
        return new("A parameter tree wants a value that does not change while it is read, but got one that did.");
    }

    private static string Name(string path) => path.Length == 0 ? "its root" : $"leaf {path}";

    /// <summary>The node of a type; null if it is no tree.</summary>
    public static TreeNode? Of(Type type) => known.GetOrAdd(type, Find);

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "A type that lost members is refused when its first value is met, by Trimming and by the nodes; the error names the cure."
    )]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "A type without its code is refused as well.")]
    private static TreeNode? Find(Type type)
    {
        if (typeof(ITree).IsAssignableFrom(type))
            return CustomNode.Instance;
        try
        {
            return MapNode.TryFind(type)
                ?? SequenceNode.TryFind(type)
                ?? UnionNode.TryFind(type)
                ?? (TreeNode?)ProductNode.TryFind(type);
        }
        catch (Exception error) when (Trimming.IsTrimmed && error is NotSupportedException or MissingMemberException)
        {
            return null;
        }
    }
}

/// <summary>The leaves that a tree is rebuilt from, one after the other.</summary>
internal sealed class LeafReader(object? root, PartKind kind, IReadOnlyList<Tensor> leaves)
{
    private int position;
    private int depth;

    public Tensor Next()
    {
        if (position == leaves.Count)
            Misfit();
        var leaf = leaves[position++];
        if (leaf is null)
            throw new TreeException($"Rebuild wants tensors, but got null for leaf {Paths()[position - 1]}.");
        return leaf;
    }

    /// <summary>Checks that no leaf is left over.</summary>
    public void End()
    {
        if (position != leaves.Count)
            Misfit();
    }

    /// <summary>A value within the one that is being rebuilt.</summary>
    public object Inside(TreeNode node, object like)
    {
        if (++depth > TreeNode.MostLevels)
            NoTree();
        var result = node.Rebuild(like, this);
        depth--;
        return result;
    }

    /// <summary>The tree to be rebuilt is none.</summary>
    [DoesNotReturn]
    public TreeNode NoTree() => throw TreeNode.Misfit(root, kind);

    [DoesNotReturn]
    private void Misfit() =>
        throw new TreeException(
            $"Rebuild wants a tree of {Paths().Count} leaves ({InvariantText.Join(", ", Paths())}), but got {leaves.Count}."
        );

    private List<string> Paths()
    {
        var paths = new List<string>();
        TreeNode.Paths(new("", root, kind), "", paths);
        return paths;
    }
}
