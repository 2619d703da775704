using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Functional.Core;

/// <summary>
/// Parameter trees: a tensor, or a record, tuple, array, list or map (of C# or F#) whose parts are trees.
/// Records are rebuilt by their constructor; maps are walked in the order of their keys.
/// </summary>
public static class Tree
{
    /// <summary>The tensors of a tree, in order.</summary>
    /// <exception cref="TreeException">A part is neither a tensor nor a tree; the error names its path.</exception>
    public static Tensor[] Flatten<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(T tree)
    {
        if (tree is Tensor leaf)
            return [leaf];
        var walk = new Walk(structure: false);
        Gather(tree, tree, walk);
        return [.. walk.Leaves];
    }

    /// <summary>The leaves of a tree with its structure.</summary>
    internal static Reading<T> Read<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(T tree)
    {
        if (tree is Tensor leaf)
            return new(tree, [leaf], Structure.OfLeaf);
        var walk = new Walk(structure: true);
        Gather(tree, tree, walk);
        return new(tree, [.. walk.Leaves], new(CollectionsMarshal.AsSpan(walk.Marks)));
    }

    /// <summary>Walks over a tree, given as an object too.</summary>
    internal static void Gather<T>(T tree, object? boxed, Walk walk)
    {
        if (!TreeNode.Flatten(boxed, KindOf(tree), walk))
            throw TreeNode.Misfit(boxed, KindOf(tree));
    }

    // The declared type is asked only where there is no other.
    private static PartKind KindOf<T>(T tree) => tree is null ? PartKinds.Of(typeof(T)) : PartKind.Required;

    /// <summary>The path of each leaf, such as <c>.Encoder.W</c> or <c>[2].B</c>, in the order of <see cref="Flatten"/>.</summary>
    /// <exception cref="TreeException">A part is neither a tensor nor a tree.</exception>
    public static string[] Paths<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(T tree)
    {
        var paths = new List<string>();
        TreeNode.Paths(new("", tree, KindOf(tree)), "", paths);
        return [.. paths];
    }

    /// <summary>A tree like another, with the given leaves in its places: <c>Rebuild(x, Flatten(x))</c> equals x.</summary>
    /// <exception cref="TreeException">The number of leaves differs, one is null, or <paramref name="like"/> is no tree.</exception>
    public static T Rebuild<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(T like, IReadOnlyList<Tensor> leaves)
    {
        if (like is Tensor && leaves is [T only])
            return only;
        var kind = KindOf(like);
        var reader = new LeafReader(like, kind, leaves);
        var result = (T)TreeNode.Rebuild(like, kind, reader)!;
        reader.End();
        return result;
    }

    /// <summary>The tree of f(leaf).</summary>
    public static T Map<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(Func<Tensor, Tensor> f, T tree) =>
        Rebuild(tree, Array.ConvertAll(Flatten(tree), leaf => f(leaf)));

    /// <summary>The tree of f(leaf of x, leaf of y).</summary>
    /// <exception cref="TreeException">The trees differ in their structure; the error names the place in both.</exception>
    /// <exception cref="ShapeException">A leaf has another shape; the error names its path.</exception>
    /// <exception cref="DTypeException">A leaf has another dtype; the error names its path.</exception>
    public static T Map2<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(Func<Tensor, Tensor, Tensor> f, T x, T y)
    {
        var xs = Read(x);
        return Rebuild(x, [.. xs.Leaves.Zip(xs.Match("Map2", y), f)]);
    }

    /// <summary>A tree of zeros with the shapes and dtypes of another.</summary>
    public static T ZerosLike<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(T tree) => Map(Tensor.ZerosLike, tree);

    /// <summary>
    /// Keeps the members of a type in a program that is trimmed or compiled ahead of time, where nothing else does: that of a record within another one, or
    /// in a list. The types that transforms are given themselves are kept without. Does nothing when it runs.
    /// </summary>
    public static void Keep<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>() { }

    /// <summary>Leaves of which null is zero, with zeros of the types of <paramref name="like"/> in its place.</summary>
    internal static Tensor[] OrZeros(Tensor?[] leaves, Tensor[] like)
    {
        var result = new Tensor[leaves.Length];
        for (var i = 0; i < leaves.Length; i++)
            result[i] = leaves[i] ?? Tensor.ZerosLike(like[i]);
        return result;
    }
}
