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
        TVector y0 = mask,
            y1 = mask,
            y2 = mask,
            y3 = mask;
        for (; k >= TLanes.Count; k -= TLanes.Count, a += TLanes.Count, b += TLanes.Count)
        {
            y0 = TLanes.Load(b);
            if (sizeof(TColumns) > 1)
            {
                y1 = TLanes.Load(b + rowB);
                y2 = TLanes.Load(b + 2 * rowB);
                y3 = TLanes.Load(b + 3 * rowB);
            }
            Row<TColumns>(TLanes.Load(a + 0 * rowA), y0, y1, y2, y3, ref s00, ref s01, ref s02, ref s03);
            if (sizeof(TRows) > 1)
                Row<TColumns>(TLanes.Load(a + 1 * rowA), y0, y1, y2, y3, ref s10, ref s11, ref s12, ref s13);
            if (sizeof(TRows) > 2)
                Row<TColumns>(TLanes.Load(a + 2 * rowA), y0, y1, y2, y3, ref s20, ref s21, ref s22, ref s23);
            if (sizeof(TRows) > 3)
                Row<TColumns>(TLanes.Load(a + 3 * rowA), y0, y1, y2, y3, ref s30, ref s31, ref s32, ref s33);
        }
        if (k > 0)
        {
            y0 = TLanes.Load(b, mask);
            if (sizeof(TColumns) > 1)
            {
                y1 = TLanes.Load(b + rowB, mask);
                y2 = TLanes.Load(b + 2 * rowB, mask);
                y3 = TLanes.Load(b + 3 * rowB, mask);
            }
            Row<TColumns>(TLanes.Load(a + 0 * rowA, mask), y0, y1, y2, y3, ref s00, ref s01, ref s02, ref s03);
            if (sizeof(TRows) > 1)
                Row<TColumns>(TLanes.Load(a + 1 * rowA, mask), y0, y1, y2, y3, ref s10, ref s11, ref s12, ref s13);
            if (sizeof(TRows) > 2)
                Row<TColumns>(TLanes.Load(a + 2 * rowA, mask), y0, y1, y2, y3, ref s20, ref s21, ref s22, ref s23);
            if (sizeof(TRows) > 3)
                Row<TColumns>(TLanes.Load(a + 3 * rowA, mask), y0, y1, y2, y3, ref s30, ref s31, ref s32, ref s33);
        }
        Put<TColumns>(c + 0 * rowC, columnC, s00, s01, s02, s03, accumulate);
        if (sizeof(TRows) > 1)
            Put<TColumns>(c + 1 * rowC, columnC, s10, s11, s12, s13, accumulate);
        if (sizeof(TRows) > 2)
            Put<TColumns>(c + 2 * rowC, columnC, s20, s21, s22, s23, accumulate);
        if (sizeof(TRows) > 3)
            Put<TColumns>(c + 3 * rowC, columnC, s30, s31, s32, s33, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TColumns>(
        TVector x,
        TVector y0,
        TVector y1,
        TVector y2,
        TVector y3,
        ref TVector s0,
        ref TVector s1,
        ref TVector s2,
        ref TVector s3
    )
        where TColumns : unmanaged, INumber
    {
        s0 = TLanes.MultiplyAdd(x, y0, s0);
        if (sizeof(TColumns) > 1)
        {
            s1 = TLanes.MultiplyAdd(x, y1, s1);
            s2 = TLanes.MultiplyAdd(x, y2, s2);
            s3 = TLanes.MultiplyAdd(x, y3, s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TColumns>(T* to, nint step, TVector s0, TVector s1, TVector s2, TVector s3, bool accumulate)
        where TColumns : unmanaged, INumber
    {
        if (sizeof(TColumns) > 1)
            Put4(to, step, s0, s1, s2, s3, accumulate);
        else
        {
            var sum = TLanes.Sum(s0);
            *to = accumulate ? *to + sum : sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put4(T* to, nint step, TVector s0, TVector s1, TVector s2, TVector s3, bool accumulate)
    {
        var sums = TLanes.Sums(s0, s1, s2, s3);
        to[0] = accumulate ? to[0] + sums[0] : sums[0];
        to[step] = accumulate ? to[step] + sums[1] : sums[1];
        to[2 * step] = accumulate ? to[2 * step] + sums[2] : sums[2];
        to[3 * step] = accumulate ? to[3 * step] + sums[3] : sums[3];
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
        var lower = b + 4 * rowB;
        var threeRows = 3 * rowB;
        for (; k >= TLanes.Count; k -= TLanes.Count, x += TLanes.Count, b += TLanes.Count, lower += TLanes.Count)
        {
            var v = TLanes.Load(x);
            s0 = TLanes.MultiplyAdd(v, TLanes.Load(b), s0);
            s1 = TLanes.MultiplyAdd(v, TLanes.Load(b + rowB), s1);
            s2 = TLanes.MultiplyAdd(v, TLanes.Load(b + 2 * rowB), s2);
            s3 = TLanes.MultiplyAdd(v, TLanes.Load(b + threeRows), s3);
            s4 = TLanes.MultiplyAdd(v, TLanes.Load(lower), s4);
            s5 = TLanes.MultiplyAdd(v, TLanes.Load(lower + rowB), s5);
            s6 = TLanes.MultiplyAdd(v, TLanes.Load(lower + 2 * rowB), s6);
            s7 = TLanes.MultiplyAdd(v, TLanes.Load(lower + threeRows), s7);
        }
        if (k > 0)
        {
            var mask = TLanes.Mask(k);
            var v = TLanes.Load(x, mask);
            s0 = TLanes.MultiplyAdd(v, TLanes.Load(b, mask), s0);
            s1 = TLanes.MultiplyAdd(v, TLanes.Load(b + rowB, mask), s1);
            s2 = TLanes.MultiplyAdd(v, TLanes.Load(b + 2 * rowB, mask), s2);
            s3 = TLanes.MultiplyAdd(v, TLanes.Load(b + threeRows, mask), s3);
            s4 = TLanes.MultiplyAdd(v, TLanes.Load(lower, mask), s4);
            s5 = TLanes.MultiplyAdd(v, TLanes.Load(lower + rowB, mask), s5);
            s6 = TLanes.MultiplyAdd(v, TLanes.Load(lower + 2 * rowB, mask), s6);
            s7 = TLanes.MultiplyAdd(v, TLanes.Load(lower + threeRows, mask), s7);
        }
        Put4(y, step, s0, s1, s2, s3, accumulate);
        Put4(y + 4 * step, step, s4, s5, s6, s7, accumulate);
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
}
