using System;
using System.Buffers;
using System.Collections.Generic;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>Stable orders of x[outer, n, inner] along the middle; NaN is the greatest, −0 and 0 are equal.</summary>
internal static class Sorting
{
    // Below this length insertion beats counting.
    private const int InsertionLength = 48;

    /// <summary>index[outer, n, inner] such that x taken along it ascends, or descends; equal elements keep their order.</summary>
    public static void ArgSort<T>(int outer, int n, int inner, bool descending, ReadOnlySpan<T> x, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TopK(outer, n, inner, n, descending, x, index);

    /// <summary>The first k of <see cref="ArgSort"/>: index[outer, k, inner].</summary>
    public static void TopK<T>(int outer, int n, int inner, int k, bool descending, ReadOnlySpan<T> x, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var keyStore = Allocation.Rent<ulong>(2L * n);
        var placeStore = Allocation.Rent<int>(2L * n);
        var keys = keyStore.AsSpan(0, n);
        var places = placeStore.AsSpan(0, n);
        for (var block = 0; block < outer; block++)
        {
            for (var j = 0; j < inner; j++)
            {
                for (var i = 0; i < n; i++)
                {
                    keys[i] = Key(double.CreateTruncating(x[(block * n + i) * inner + j]), descending);
                }
                Order(keys, places, keyStore.AsSpan(n, n), placeStore.AsSpan(n, n), k);
                for (var i = 0; i < k; i++)
                {
                    index[(block * k + i) * inner + j] = places[i];
                }
            }
        }
        ArrayPool<int>.Shared.Return(placeStore);
        ArrayPool<ulong>.Shared.Return(keyStore);
    }

    /// <summary>An unsigned number whose order is the one wanted; float32 widens without changing its order.</summary>
    private static ulong Key(double x, bool descending)
    {
        // Adding 0 turns −0 into 0, so that the two tie.
        var bits = BitConverter.DoubleToUInt64Bits(x + 0.0);
        var ascending =
            double.IsNaN(x) ? ulong.MaxValue
            : (bits >> 63) != 0 ? ~bits
            : bits | (1UL << 63);
        return descending ? ~ascending : ascending;
    }

    /// <summary>places[..k] = the k first places in the order of (key, place), in order.</summary>
    private static void Order(Span<ulong> keys, Span<int> places, Span<ulong> otherKeys, Span<int> otherPlaces, int k)
    {
        if (k < keys.Length / 8)
        {
            Select(keys, places, k);
            return;
        }
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }
        if (keys.Length < InsertionLength)
        {
            Insert(keys, places);
            return;
        }
        // Stable counting sorts by each byte, the lowest first; one that all keys share is left out.
        Span<int> counts = stackalloc int[8 * 256];
        counts.Clear();
        foreach (var key in keys)
        {
            for (var place = 0; place < 8; place++)
            {
                counts[place * 256 + (byte)(key >> (8 * place))]++;
            }
        }
        var from = keys;
        var into = otherKeys;
        var at = places;
        var to = otherPlaces;
        for (var place = 0; place < 8; place++)
        {
            var count = counts.Slice(place * 256, 256);
            if (count[(byte)(keys[0] >> (8 * place))] == keys.Length)
            {
                continue;
            }
            var start = 0;
            for (var value = 0; value < 256; value++)
            {
                (count[value], start) = (start, start + count[value]);
            }
            for (var i = 0; i < from.Length; i++)
            {
                var target = count[(byte)(from[i] >> (8 * place))]++;
                into[target] = from[i];
                to[target] = at[i];
            }
            var keysRead = from;
            var placesRead = at;
            from = into;
            at = to;
            into = keysRead;
            to = placesRead;
        }
        at.CopyTo(places);
    }

    private static void Insert(Span<ulong> keys, Span<int> places)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            var (key, place) = (keys[i], places[i]);
            var j = i;
            for (; j > 0 && keys[j - 1] > key; j--)
            {
                (keys[j], places[j]) = (keys[j - 1], places[j - 1]);
            }
            (keys[j], places[j]) = (key, place);
        }
    }

    /// <summary>A heap of the k best so far, the worst on top, then emptied from the back.</summary>
    private static void Select(ReadOnlySpan<ulong> keys, Span<int> places, int k)
    {
        if (k == 0)
        {
            return;
        }
        var heap = new PriorityQueue<int, (ulong Key, int Place)>(k, LastFirst);
        for (var i = 0; i < keys.Length; i++)
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
