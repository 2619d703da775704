using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>Solves triangular systems by substitution, row by row of the right-hand sides.</summary>
internal static class Substitution
{
    /// <summary>
    /// Replaces B, n×k, by op(A)⁻¹ B, reading one triangle of A, n×n, without its diagonal if that is taken as 1.
    /// Gives the place of the first zero found on the diagonal, or −1.
    /// </summary>
    public static int Run<T>(int n, int k, ReadOnlySpan<T> a, bool lower, bool transpose, bool unitDiagonal, Span<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (down, across) = transpose ? (1, n) : (n, 1);
        var forward = lower != transpose;
        for (var step = 0; step < n; step++)
        {
            var i = forward ? step : n - 1 - step;
            var row = b.Slice(i * k, k);
            var (from, to) = forward ? (0, i) : (i + 1, n);
            for (var j = from; j < to; j++)
                Subtract(a[i * down + j * across], b.Slice(j * k, k), row);
            if (unitDiagonal)
                continue;
            var pivot = a[i * n + i];
            if (pivot == T.Zero)
                return i;
            for (var c = 0; c < k; c++)
                row[c] /= pivot;
        }
        return -1;
    }

    /// <summary>y −= factor · x.</summary>
    private static void Subtract<T>(T factor, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length < 8)
            for (var c = 0; c < x.Length; c++)
                y[c] -= factor * x[c];
        else
            TensorPrimitives.MultiplyAdd(x, -factor, y, y);
    }
}
