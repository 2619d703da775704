using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>Products of rows with rows, both contiguous along k: every element of C is a dot product.</summary>
internal static unsafe class GemmDot<T, TVector, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    /// <summary>C(i, j) = Σ a(i, p)·b(j, p), stored at c[i·rowC + j·columnC]; few rows a, each row of b is read from memory once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        int m,
        int n,
        int k,
        T* a,
        nint rowA,
        T* b,
        nint rowB,
        T* c,
        nint rowC,
        nint columnC,
        bool accumulate
    )
    {
        if (m == 1)
        {
            OneRow(n, k, a, b, rowB, c, columnC, accumulate);
            return;
        }
        for (; n >= 4; n -= 4, b += 4 * rowB, c += 4 * columnC)
            Few<N4>(m, k, a, rowA, b, rowB, c, rowC, columnC, accumulate);
        for (; n > 0; n--, b += rowB, c += columnC)
            Few<N1>(m, k, a, rowA, b, rowB, c, rowC, columnC, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Few<TColumns>(
        int m,
        int k,
        T* a,
        nint rowA,
        T* b,
        nint rowB,
        T* c,
        nint rowC,
        nint columnC,
        bool accumulate
    )
        where TColumns : unmanaged, INumber
    {
        for (; m >= 4; m -= 4, a += 4 * rowA, c += 4 * rowC)
            Tile<N4, TColumns>(k, a, rowA, b, rowB, c, rowC, columnC, accumulate);
        if (m == 3)
            Tile<N3, TColumns>(k, a, rowA, b, rowB, c, rowC, columnC, accumulate);
        else if (m == 2)
            Tile<N2, TColumns>(k, a, rowA, b, rowB, c, rowC, columnC, accumulate);
        else if (m == 1)
            Tile<N1, TColumns>(k, a, rowA, b, rowB, c, rowC, columnC, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Take(T* from, bool whole, TVector mask) =>
        whole ? TLanes.Load(from) : TLanes.Load(from, mask);

    /// <summary>A tile of up to 4 by 4 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TRows, TColumns>(
        int k,
        T* a,
        nint rowA,
        T* b,
        nint rowB,
        T* c,
        nint rowC,
        nint columnC,
        bool accumulate
    )
        where TRows : unmanaged, INumber
        where TColumns : unmanaged, INumber
    {
        TVector s00 = TLanes.Zero,
            s01 = TLanes.Zero,
            s02 = TLanes.Zero,
            s03 = TLanes.Zero;
        TVector s10 = TLanes.Zero,
            s11 = TLanes.Zero,
            s12 = TLanes.Zero,
            s13 = TLanes.Zero;
        TVector s20 = TLanes.Zero,
            s21 = TLanes.Zero,
            s22 = TLanes.Zero,
            s23 = TLanes.Zero;
        TVector s30 = TLanes.Zero,
            s31 = TLanes.Zero,
            s32 = TLanes.Zero,
            s33 = TLanes.Zero;
        var mask = TLanes.Mask(k % TLanes.Count);
        for (; k > 0; k -= TLanes.Count, a += TLanes.Count, b += TLanes.Count)
        {
            var whole = k >= TLanes.Count;
            TVector y0 = Take(b, whole, mask),
                y1 = y0,
                y2 = y0,
                y3 = y0;
            if (sizeof(TColumns) > 1)
            {
                y1 = Take(b + rowB, whole, mask);
                y2 = Take(b + 2 * rowB, whole, mask);
                y3 = Take(b + 3 * rowB, whole, mask);
            }

            {
                var x = Take(a + 0 * rowA, whole, mask);
                s00 = TLanes.MultiplyAdd(x, y0, s00);
                if (sizeof(TColumns) > 1)
                {
                    s01 = TLanes.MultiplyAdd(x, y1, s01);
                    s02 = TLanes.MultiplyAdd(x, y2, s02);
                    s03 = TLanes.MultiplyAdd(x, y3, s03);
                }
            }
            if (sizeof(TRows) > 1)
            {
                var x = Take(a + 1 * rowA, whole, mask);
                s10 = TLanes.MultiplyAdd(x, y0, s10);
                if (sizeof(TColumns) > 1)
                {
                    s11 = TLanes.MultiplyAdd(x, y1, s11);
                    s12 = TLanes.MultiplyAdd(x, y2, s12);
                    s13 = TLanes.MultiplyAdd(x, y3, s13);
                }
            }
            if (sizeof(TRows) > 2)
            {
                var x = Take(a + 2 * rowA, whole, mask);
                s20 = TLanes.MultiplyAdd(x, y0, s20);
                if (sizeof(TColumns) > 1)
                {
                    s21 = TLanes.MultiplyAdd(x, y1, s21);
                    s22 = TLanes.MultiplyAdd(x, y2, s22);
                    s23 = TLanes.MultiplyAdd(x, y3, s23);
                }
            }
            if (sizeof(TRows) > 3)
            {
                var x = Take(a + 3 * rowA, whole, mask);
                s30 = TLanes.MultiplyAdd(x, y0, s30);
                if (sizeof(TColumns) > 1)
                {
                    s31 = TLanes.MultiplyAdd(x, y1, s31);
                    s32 = TLanes.MultiplyAdd(x, y2, s32);
                    s33 = TLanes.MultiplyAdd(x, y3, s33);
                }
            }
        }
        Put(c, s00, accumulate);
        if (sizeof(TColumns) > 1)
        {
            Put(c + 1 * columnC, s01, accumulate);
            Put(c + 2 * columnC, s02, accumulate);
            Put(c + 3 * columnC, s03, accumulate);
        }
        if (sizeof(TRows) > 1)
        {
            c += rowC;
            Put(c, s10, accumulate);
            if (sizeof(TColumns) > 1)
            {
                Put(c + 1 * columnC, s11, accumulate);
                Put(c + 2 * columnC, s12, accumulate);
                Put(c + 3 * columnC, s13, accumulate);
            }
        }
        if (sizeof(TRows) > 2)
        {
            c += rowC;
            Put(c, s20, accumulate);
            if (sizeof(TColumns) > 1)
            {
                Put(c + 1 * columnC, s21, accumulate);
                Put(c + 2 * columnC, s22, accumulate);
                Put(c + 3 * columnC, s23, accumulate);
            }
        }
        if (sizeof(TRows) > 3)
        {
            c += rowC;
            Put(c, s30, accumulate);
            if (sizeof(TColumns) > 1)
            {
                Put(c + 1 * columnC, s31, accumulate);
                Put(c + 2 * columnC, s32, accumulate);
                Put(c + 3 * columnC, s33, accumulate);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8(int k, T* x, T* b, nint rowB, T* y, nint step, bool accumulate)
    {
        TVector s0 = TLanes.Zero,
            s1 = s0,
            s2 = s0,
            s3 = s0,
            s4 = s0,
            s5 = s0,
            s6 = s0,
            s7 = s0;
        var mask = TLanes.Mask(k % TLanes.Count);
        for (; k > 0; k -= TLanes.Count, x += TLanes.Count, b += TLanes.Count)
        {
            var whole = k >= TLanes.Count;
            var v = Take(x, whole, mask);

            s0 = TLanes.MultiplyAdd(v, Take(b + 0 * rowB, whole, mask), s0);
            s1 = TLanes.MultiplyAdd(v, Take(b + 1 * rowB, whole, mask), s1);
            s2 = TLanes.MultiplyAdd(v, Take(b + 2 * rowB, whole, mask), s2);
            s3 = TLanes.MultiplyAdd(v, Take(b + 3 * rowB, whole, mask), s3);
            s4 = TLanes.MultiplyAdd(v, Take(b + 4 * rowB, whole, mask), s4);
            s5 = TLanes.MultiplyAdd(v, Take(b + 5 * rowB, whole, mask), s5);
            s6 = TLanes.MultiplyAdd(v, Take(b + 6 * rowB, whole, mask), s6);
            s7 = TLanes.MultiplyAdd(v, Take(b + 7 * rowB, whole, mask), s7);
        }
        Put(y + 0 * step, s0, accumulate);
        Put(y + 1 * step, s1, accumulate);
        Put(y + 2 * step, s2, accumulate);
        Put(y + 3 * step, s3, accumulate);
        Put(y + 4 * step, s4, accumulate);
        Put(y + 5 * step, s5, accumulate);
        Put(y + 6 * step, s6, accumulate);
        Put(y + 7 * step, s7, accumulate);
    }

    /// <summary>y(j) = Σ x(p)·b(j, p): eight rows at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(int n, int k, T* x, T* b, nint rowB, T* y, nint step, bool accumulate)
    {
        for (; n >= 8; n -= 8, b += 8 * rowB, y += 8 * step)
            Tile8(k, x, b, rowB, y, step, accumulate);
        for (; n > 0; n--, b += rowB, y += step)
            Tile<N1, N1>(k, x, 0, b, rowB, y, 0, step, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T* to, TVector value, bool accumulate)
    {
        var sum = TLanes.Sum(value);
        *to = accumulate ? *to + sum : sum;
    }
}
