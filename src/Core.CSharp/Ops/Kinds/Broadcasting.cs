using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>Stretching a tensor to a shape, and its transpose, summing back.</summary>
internal static class Broadcasting
{
    /// <summary>The tensor stretched to the shape; itself if it has it already.</summary>
    public static Tensor? To(Tensor? x, Shape shape) =>
        x is null || x.Shape.Equals(shape) ? x : Tensor.Apply(new BroadcastTo(shape), x);

    /// <summary>The tensor summed over the axes along which <paramref name="shape"/> was stretched; itself if it has the shape.</summary>
    public static Tensor? Sum(Tensor? x, Shape shape) =>
        x is null || x.Shape.Equals(shape) ? x : Tensor.Apply(new SumTo(shape), x);

    /// <summary>Runs a pairwise kernel over operands of shapes that broadcast to that of <paramref name="z"/>.</summary>
    public static void Run<T, TFunction>(DenseTensor x, DenseTensor y, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IPairwise
    {
        if (x.Count == z.Count && y.Count == z.Count)
            TFunction.Evaluate(x.Span<T>(), y.Span<T>(), z.Writable<T>());
        else if (z.Count == 0)
            return;
        else if (x.Count == 1)
            TFunction.Evaluate(x.Span<T>()[0], y.Span<T>(), z.Writable<T>());
        else if (y.Count == 1)
            TFunction.Evaluate(x.Span<T>(), y.Span<T>()[0], z.Writable<T>());
        else
        {
            Span<int> xStrides = z.Rank <= Shape.AxesOnStack ? stackalloc int[z.Rank] : new int[z.Rank];
            Span<int> yStrides = z.Rank <= Shape.AxesOnStack ? stackalloc int[z.Rank] : new int[z.Rank];
            Strides(x.Shape, xStrides);
            Strides(y.Shape, yStrides);
            Pairwise.Run<T, TFunction>(x.Span<T>(), xStrides, y.Span<T>(), yStrides, z.Writable<T>(), z.Shape.Sizes);
        }
    }

    /// <summary>Strides of an operand over the axes of the result: 0 along stretched and added axes.</summary>
    public static int[] Strides(Shape operand, Shape result)
    {
        var strides = new int[result.Rank];
        Strides(operand, strides);
        return strides;
    }

    private static void Strides(Shape operand, Span<int> strides)
    {
        strides.Clear();
        for (int i = 1, stride = 1; i <= operand.Rank; stride *= operand.Sizes[^i++])
            strides[^i] = operand.Sizes[^i] == 1 ? 0 : stride;
    }
}
