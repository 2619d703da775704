using System.Buffers;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>What is done to rows of equal length that lie one after another; a result may be one of the operands.</summary>
internal interface IRows
{
    static abstract void Run<T>(int length, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Applies a kernel of rows along any axis: rows that do not lie contiguous are copied in tiles.</summary>
internal static class Rows
{
    // Rows copied at a time: a cache line of Float32 numbers is read whole.
    private const int Tile = 16;

    // Elements handed to a kernel at a time, so that its passes over them stay in a first-level cache.
    private const int Block = 2048;

    /// <summary>result[o, ·, i] = rows(x[o, ·, i], y[o, ·, i]) for arrays [outer, length, inner]; an empty y is not read.</summary>
    public static void Run<T, TRows>(
        int outer,
        int length,
        int inner,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> y,
        Span<T> result
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : struct, IRows
    {
        if (outer * length * inner == 0)
            return;
        if (inner == 1)
        {
            var step = Math.Max(1, Block / length) * length;
            for (var at = 0; at < outer * length; at += step)
            {
                var size = Math.Min(step, outer * length - at);
                TRows.Run(length, x.Slice(at, size), y.IsEmpty ? y : y.Slice(at, size), result.Slice(at, size));
            }
            return;
        }
        var width = Math.Min(Tile, inner);
        var tile = width * length;
        var rented = Allocation.Rent<T>(2L * tile);
        for (var block = 0; block < outer; block++)
        {
            var start = block * length * inner;
            for (var at = 0; at < inner; at += width)
            {
                var count = Math.Min(width, inner - at);
                var left = rented.AsSpan(0, count * length);
                var right = y.IsEmpty ? default : rented.AsSpan(tile, count * length);
                Collect(length, inner, count, x[(start + at)..], left);
                if (!y.IsEmpty)
                    Collect(length, inner, count, y[(start + at)..], right);
                TRows.Run<T>(length, left, right, left);
                Spread(length, inner, count, left, result[(start + at)..]);
            }
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    private static void Collect<T>(int length, int inner, int count, ReadOnlySpan<T> x, Span<T> rows)
    {
        for (var k = 0; k < length; k++)
        {
            var line = x.Slice(k * inner, count);
            for (var i = 0; i < line.Length; i++)
                rows[i * length + k] = line[i];
        }
    }

    private static void Spread<T>(int length, int inner, int count, ReadOnlySpan<T> rows, Span<T> x)
    {
        for (var k = 0; k < length; k++)
        {
            var line = x.Slice(k * inner, count);
            for (var i = 0; i < line.Length; i++)
                line[i] = rows[i * length + k];
        }
    }
}
