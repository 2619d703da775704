using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>Cross-entropy of rows of logits with a class each, or with a distribution each, and their derivatives.</summary>
internal static class CrossEntropyRows
{
    // Elements taken at a time, so that the passes over them stay in a first-level cache.
    private const int Block = 2048;

    private static int RowsAtATime(int classes) => Math.Max(1, Block / Math.Max(1, classes));

    /// <summary>losses[r] = −ln softmax(x[r])[labels[r]].</summary>
    public static void Losses<T>(int classes, ReadOnlySpan<T> x, ReadOnlySpan<int> labels, Span<T> losses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var step = Math.Min(RowsAtATime(classes), labels.Length);
        var rented = Allocation.Rent<T>((long)step * classes);
        for (var start = 0; start < labels.Length; start += step)
        {
            var end = Math.Min(start + step, labels.Length);
            var block = rented.AsSpan(0, (end - start) * classes);
            for (var r = start; r < end; r++)
            {
                var row = x.Slice(r * classes, classes);
                var shifted = block.Slice((r - start) * classes, classes);
                SoftmaxRows.Shift(row, SoftmaxRows.Max(row), shifted);
                losses[r] = -shifted[labels[r]];
            }
            Exponential.Of<T>(block, block);
            for (var r = start; r < end; r++)
                losses[r] += SoftmaxRows.LogSum<T>(block.Slice((r - start) * classes, classes));
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    // p − 1, of the other weights where p is near 1.
    private static T LessOne<T>(ReadOnlySpan<T> weights, int label)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        weights[label] > T.CreateTruncating(0.5)
            ? T.Zero - SoftmaxRows.SumBeside(weights, label)
            : weights[label] - T.One;

    /// <summary>result[r] = seeds[r] (softmax(x[r]) − e[labels[r]]), with one seed for all rows or one each.</summary>
    public static void Gradient<T>(
        int classes,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> labels,
        ReadOnlySpan<T> seeds,
        Span<T> result
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Rows.Run<T, SoftmaxRows.Softmax>(labels.Length, classes, 1, x, default, result);
        for (var r = 0; r < labels.Length; r++)
            result[r * classes + labels[r]] = LessOne<T>(result.Slice(r * classes, classes), labels[r]);
        if (seeds.Length == 1)
            TensorPrimitives.Multiply(result, seeds[0], result);
        else
            for (var r = 0; r < labels.Length; r++)
                Scale(result.Slice(r * classes, classes), seeds[r]);
    }

    /// <summary>tangents[r] = Σ (softmax(x[r]) − e[labels[r]]) xDot[r].</summary>
    public static void Tangents<T>(
        int classes,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> labels,
        ReadOnlySpan<T> xDot,
        Span<T> tangents
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var step = Math.Min(RowsAtATime(classes), labels.Length);
        var rented = Allocation.Rent<T>((long)step * classes);
        for (var start = 0; start < labels.Length; start += step)
        {
            var end = Math.Min(start + step, labels.Length);
            var block = rented.AsSpan(0, (end - start) * classes);
            SoftmaxRows.Softmax.Run(classes, x.Slice(start * classes, block.Length), default, block);
            for (var r = start; r < end; r++)
            {
                var slopes = block.Slice((r - start) * classes, classes);
                slopes[labels[r]] = LessOne<T>(slopes, labels[r]);
                tangents[r] = SoftmaxRows.Dot(slopes, xDot.Slice(r * classes, classes));
            }
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>losses[r] = −Σ targets[r] ln softmax(x[r]), where a target of 0 contributes 0.</summary>
    public static void Losses<T>(int classes, ReadOnlySpan<T> x, ReadOnlySpan<T> targets, Span<T> losses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var step = Math.Min(RowsAtATime(classes), losses.Length);
        var rented = Allocation.Rent<T>((long)step * classes);
        for (var start = 0; start < losses.Length; start += step)
        {
            var end = Math.Min(start + step, losses.Length);
            var block = rented.AsSpan(0, (end - start) * classes);
            SoftmaxRows.LogSoftmax.Run(classes, x.Slice(start * classes, block.Length), default, block);
            for (var r = start; r < end; r++)
            {
                var logarithms = block.Slice((r - start) * classes, classes);
                var weights = targets.Slice(r * classes, classes);
                var sum = T.Zero;
                for (var k = 0; k < weights.Length; k++)
                    if (weights[k] != T.Zero)
                        sum -= weights[k] * logarithms[k];
                losses[r] = sum;
            }
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>result[r] = seeds[r] (softmax(x[r]) Σ targets[r] − targets[r]), with one seed for all rows or one each.</summary>
    public static void Gradient<T>(
        int classes,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> targets,
        ReadOnlySpan<T> seeds,
        Span<T> result
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (result.IsEmpty)
            return;
        Rows.Run<T, SoftmaxRows.Softmax>(result.Length / classes, classes, 1, x, default, result);
        for (int r = 0, at = 0; at < result.Length; r++, at += classes)
        {
            var row = result.Slice(at, classes);
            var weights = targets.Slice(at, classes);
            SoftmaxRows.CenteringTransposed.Run(classes, row, weights, row);
            Scale(row, -seeds[seeds.Length == 1 ? 0 : r]);
        }
    }

    private static void Scale<T>(Span<T> row, T seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var k = 0; k < row.Length; k++)
            row[k] *= seed;
    }
}
