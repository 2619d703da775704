using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>Values of a binary elementwise function over spans, and with either operand a single number.</summary>
internal interface IPairwise
{
    static abstract void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static abstract void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static abstract void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The loop of broadcasting: axes that run alike are merged, and the innermost is a contiguous span or a single number.</summary>
internal static class Pairwise
{
    /// <summary>z = f(x, y) where operands are read with the given strides (0 where stretched) over axes of the given sizes.</summary>
    public static void Run<T, TFunction>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> xStrides,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> yStrides,
        Span<T> z,
        ReadOnlySpan<int> sizes
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IPairwise
    {
        Span<int> size = sizes.Length <= Shape.AxesOnStack ? stackalloc int[sizes.Length] : new int[sizes.Length];
        Span<int> xStep = sizes.Length <= Shape.AxesOnStack ? stackalloc int[sizes.Length] : new int[sizes.Length];
        Span<int> yStep = sizes.Length <= Shape.AxesOnStack ? stackalloc int[sizes.Length] : new int[sizes.Length];
        var rank = Merge(sizes, xStrides, yStrides, size, xStep, yStep);
        Span<int> index = rank <= Shape.AxesOnStack ? stackalloc int[rank] : new int[rank];
        index.Clear();
        var inner = size[rank - 1];
        int xAt = 0,
            yAt = 0;
        for (var at = 0; at < z.Length; at += inner)
        {
            var target = z.Slice(at, inner);
            if (xStep[rank - 1] == 0)
                TFunction.Evaluate(x[xAt], y.Slice(yAt, inner), target);
            else if (yStep[rank - 1] == 0)
                TFunction.Evaluate(x.Slice(xAt, inner), y[yAt], target);
            else
                TFunction.Evaluate(x.Slice(xAt, inner), y.Slice(yAt, inner), target);
            for (var axis = rank - 2; axis >= 0; axis--)
            {
                xAt += xStep[axis];
                yAt += yStep[axis];
                if (++index[axis] < size[axis])
                    break;
                xAt -= xStep[axis] * size[axis];
                yAt -= yStep[axis] * size[axis];
                index[axis] = 0;
            }
        }
    }

    // Drops axes of size 1 and joins neighbours over which both operands advance as over one axis.
    private static int Merge(
        ReadOnlySpan<int> sizes,
        ReadOnlySpan<int> xStrides,
        ReadOnlySpan<int> yStrides,
        Span<int> size,
        Span<int> xStep,
        Span<int> yStep
    )
    {
        var rank = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 1)
                continue;
            if (rank > 0 && xStep[rank - 1] == xStrides[i] * sizes[i] && yStep[rank - 1] == yStrides[i] * sizes[i])
            {
                size[rank - 1] *= sizes[i];
            }
            else
            {
                size[rank++] = sizes[i];
            }
            xStep[rank - 1] = xStrides[i];
            yStep[rank - 1] = yStrides[i];
        }
        return rank;
    }
}
