using System;
using System.Buffers;
using System.Collections.Generic;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>Stable orders of x[outer, n, inner] along the middle; NaN comes last either way, −0 and 0 are equal.</summary>
internal static class Sorting
{
    /// <summary>index[outer, n, inner] such that x taken along it ascends, or descends; equal elements keep their order.</summary>
    public static void ArgSort<T>(int outer, int n, int inner, bool descending, ReadOnlySpan<T> x, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TopK(outer, n, inner, n, descending, x, index);

    /// <summary>The first k of <see cref="ArgSort"/>: index[outer, k, inner].</summary>
    public static void TopK<T>(int outer, int n, int inner, int k, bool descending, ReadOnlySpan<T> x, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var keys = ArrayPool<ulong>.Shared.Rent(n);
        var places = ArrayPool<int>.Shared.Rent(n);
        for (var block = 0; block < outer; block++)
        {
            for (var j = 0; j < inner; j++)
            {
                for (var i = 0; i < n; i++)
                {
                    keys[i] = Key(double.CreateTruncating(x[(block * n + i) * inner + j]), descending);
                }
                Order(keys, places, n, k);
                for (var i = 0; i < k; i++)
                {
                    index[(block * k + i) * inner + j] = places[i];
                }
            }
        }
        ArrayPool<int>.Shared.Return(places);
        ArrayPool<ulong>.Shared.Return(keys);
    }

    /// <summary>An unsigned number whose order is the one wanted; float32 widens without changing its order.</summary>
    private static ulong Key(double x, bool descending)
    {
        if (double.IsNaN(x))
        {
            return ulong.MaxValue;
        }
        // Adding 0 turns −0 into 0, so that the two tie.
        var bits = BitConverter.DoubleToUInt64Bits(x + 0.0);
        var ascending = (bits >> 63) != 0 ? ~bits : bits | (1UL << 63);
        return descending ? ~ascending : ascending;
    }

    /// <summary>places[..k] = the k first places in the order of (key, place), in order.</summary>
    private static void Order(ulong[] keys, int[] places, int n, int k)
    {
        if (k < n / 8)
        {
            Select(keys, places, n, k);
            return;
        }
        for (var i = 0; i < n; i++)
        {
            places[i] = i;
        }
        Array.Sort(keys, places, 0, n);
        // The sort is not stable: put each run of equal keys back into order.
        for (var from = 0; from < n; )
        {
            var to = from + 1;
            while (to < n && keys[to] == keys[from])
            {
                to++;
            }
            if (to - from > 1)
            {
                Array.Sort(places, from, to - from);
            }
            from = to;
        }
    }

    /// <summary>A heap of the k best so far, the worst on top, then emptied from the back.</summary>
    private static void Select(ulong[] keys, int[] places, int n, int k)
    {
        if (k == 0)
        {
            return;
        }
        var heap = new PriorityQueue<int, (ulong Key, int Place)>(k, LastFirst);
        for (var i = 0; i < n; i++)
        {
            if (heap.Count < k)
            {
                heap.Enqueue(i, (keys[i], i));
            }
            else if (keys[i] < keys[heap.Peek()])
            {
                heap.DequeueEnqueue(i, (keys[i], i));
            }
        }
        for (var i = k - 1; i >= 0; i--)
        {
            places[i] = heap.Dequeue();
        }
    }

    private static readonly Comparer<(ulong Key, int Place)> LastFirst = Comparer<(ulong Key, int Place)>.Create(
        (a, b) => b.CompareTo(a)
    );
}
