using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>
/// Running sums, products and extremes of x[outer, n, inner] along the middle, of the same shape; with reverse from
/// the last to the first. Source and destination may be the same span.
/// </summary>
internal static class Cumulative
{
    /// <summary>y[i] = x[0] + … + x[i].</summary>
    public static void Sum<T>(int outer, int n, int inner, bool reverse, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var block = 0; block < outer; block++)
        {
            var source = x.Slice(block * n * inner, n * inner);
            var target = y.Slice(block * n * inner, n * inner);
            if (inner == 1)
            {
                var sum = T.Zero;
                for (var step = 0; step < n; step++)
                {
                    var i = reverse ? n - 1 - step : step;
                    // The first term is kept as it is, so that a leading −0 stays one.
                    sum = step == 0 ? source[i] : sum + source[i];
                    target[i] = sum;
                }
                continue;
            }
            for (var step = 0; step < n; step++)
            {
                var (row, last) = Rows(step, n, inner, reverse);
                if (step == 0)
                {
                    source.Slice(row, inner).CopyTo(target.Slice(row, inner));
                }
                else
                {
                    TensorPrimitives.Add(target.Slice(last, inner), source.Slice(row, inner), target.Slice(row, inner));
                }
            }
        }
    }

    /// <summary>y[i] = x[0] · … · x[i].</summary>
    public static void Product<T>(int outer, int n, int inner, bool reverse, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var block = 0; block < outer; block++)
        {
            var source = x.Slice(block * n * inner, n * inner);
            var target = y.Slice(block * n * inner, n * inner);
            for (var step = 0; step < n; step++)
            {
                var (row, last) = Rows(step, n, inner, reverse);
                if (step == 0)
                {
                    source.Slice(row, inner).CopyTo(target.Slice(row, inner));
                }
                else if (inner == 1)
                {
                    target[row] = target[last] * source[row];
                }
                else
                {
                    TensorPrimitives.Multiply(
                        target.Slice(last, inner),
                        source.Slice(row, inner),
                        target.Slice(row, inner)
                    );
                }
            }
        }
    }

    /// <summary>
    /// y[i] = max(x[0], …, x[i]) and index[i] = its place along the middle: of equal ones the one met first; a NaN,
    /// once met, stays.
    /// </summary>
    public static void Max<T>(int outer, int n, int inner, bool reverse, ReadOnlySpan<T> x, Span<T> y, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Extreme(outer, n, inner, reverse, greatest: true, x, y, index);

    /// <summary>y[i] = min(x[0], …, x[i]) and its place, as in <see cref="Max"/>.</summary>
    public static void Min<T>(int outer, int n, int inner, bool reverse, ReadOnlySpan<T> x, Span<T> y, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Extreme(outer, n, inner, reverse, greatest: false, x, y, index);

    private static void Extreme<T>(
        int outer,
        int n,
        int inner,
        bool reverse,
        bool greatest,
        ReadOnlySpan<T> x,
        Span<T> y,
        Span<int> index
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var block = 0; block < outer; block++)
        {
            var source = x.Slice(block * n * inner, n * inner);
            var target = y.Slice(block * n * inner, n * inner);
            var place = index.Slice(block * n * inner, n * inner);
            for (var step = 0; step < n; step++)
            {
                var (row, last) = Rows(step, n, inner, reverse);
                for (var j = 0; j < inner; j++)
                {
                    var value = source[row + j];
                    var here = row / inner;
                    if (step > 0)
                    {
                        var best = target[last + j];
                        var beats = greatest ? value > best : value < best;
                        if (!beats && (!T.IsNaN(value) || T.IsNaN(best)))
                        {
                            value = best;
                            here = place[last + j];
                        }
                    }
                    target[row + j] = value;
                    place[row + j] = here;
                }
            }
        }
    }

    /// <summary>Where the row of a step begins, and the row of the step before it.</summary>
    private static (int Row, int Last) Rows(int step, int n, int inner, bool reverse) =>
        reverse ? ((n - 1 - step) * inner, (n - step) * inner) : (step * inner, (step - 1) * inner);
}
