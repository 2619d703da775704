namespace Functional.Core;

/// <summary>
/// Parameter trees: a tensor, or a record, tuple, array, list or map (of C# or F#) whose parts are trees.
/// Records are rebuilt by their constructor; maps are walked in the order of their keys.
/// </summary>
public static class Tree
{
    /// <summary>The tensors of a tree, in order.</summary>
    /// <exception cref="TreeException">A part is neither a tensor nor a tree; the error names its path.</exception>
    public static Tensor[] Flatten<T>(T tree)
    {
        if (tree is Tensor leaf)
            return [leaf];
        var leaves = new List<Tensor>();
        Gather(tree, leaves);
        return [.. leaves];
    }

    /// <summary>Adds the tensors of a tree to a list.</summary>
    internal static void Gather<T>(T tree, List<Tensor> leaves)
    {
        if (!TreeNode.Flatten(tree, false, leaves))
            throw TreeNode.Misfit(tree);
    }

    /// <summary>The path of each leaf, such as <c>.Encoder.W</c> or <c>[2].B</c>, in the order of <see cref="Flatten"/>.</summary>
    /// <exception cref="TreeException">A part is neither a tensor nor a tree.</exception>
    public static string[] Paths<T>(T tree)
    {
        var paths = new List<string>();
        TreeNode.Paths(new("", tree, false), "", paths);
        return [.. paths];
    }

    /// <summary>A tree like another, with the given leaves in its places: <c>Rebuild(x, Flatten(x))</c> equals x.</summary>
    /// <exception cref="TreeException">The number of leaves differs, one is null, or <paramref name="like"/> is no tree.</exception>
    public static T Rebuild<T>(T like, IReadOnlyList<Tensor> leaves)
    {
        if (like is Tensor && leaves is [T only])
            return only;
        var reader = new LeafReader(like, leaves);
        var result = (T)TreeNode.Rebuild(like, false, reader)!;
        reader.End();
        return result;
    }

    /// <summary>The tree of f(leaf).</summary>
    public static T Map<T>(Func<Tensor, Tensor> f, T tree) =>
        Rebuild(tree, Array.ConvertAll(Flatten(tree), leaf => f(leaf)));

    /// <summary>The tree of f(leaf of x, leaf of y).</summary>
    /// <exception cref="TreeException">The trees do not have the same leaves.</exception>
    public static T Map2<T>(Func<Tensor, Tensor, Tensor> f, T x, T y)
    {
        var (xs, ys) = (Flatten(x), Flatten(y));
        Match("Map2", x, xs, ys);
        return Rebuild(x, [.. xs.Zip(ys, f)]);
    }

    /// <summary>A tree of zeros with the shapes and dtypes of another.</summary>
    public static T ZerosLike<T>(T tree) => Map(Tensor.ZerosLike, tree);

    /// <summary>Leaves of which null is zero, with zeros of the types of <paramref name="like"/> in its place.</summary>
    internal static Tensor[] OrZeros(Tensor?[] leaves, Tensor[] like)
    {
        var result = new Tensor[leaves.Length];
        for (var i = 0; i < leaves.Length; i++)
            result[i] = leaves[i] ?? Tensor.ZerosLike(like[i]);
        return result;
    }

    /// <summary>Checks that leaves have the types of those of a tree.</summary>
    /// <exception cref="TreeException">The number of leaves differs.</exception>
    /// <exception cref="ShapeException">A leaf has another shape; the error names its path.</exception>
    /// <exception cref="DTypeException">A leaf has another dtype; the error names its path.</exception>
    internal static void Match<T>(string operation, T tree, IReadOnlyList<Tensor> wanted, IReadOnlyList<Tensor> got)
    {
        if (wanted.Count != got.Count)
            throw new TreeException(
                $"{operation} wants a tree of {wanted.Count} leaves ({string.Join(", ", Paths(tree))}), but got {got.Count}."
            );
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!wanted[i].Shape.Equals(got[i].Shape))
                ShapeException.Throw(operation, $"{wanted[i].Shape}{At(tree, i)}", $"{got[i].Shape}");
            if (wanted[i].DType != got[i].DType)
                throw new DTypeException($"{operation} wants {wanted[i].DType}{At(tree, i)}, but got {got[i].DType}.");
        }
    }

    private static string At<T>(T tree, int leaf) => tree is Tensor ? "" : $" at leaf {Paths(tree)[leaf]}";
}
