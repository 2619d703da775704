using System;
using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>
/// Reductions of x[outer, n, inner], contiguous, along the middle: y[outer, inner]. The order of every sum is fixed
/// by the sizes, never by the number of cores.
/// </summary>
internal static unsafe partial class Reductions
{
    // Columns reduced together: their accumulators stay in the first-level cache.
    private const int ChunkColumns = 1024;

    // Below this many columns a call for each row would cost more than the row.
    private const int FewColumns = 8;

    // Terms added one after the other before sums are paired: the rounding error grows with the logarithm.
    private const int RowBlock = 1024;
    private const int ColumnBlock = 32;

    /// <summary>y = Σ x, pairwise; 0 for n = 0.</summary>
    public static void Sum<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Reduce<T, Adding<T>>(outer, n, inner, x, y);

    /// <summary>y = Π x; 1 for n = 0.</summary>
    public static void Product<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Reduce<T, Multiplying<T>>(outer, n, inner, x, y);

    /// <summary>y = max x, NaN where there is one; −∞ for n = 0.</summary>
    public static void Max<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Reduce<T, Greatest<T>>(outer, n, inner, x, y);

    /// <summary>y = min x, NaN where there is one; +∞ for n = 0.</summary>
    public static void Min<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Reduce<T, Least<T>>(outer, n, inner, x, y);

    /// <summary>An associative operation: on a contiguous row, on two rows, on two numbers.</summary>
    private interface IReduction<T>
    {
        static abstract T Identity { get; }
        static abstract T Row(ReadOnlySpan<T> x);
        static abstract T Combine(T a, T b);
        static abstract void Combine(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y);
    }

    private readonly struct Adding<T> : IReduction<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static T Identity => T.Zero;

        public static T Row(ReadOnlySpan<T> x) => SumOfBlock(x);

        public static T Combine(T a, T b) => a + b;

        public static void Combine(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => TensorPrimitives.Add(a, b, y);
    }

    private readonly struct Multiplying<T> : IReduction<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static T Identity => T.One;

        public static T Row(ReadOnlySpan<T> x) => TensorPrimitives.Product(x);

        public static T Combine(T a, T b) => a * b;

        public static void Combine(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) =>
            TensorPrimitives.Multiply(a, b, y);
    }

    private readonly struct Greatest<T> : IReduction<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static T Identity => T.NegativeInfinity;

        public static T Row(ReadOnlySpan<T> x) => TensorPrimitives.Max(x);

        public static T Combine(T a, T b) => T.Max(a, b);

        public static void Combine(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => TensorPrimitives.Max(a, b, y);
    }

    private readonly struct Least<T> : IReduction<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static T Identity => T.PositiveInfinity;

        public static T Row(ReadOnlySpan<T> x) => TensorPrimitives.Min(x);

        public static T Combine(T a, T b) => T.Min(a, b);

        public static void Combine(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => TensorPrimitives.Min(a, b, y);
    }

    private static void Reduce<T, TReduction>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TReduction : struct, IReduction<T>
    {
        y = y[..(outer * inner)];
        if (n == 0)
        {
            y.Fill(TReduction.Identity);
            return;
        }
        if (n == 1)
        {
            x[..y.Length].CopyTo(y);
            return;
        }
        var chunks = (inner + ChunkColumns - 1) / ChunkColumns;
        var rowsTogether = inner == 1 ? Math.Max(1, RowBlock / n) : 1;
        var pieces = (outer + rowsTogether - 1) / rowsTogether * chunks;
        fixed (T* inputStart = x)
        fixed (T* outputStart = y)
            Work.Split(
                pieces,
                (long)outer * n * inner,
                new Pieces<T, TReduction>(outer, n, inner, inputStart, outputStart, rowsTogether, chunks)
            );
    }

    private readonly struct Pieces<T, TReduction>(
        int outer,
        int n,
        int inner,
        T* source,
        T* target,
        int rowsTogether,
        int chunks
    ) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TReduction : struct, IReduction<T>
    {
        public void Run(int piece)
        {
            if (inner == 1)
            {
                var from = piece * rowsTogether;
                var to = Math.Min(from + rowsTogether, outer);
                for (var row = from; row < to; row++)
                {
                    target[row] = ReduceRow<T, TReduction>(new(source + (nint)row * n, n));
                }
                return;
            }
            var block = piece / chunks;
            var column = piece % chunks * ChunkColumns;
            var width = Math.Min(ChunkColumns, inner - column);
            ReduceColumns<T, TReduction>(
                source + (nint)block * n * inner + column,
                n,
                inner,
                new(target + (nint)block * inner + column, width)
            );
        }
    }

    private static T ReduceRow<T, TReduction>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TReduction : struct, IReduction<T>
    {
        if (x.Length <= RowBlock)
        {
            if (x.Length >= 2 * Vector<T>.Count)
            {
                return TReduction.Row(x);
            }
            var y = x[0];
            for (var i = 1; i < x.Length; i++)
            {
                y = TReduction.Combine(y, x[i]);
            }
            return y;
        }
        var half = (x.Length / 2 + RowBlock - 1) / RowBlock * RowBlock;
        return TReduction.Combine(ReduceRow<T, TReduction>(x[..half]), ReduceRow<T, TReduction>(x[half..]));
    }

    private static void ReduceColumns<T, TReduction>(T* x, int n, int stride, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TReduction : struct, IReduction<T>
    {
        if (y.Length < FewColumns)
        {
            for (var j = 0; j < y.Length; j++)
            {
                y[j] = ReduceColumn<T, TReduction>(x + j, n, stride);
            }
            return;
        }
        var levels = BitOperations.Log2((uint)((n + ColumnBlock - 1) / ColumnBlock)) + 1;
        var scratch = Allocation.Rent<T>((long)levels * y.Length);
        ReduceColumns<T, TReduction>(x, n, stride, y, scratch);
        ArrayPool<T>.Shared.Return(scratch);
    }

    private static void ReduceColumns<T, TReduction>(T* x, int n, int stride, Span<T> y, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TReduction : struct, IReduction<T>
    {
        if (n <= ColumnBlock)
        {
            new ReadOnlySpan<T>(x, y.Length).CopyTo(y);
            for (var i = 1; i < n; i++)
            {
                TReduction.Combine(y, new ReadOnlySpan<T>(x + (nint)i * stride, y.Length), y);
            }
            return;
        }
        var half = n / 2;
        var second = scratch[..y.Length];
        ReduceColumns<T, TReduction>(x, half, stride, y, scratch);
        ReduceColumns<T, TReduction>(x + (nint)half * stride, n - half, stride, second, scratch[y.Length..]);
        TReduction.Combine(y, second, y);
    }

    private static T ReduceColumn<T, TReduction>(T* x, int n, int stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TReduction : struct, IReduction<T>
    {
        if (n > 4 * ColumnBlock)
        {
            var half = n / 2;
            return TReduction.Combine(
                ReduceColumn<T, TReduction>(x, half, stride),
                ReduceColumn<T, TReduction>(x + (nint)half * stride, n - half, stride)
            );
        }
        var y = *x;
        for (var i = 1; i < n; i++)
        {
            y = TReduction.Combine(y, x[(nint)i * stride]);
        }
        return y;
    }

    private static T SumOfBlock<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = Vector<T>.Count;
        var a = Vector<T>.Zero;
        var b = Vector<T>.Zero;
        var c = Vector<T>.Zero;
        var d = Vector<T>.Zero;
        while (x.Length >= 4 * width)
        {
            a += new Vector<T>(x);
            b += new Vector<T>(x[width..]);
            c += new Vector<T>(x[(2 * width)..]);
            d += new Vector<T>(x[(3 * width)..]);
            x = x[(4 * width)..];
        }
        while (x.Length >= width)
        {
            a += new Vector<T>(x);
            x = x[width..];
        }
        var rest = T.Zero;
        foreach (var value in x)
        {
            rest += value;
        }
        return Vector.Sum((a + b) + (c + d)) + rest;
    }
}
