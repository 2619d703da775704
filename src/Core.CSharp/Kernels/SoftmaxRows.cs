using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>
/// Softmax of rows and what its derivatives need. Every row is shifted by its own maximum. A row of −∞ has weights of 0;
/// where +∞ occurs it takes all the weight, shared out if it occurs more than once.
/// </summary>
internal static class SoftmaxRows
{
    // Rows up to this length are not worth a call of a vector routine each.
    private const int Short = 24;

    /// <summary>y = exp(x − max x) of each row, not yet divided by its sum; rows that are not finite as in the summary.</summary>
    private static void Exponentials<T>(int length, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var at = 0; at < x.Length; at += length)
        {
            var row = x.Slice(at, length);
            var max = Max(row);
            Shift(row, max, y.Slice(at, length));
        }
        Exponential.Of<T>(y[..x.Length], y);
    }

    /// <summary>The greatest of a row, NaN if it holds one.</summary>
    public static T Max<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row.Length > Short)
            return TensorPrimitives.Max(row);
        var max = row[0];
        for (var i = 1; i < row.Length; i++)
            max = T.Max(max, row[i]);
        return max;
    }

    public static T Sum<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row.Length > Short)
            return TensorPrimitives.Sum(row);
        var sum = T.Zero;
        for (var i = 0; i < row.Length; i++)
            sum += row[i];
        return sum;
    }

    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > Short)
            return TensorPrimitives.Dot(x, y);
        var sum = T.Zero;
        for (var i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>y = x − max, and its limit where the maximum is infinite: 0 for what is +∞, else −∞.</summary>
    public static void Shift<T>(ReadOnlySpan<T> row, T max, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsInfinity(max))
        {
            for (var i = 0; i < row.Length; i++)
                y[i] = T.IsPositiveInfinity(row[i]) ? T.Zero : T.NegativeInfinity;
        }
        else if (row.Length > Short)
        {
            TensorPrimitives.Subtract(row, max, y);
        }
        else
        {
            for (var i = 0; i < row.Length; i++)
                y[i] = row[i] - max;
        }
    }

    /// <summary>y = exp x / Σ exp x.</summary>
    public readonly struct Softmax : IRows
    {
        public static void Run<T>(int length, ReadOnlySpan<T> x, ReadOnlySpan<T> none, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Exponentials(length, x, y);
            for (var at = 0; at < x.Length; at += length)
            {
                var row = y.Slice(at, length);
                var sum = Sum<T>(row);
                // Only a row of −∞ sums to 0; its weights are 0 already.
                if (sum == T.Zero)
                    continue;
                if (length > Short)
                    TensorPrimitives.Divide(row, sum, row);
                else
                    for (var i = 0; i < row.Length; i++)
                        row[i] /= sum;
            }
        }
    }

    /// <summary>y = x − ln Σ exp x.</summary>
    public readonly struct LogSoftmax : IRows
    {
        public static void Run<T>(int length, ReadOnlySpan<T> x, ReadOnlySpan<T> none, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (var at = 0; at < x.Length; at += length)
            {
                var row = x.Slice(at, length);
                Shift(row, Max(row), y.Slice(at, length));
            }
            var rented = ArrayPool<T>.Shared.Rent(x.Length);
            Exponential.Of<T>(y[..x.Length], rented);
            for (var at = 0; at < x.Length; at += length)
            {
                var sum = Sum<T>(rented.AsSpan(at, length));
                // Only a row of −∞ sums to 0; its logarithms are −∞ already.
                if (sum != T.Zero)
                    Subtract(y.Slice(at, length), T.Log(sum));
            }
            ArrayPool<T>.Shared.Return(rented);
        }

        private static void Subtract<T>(Span<T> row, T amount)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (row.Length > Short)
                TensorPrimitives.Subtract(row, amount, row);
            else
                for (var i = 0; i < row.Length; i++)
                    row[i] -= amount;
        }
    }

    /// <summary>result = y ∘ (seed − Σ y seed): the derivative of softmax, which is symmetric.</summary>
    public readonly struct SoftmaxSlope : IRows
    {
        public static void Run<T>(int length, ReadOnlySpan<T> y, ReadOnlySpan<T> seed, Span<T> result)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (var at = 0; at < y.Length; at += length)
            {
                var weights = y.Slice(at, length);
                var seeds = seed.Slice(at, length);
                var mean = Dot(weights, seeds);
                var row = result.Slice(at, length);
                for (var i = 0; i < row.Length; i++)
                    row[i] = weights[i] * (seeds[i] - mean);
            }
        }
    }

    /// <summary>result = seed − Σ exp(y) seed: the tangent of the logarithm of softmax.</summary>
    public readonly struct LogSoftmaxTangent : IRows
    {
        public static void Run<T>(int length, ReadOnlySpan<T> y, ReadOnlySpan<T> seed, Span<T> result)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var rented = ArrayPool<T>.Shared.Rent(y.Length);
            Exponential.Of<T>(y, rented);
            for (var at = 0; at < y.Length; at += length)
            {
                var seeds = seed.Slice(at, length);
                var mean = Dot(rented.AsSpan(at, length), seeds);
                var row = result.Slice(at, length);
                for (var i = 0; i < row.Length; i++)
                    row[i] = seeds[i] - mean;
            }
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    /// <summary>result = seed − exp(y) Σ seed: the cotangent of the logarithm of softmax.</summary>
    public readonly struct LogSoftmaxCotangent : IRows
    {
        public static void Run<T>(int length, ReadOnlySpan<T> y, ReadOnlySpan<T> seed, Span<T> result)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var rented = ArrayPool<T>.Shared.Rent(y.Length);
            Exponential.Of<T>(y, rented);
            for (var at = 0; at < y.Length; at += length)
            {
                var weights = rented.AsSpan(at, length);
                var seeds = seed.Slice(at, length);
                var sum = Sum(seeds);
                var row = result.Slice(at, length);
                for (var i = 0; i < row.Length; i++)
                    row[i] = seeds[i] - weights[i] * sum;
            }
            ArrayPool<T>.Shared.Return(rented);
        }
    }
}
