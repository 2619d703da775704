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
                Subtract(y.Slice(at, length), LogSum<T>(rented.AsSpan(at, length)));
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

    /// <summary>The sum of all numbers of a row but one.</summary>
    public static T SumBeside<T>(ReadOnlySpan<T> row, int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Sum(row[..place]) + Sum(row[(place + 1)..]);

    /// <summary>
    /// ln Σ e of exponentials of which the greatest is 1, and 0 where all are 0. A sum that is near 1 has lost the digits of the others,
    /// which are added by themselves then.
    /// </summary>
    public static T LogSum<T>(ReadOnlySpan<T> exponentials)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = Sum(exponentials);
        if (sum == T.Zero)
            return T.Zero;
        if (!(sum < T.One + T.One))
            return T.Log(sum);
        for (var place = 0; place < exponentials.Length; place++)
            if (exponentials[place] == T.One)
                return Special.Log1p(SumBeside(exponentials, place));
        return T.Log(sum);
    }

    /// <summary>The place of the weight above ½, the slopes of which need the others' digits; −1 where there is none.</summary>
    public static int Winner<T>(ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var half = T.CreateTruncating(0.5);
        var i = 0;
        if (Vector.IsHardwareAccelerated && weights.Length > Short)
        {
            var bound = new Vector<T>(half);
            while (i <= weights.Length - Vector<T>.Count && !Vector.GreaterThanAny(new Vector<T>(weights[i..]), bound))
                i += Vector<T>.Count;
        }
        for (; i < weights.Length; i++)
            if (weights[i] > half)
                return i;
        return -1;
    }

    /// <summary>
    /// What is to be taken from a value of a row for its distance from the mean Σ weights values: first a pivot, then a mean. The pivot is the value of the
    /// winner, if there is one, or 0; what a value next to the mean is off from it comes from the others then.
    /// </summary>
    private static (T Pivot, T Mean) Centre<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var winner = Winner(weights);
        if (winner < 0 || !T.IsFinite(values[winner]))
            return (T.Zero, Dot(weights, values));
        var pivot = values[winner];
        var (mean, i) = (T.Zero, 0);
        if (Vector.IsHardwareAccelerated && weights.Length > Short)
        {
            var (sums, from) = (Vector<T>.Zero, new Vector<T>(pivot));
            for (; i <= weights.Length - Vector<T>.Count; i += Vector<T>.Count)
                sums += new Vector<T>(weights[i..]) * (new Vector<T>(values[i..]) - from);
            mean = Vector.Sum(sums);
        }
        for (; i < weights.Length; i++)
            mean += weights[i] * (values[i] - pivot);
        return (pivot, mean);
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
                var (pivot, mean) = Centre(weights, seeds);
                var row = result.Slice(at, length);
                for (var i = 0; i < row.Length; i++)
                    row[i] = weights[i] * (seeds[i] - pivot - mean);
            }
        }
    }

    /// <summary>result = seed − Σ weights seed, of weights that add up to 1.</summary>
    public readonly struct Centering : IRows
    {
        public static void Run<T>(int length, ReadOnlySpan<T> weights, ReadOnlySpan<T> seed, Span<T> result)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (var at = 0; at < weights.Length; at += length)
            {
                var seeds = seed.Slice(at, length);
                var (pivot, mean) = Centre(weights.Slice(at, length), seeds);
                var row = result.Slice(at, length);
                for (var i = 0; i < row.Length; i++)
                    row[i] = seeds[i] - pivot - mean;
            }
        }
    }

    /// <summary>result = seed − weights Σ seed, of weights that add up to 1.</summary>
    public readonly struct CenteringTransposed : IRows
    {
        public static void Run<T>(int length, ReadOnlySpan<T> weights, ReadOnlySpan<T> seed, Span<T> result)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (var at = 0; at < weights.Length; at += length)
            {
                var own = weights.Slice(at, length);
                var seeds = seed.Slice(at, length);
                var (winner, sum) = (Winner(own), Sum(seeds));
                var of =
                    winner < 0
                        ? T.Zero
                        : seeds[winner] * SumBeside(own, winner) - own[winner] * SumBeside(seeds, winner);
                var row = result.Slice(at, length);
                for (var i = 0; i < row.Length; i++)
                    row[i] = seeds[i] - own[i] * sum;
                if (winner >= 0)
                    row[winner] = of;
            }
        }
    }

    /// <summary>result = seed − Σ softmax(x) seed: the tangent of the logarithm of softmax.</summary>
    public readonly struct LogSoftmaxTangent : IRows
    {
        public static void Run<T>(int length, ReadOnlySpan<T> x, ReadOnlySpan<T> seed, Span<T> result)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfSoftmax<Centering, T>(length, x, seed, result);
    }

    /// <summary>result = seed − softmax(x) Σ seed: the cotangent of the logarithm of softmax.</summary>
    public readonly struct LogSoftmaxCotangent : IRows
    {
        public static void Run<T>(int length, ReadOnlySpan<T> x, ReadOnlySpan<T> seed, Span<T> result)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            OfSoftmax<CenteringTransposed, T>(length, x, seed, result);
    }

    private static void OfSoftmax<TRows, T>(int length, ReadOnlySpan<T> x, ReadOnlySpan<T> seed, Span<T> result)
        where TRows : struct, IRows
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rented = ArrayPool<T>.Shared.Rent(x.Length);
        var weights = rented.AsSpan(0, x.Length);
        Softmax.Run(length, x, default, weights);
        TRows.Run<T>(length, weights, seed, result);
        ArrayPool<T>.Shared.Return(rented);
    }
}
