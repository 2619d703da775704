using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>Products in which one size is 1: a row times a matrix, and the outer product. They read or write each element of the matrix once.</summary>
internal static unsafe class Gemv<T, TVector, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    // The part of y that is held in the first-level cache while the rows of a wide matrix pass.
    private const int StripBytes = 16 << 10;

    /// <summary>y(j) = Σ x(p)·b(p, j), the rows of b contiguous; <paramref name="narrow"/> where there are at most eight vectors of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Combine(int n, int k, T* x, T* b, nint rowB, T* y, bool narrow, bool accumulate)
    {
        if (narrow)
        {
            Narrow(n, k, x, b, rowB, y, accumulate);
            return;
        }
        for (var j = 0; j < n; j += StripBytes / sizeof(T))
            Strip(Math.Min(StripBytes / sizeof(T), n - j), k, x, b + j, rowB, y + j, accumulate);
    }

    /// <summary>Up to eight vectors of y, kept in registers over the whole of k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(int n, int k, T* x, T* b, nint rowB, T* y, bool accumulate)
    {
        switch ((n + TLanes.Count - 1) / TLanes.Count)
        {
            case 1:
                Registers<N1>(n, k, x, b, rowB, y, accumulate);
                break;
            case 2:
                Registers<N2>(n, k, x, b, rowB, y, accumulate);
                break;
            case 3:
                Registers<N3>(n, k, x, b, rowB, y, accumulate);
                break;
            case 4:
                Registers<N4>(n, k, x, b, rowB, y, accumulate);
                break;
            case 5:
                Registers<N5>(n, k, x, b, rowB, y, accumulate);
                break;
            case 6:
                Registers<N6>(n, k, x, b, rowB, y, accumulate);
                break;
            case 7:
                Registers<N7>(n, k, x, b, rowB, y, accumulate);
                break;
            default:
                Registers<N8>(n, k, x, b, rowB, y, accumulate);
                break;
        }
    }

    // Two rows at a time where there are few vectors, so that no addition waits for the one before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Registers<TWidth>(int n, int k, T* x, T* b, nint rowB, T* y, bool accumulate)
        where TWidth : unmanaged, INumber
    {
        var rest = n % TLanes.Count;
        var mask = TLanes.Mask(rest == 0 ? TLanes.Count : rest);

        TVector s0 = TLanes.Zero,
            s1 = TLanes.Zero,
            s2 = TLanes.Zero,
            s3 = TLanes.Zero,
            s4 = TLanes.Zero,
            s5 = TLanes.Zero,
            s6 = TLanes.Zero,
            s7 = TLanes.Zero;
        TVector t0 = TLanes.Zero,
            t1 = TLanes.Zero,
            t2 = TLanes.Zero,
            t3 = TLanes.Zero,
            t4 = TLanes.Zero,
            t5 = TLanes.Zero,
            t6 = TLanes.Zero,
            t7 = TLanes.Zero;
        for (; k >= 2; k -= 2, x += 2, b += 2 * rowB)
        {
            TVector f = TLanes.Fill(x[0]),
                g = TLanes.Fill(x[1]);
            var lower = b + rowB;
            if (sizeof(TWidth) > 0)
            {
                s0 = TLanes.MultiplyAdd(f, Take(b + 0 * TLanes.Count, sizeof(TWidth) != 1, mask), s0);
                var v = Take(lower + 0 * TLanes.Count, sizeof(TWidth) != 1, mask);
                if (sizeof(TWidth) <= 4)
                    t0 = TLanes.MultiplyAdd(g, v, t0);
                else
                    s0 = TLanes.MultiplyAdd(g, v, s0);
            }
            if (sizeof(TWidth) > 1)
            {
                s1 = TLanes.MultiplyAdd(f, Take(b + 1 * TLanes.Count, sizeof(TWidth) != 2, mask), s1);
                var v = Take(lower + 1 * TLanes.Count, sizeof(TWidth) != 2, mask);
                if (sizeof(TWidth) <= 4)
                    t1 = TLanes.MultiplyAdd(g, v, t1);
                else
                    s1 = TLanes.MultiplyAdd(g, v, s1);
            }
            if (sizeof(TWidth) > 2)
            {
                s2 = TLanes.MultiplyAdd(f, Take(b + 2 * TLanes.Count, sizeof(TWidth) != 3, mask), s2);
                var v = Take(lower + 2 * TLanes.Count, sizeof(TWidth) != 3, mask);
                if (sizeof(TWidth) <= 4)
                    t2 = TLanes.MultiplyAdd(g, v, t2);
                else
                    s2 = TLanes.MultiplyAdd(g, v, s2);
            }
            if (sizeof(TWidth) > 3)
            {
                s3 = TLanes.MultiplyAdd(f, Take(b + 3 * TLanes.Count, sizeof(TWidth) != 4, mask), s3);
                var v = Take(lower + 3 * TLanes.Count, sizeof(TWidth) != 4, mask);
                if (sizeof(TWidth) <= 4)
                    t3 = TLanes.MultiplyAdd(g, v, t3);
                else
                    s3 = TLanes.MultiplyAdd(g, v, s3);
            }
            if (sizeof(TWidth) > 4)
            {
                s4 = TLanes.MultiplyAdd(f, Take(b + 4 * TLanes.Count, sizeof(TWidth) != 5, mask), s4);
                var v = Take(lower + 4 * TLanes.Count, sizeof(TWidth) != 5, mask);
                if (sizeof(TWidth) <= 4)
                    t4 = TLanes.MultiplyAdd(g, v, t4);
                else
                    s4 = TLanes.MultiplyAdd(g, v, s4);
            }
            if (sizeof(TWidth) > 5)
            {
                s5 = TLanes.MultiplyAdd(f, Take(b + 5 * TLanes.Count, sizeof(TWidth) != 6, mask), s5);
                var v = Take(lower + 5 * TLanes.Count, sizeof(TWidth) != 6, mask);
                if (sizeof(TWidth) <= 4)
                    t5 = TLanes.MultiplyAdd(g, v, t5);
                else
                    s5 = TLanes.MultiplyAdd(g, v, s5);
            }
            if (sizeof(TWidth) > 6)
            {
                s6 = TLanes.MultiplyAdd(f, Take(b + 6 * TLanes.Count, sizeof(TWidth) != 7, mask), s6);
                var v = Take(lower + 6 * TLanes.Count, sizeof(TWidth) != 7, mask);
                if (sizeof(TWidth) <= 4)
                    t6 = TLanes.MultiplyAdd(g, v, t6);
                else
                    s6 = TLanes.MultiplyAdd(g, v, s6);
            }
            if (sizeof(TWidth) > 7)
            {
                s7 = TLanes.MultiplyAdd(f, Take(b + 7 * TLanes.Count, sizeof(TWidth) != 8, mask), s7);
                var v = Take(lower + 7 * TLanes.Count, sizeof(TWidth) != 8, mask);
                if (sizeof(TWidth) <= 4)
                    t7 = TLanes.MultiplyAdd(g, v, t7);
                else
                    s7 = TLanes.MultiplyAdd(g, v, s7);
            }
        }
        if (k > 0)
        {
            var f = TLanes.Fill(x[0]);
            if (sizeof(TWidth) > 0)
                s0 = TLanes.MultiplyAdd(f, Take(b + 0 * TLanes.Count, sizeof(TWidth) != 1, mask), s0);
            if (sizeof(TWidth) > 1)
                s1 = TLanes.MultiplyAdd(f, Take(b + 1 * TLanes.Count, sizeof(TWidth) != 2, mask), s1);
            if (sizeof(TWidth) > 2)
                s2 = TLanes.MultiplyAdd(f, Take(b + 2 * TLanes.Count, sizeof(TWidth) != 3, mask), s2);
            if (sizeof(TWidth) > 3)
                s3 = TLanes.MultiplyAdd(f, Take(b + 3 * TLanes.Count, sizeof(TWidth) != 4, mask), s3);
            if (sizeof(TWidth) > 4)
                s4 = TLanes.MultiplyAdd(f, Take(b + 4 * TLanes.Count, sizeof(TWidth) != 5, mask), s4);
            if (sizeof(TWidth) > 5)
                s5 = TLanes.MultiplyAdd(f, Take(b + 5 * TLanes.Count, sizeof(TWidth) != 6, mask), s5);
            if (sizeof(TWidth) > 6)
                s6 = TLanes.MultiplyAdd(f, Take(b + 6 * TLanes.Count, sizeof(TWidth) != 7, mask), s6);
            if (sizeof(TWidth) > 7)
                s7 = TLanes.MultiplyAdd(f, Take(b + 7 * TLanes.Count, sizeof(TWidth) != 8, mask), s7);
        }
        if (sizeof(TWidth) > 0)
            Add(
                y + 0 * TLanes.Count,
                sizeof(TWidth) <= 4 ? TLanes.Add(s0, t0) : s0,
                sizeof(TWidth) != 1,
                mask,
                accumulate
            );
        if (sizeof(TWidth) > 1)
            Add(
                y + 1 * TLanes.Count,
                sizeof(TWidth) <= 4 ? TLanes.Add(s1, t1) : s1,
                sizeof(TWidth) != 2,
                mask,
                accumulate
            );
        if (sizeof(TWidth) > 2)
            Add(
                y + 2 * TLanes.Count,
                sizeof(TWidth) <= 4 ? TLanes.Add(s2, t2) : s2,
                sizeof(TWidth) != 3,
                mask,
                accumulate
            );
        if (sizeof(TWidth) > 3)
            Add(
                y + 3 * TLanes.Count,
                sizeof(TWidth) <= 4 ? TLanes.Add(s3, t3) : s3,
                sizeof(TWidth) != 4,
                mask,
                accumulate
            );
        if (sizeof(TWidth) > 4)
            Add(
                y + 4 * TLanes.Count,
                sizeof(TWidth) <= 4 ? TLanes.Add(s4, t4) : s4,
                sizeof(TWidth) != 5,
                mask,
                accumulate
            );
        if (sizeof(TWidth) > 5)
            Add(
                y + 5 * TLanes.Count,
                sizeof(TWidth) <= 4 ? TLanes.Add(s5, t5) : s5,
                sizeof(TWidth) != 6,
                mask,
                accumulate
            );
        if (sizeof(TWidth) > 6)
            Add(
                y + 6 * TLanes.Count,
                sizeof(TWidth) <= 4 ? TLanes.Add(s6, t6) : s6,
                sizeof(TWidth) != 7,
                mask,
                accumulate
            );
        if (sizeof(TWidth) > 7)
            Add(
                y + 7 * TLanes.Count,
                sizeof(TWidth) <= 4 ? TLanes.Add(s7, t7) : s7,
                sizeof(TWidth) != 8,
                mask,
                accumulate
            );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(T* to, TVector value, bool whole, TVector mask, bool accumulate) =>
        Put(to, accumulate ? TLanes.Add(Take(to, whole, mask), value) : value, whole, mask);

    /// <summary>y(j) += Σ x(p)·b(p, j), four rows of b at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip(int n, int k, T* x, T* b, nint rowB, T* y, bool accumulate)
    {
        if (!accumulate)
            new Span<T>(y, n).Clear();
        var rest = n % TLanes.Count;
        var whole = n - rest;
        var mask = TLanes.Mask(rest);
        for (; k >= 4; k -= 4, x += 4, b += 4 * rowB)
        {
            TVector x0 = TLanes.Fill(x[0]),
                x1 = TLanes.Fill(x[1]),
                x2 = TLanes.Fill(x[2]),
                x3 = TLanes.Fill(x[3]);
            T* b1 = b + rowB,
                b2 = b1 + rowB,
                b3 = b2 + rowB;
            for (var j = 0; j < whole; j += TLanes.Count)
            {
                var s = TLanes.MultiplyAdd(x0, TLanes.Load(b + j), TLanes.Load(y + j));
                s = TLanes.MultiplyAdd(x1, TLanes.Load(b1 + j), s);
                s = TLanes.MultiplyAdd(x2, TLanes.Load(b2 + j), s);
                TLanes.Store(y + j, TLanes.MultiplyAdd(x3, TLanes.Load(b3 + j), s));
            }
            if (rest > 0)
            {
                var s = TLanes.MultiplyAdd(x0, TLanes.Load(b + whole, mask), TLanes.Load(y + whole, mask));
                s = TLanes.MultiplyAdd(x1, TLanes.Load(b1 + whole, mask), s);
                s = TLanes.MultiplyAdd(x2, TLanes.Load(b2 + whole, mask), s);
                TLanes.Store(y + whole, TLanes.MultiplyAdd(x3, TLanes.Load(b3 + whole, mask), s), mask);
            }
        }
        for (; k > 0; k--, x++, b += rowB)
        {
            var x0 = TLanes.Fill(*x);
            for (var j = 0; j < whole; j += TLanes.Count)
                TLanes.Store(y + j, TLanes.MultiplyAdd(x0, TLanes.Load(b + j), TLanes.Load(y + j)));
            if (rest > 0)
                TLanes.Store(
                    y + whole,
                    TLanes.MultiplyAdd(x0, TLanes.Load(b + whole, mask), TLanes.Load(y + whole, mask)),
                    mask
                );
        }
    }

    /// <summary>C(i, j) = a(i)·b(j), or C(i, j) + a(i)·b(j).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Outer(int m, int n, T* a, nint stepA, T* b, T* c, nint rowC, bool accumulate)
    {
        var mask = TLanes.Mask(n % TLanes.Count);
        for (; m > 0; m--, a += stepA, c += rowC)
        {
            var x = TLanes.Fill(*a);
            var j = 0;
            if (accumulate)
            {
                for (; j + TLanes.Count <= n; j += TLanes.Count)
                    TLanes.Store(c + j, TLanes.MultiplyAdd(x, TLanes.Load(b + j), TLanes.Load(c + j)));
                if (j < n)
                    TLanes.Store(
                        c + j,
                        TLanes.MultiplyAdd(x, TLanes.Load(b + j, mask), TLanes.Load(c + j, mask)),
                        mask
                    );
            }
            else
            {
                for (; j + TLanes.Count <= n; j += TLanes.Count)
                    TLanes.Store(c + j, TLanes.Multiply(x, TLanes.Load(b + j)));
                if (j < n)
                    TLanes.Store(c + j, TLanes.Multiply(x, TLanes.Load(b + j, mask)), mask);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Take(T* from, bool whole, TVector mask) =>
        whole ? TLanes.Load(from) : TLanes.Load(from, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T* to, TVector value, bool whole, TVector mask)
    {
        if (whole)
            TLanes.Store(to, value);
        else
            TLanes.Store(to, value, mask);
    }
}
