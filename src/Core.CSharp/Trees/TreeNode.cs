using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>How one type is taken apart and put together; found once per type and kept.</summary>
internal abstract class TreeNode
{
    private static readonly ConcurrentDictionary<Type, TreeNode?> known = new();

    public abstract void Flatten(object tree, string path, Action<string, Tensor> visit);

    public abstract object Rebuild(object like, IReadOnlyList<Tensor> leaves, ref int position);

    public static TreeNode Of(object? tree, string path)
    {
        if (tree is null)
            throw new TreeException($"A parameter tree wants a value at {Name(path)}, but got null.");
        return known.GetOrAdd(tree.GetType(), Find)
            ?? throw new TreeException(
                $"A parameter tree wants tensors, records, tuples, arrays, lists or maps, but got {tree.GetType().Name} at {Name(path)}. "
                    + "Keep what is not differentiated outside the tree, or make it a tensor."
            );
    }

    private static string Name(string path) => path.Length == 0 ? "its root" : $"leaf {path}";

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "A type that lost its constructor to trimming is reported when it is used; the cure, ITree, needs no reflection."
    )]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
    private static TreeNode? Find(Type type) =>
        typeof(Tensor).IsAssignableFrom(type) ? LeafNode.Instance
        : typeof(ITree).IsAssignableFrom(type) ? CustomNode.Instance
        : MapNode.TryFind(type) ?? SequenceNode.TryFind(type) ?? (TreeNode?)ProductNode.TryFind(type);

    /// <summary>A tensor.</summary>
    private sealed class LeafNode : TreeNode
    {
        public static readonly LeafNode Instance = new();

        public override void Flatten(object tree, string path, Action<string, Tensor> visit) =>
            visit(path, (Tensor)tree);

        public override object Rebuild(object like, IReadOnlyList<Tensor> leaves, ref int position) =>
            position < leaves.Count
                ? leaves[position++]
                : throw new TreeException($"Rebuild wants more than the {leaves.Count} leaves that it got.");
    }

    /// <summary>A type that implements <see cref="ITree"/>.</summary>
    private sealed class CustomNode : TreeNode
    {
        public static readonly CustomNode Instance = new();

        public override void Flatten(object tree, string path, Action<string, Tensor> visit)
        {
            var custom = (ITree)tree;
            for (var i = 0; i < custom.Leaves.Count; i++)
                visit($"{path}.{custom.Names[i]}", custom.Leaves[i]);
        }

        public override object Rebuild(object like, IReadOnlyList<Tensor> leaves, ref int position)
        {
            var own = new Tensor[((ITree)like).Leaves.Count];
            for (var i = 0; i < own.Length; i++)
                own[i] = (Tensor)LeafNode.Instance.Rebuild(like, leaves, ref position);
            return ((ITree)like).WithLeaves(own);
        }
    }
}
