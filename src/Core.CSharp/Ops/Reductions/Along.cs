namespace Functional.Core;

/// <summary>
/// How a reduction over several axes becomes one over a single axis: reductions themselves keep their axis, with size 1,
/// so that their rules need no reshaping.
/// </summary>
internal static class Along
{
    /// <summary>The sizes before, of, and after an axis: x[outer, n, inner].</summary>
    public static (int Outer, int N, int Inner) Sizes(Shape shape, int axis) =>
        (shape.CountOf(0, axis), shape[axis], shape.CountOf(axis + 1, shape.Rank));

    /// <summary>A scalar as a line of one element, whose axis 0 or −1 the caller names.</summary>
    /// <exception cref="ShapeException">It is another axis.</exception>
    public static Tensor Line(Tensor scalar, int axis, string operation)
    {
        if (axis is not (0 or -1))
            ShapeException.Throw(operation, "axis 0 or −1 of a scalar", $"{axis}");
        return scalar.Reshape(1);
    }

    /// <summary>The number of elements along the given axes.</summary>
    public static int Count(Shape shape, int[] axes)
    {
        var count = 1;
        foreach (var axis in axes)
            count *= shape[axis];
        return count;
    }

    /// <summary>The tensor with the given axes (ascending) as one, and where that is. Neighbours are joined without a copy.</summary>
    public static (Tensor Joined, int Axis) Join(Tensor x, int[] axes)
    {
        if (axes.Length == 1)
            return (x, axes[0]);
        var sizes = x.Shape.ToArray();
        var first = axes.Length == 0 ? x.Rank : axes[0];
        var end = first + axes.Length;
        if (axes.Length > 0 && axes[^1] != end - 1)
        {
            int[] kept = [.. Enumerable.Range(0, x.Rank).Except(axes)];
            x = Tensor.Apply(new Permute(new([.. kept, .. axes])), x);
            sizes = x.Shape.ToArray();
            first = kept.Length;
            end = x.Rank;
        }
        var count = x.Shape.CountOf(first, end);
        return (Tensor.Apply(new Reshape(Shape.Own([.. sizes[..first], count, .. sizes[end..]])), x), first);
    }

    /// <summary>The answer for the joined tensor under the shape that the reduction of <paramref name="x"/> has.</summary>
    public static Tensor Restore(Tensor y, Tensor x, int[] axes, bool keepDims)
    {
        var shape = x.Shape.Reduce(axes, keepDims);
        return y.Shape.Equals(shape) ? y : Tensor.Apply(new Reshape(shape), y);
    }

    /// <summary>A reduction over some axes, by one over a single axis.</summary>
    public static Tensor Reduce(Tensor x, int[] axes, bool keepDims, Func<int, UnaryOperation> reduction)
    {
        var (joined, axis) = Join(x, axes);
        return Restore(Tensor.Apply(reduction(axis), joined), x, axes, keepDims);
    }
}
