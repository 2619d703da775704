using System;
using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core.Kernels;

/// <summary>Chooses the kernel by the sizes alone, so that a result does not depend on the number of cores.</summary>
internal static unsafe class GemmDispatch<T, TVector, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    // From this many bytes of matrix on, one core does not use all of the memory's speed.
    private const long ShareBytes = 4 << 20;

    // op(B) up to this size stays in the first-level cache and is read where it stands.
    private const int NearBytes = 24 << 10;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        int m,
        int n,
        int k,
        T* a,
        int lda,
        bool transposeA,
        T* b,
        int ldb,
        bool transposeB,
        T* c,
        int ldc,
        bool accumulate
    )
    {
        if (m == 1 && n == 1 && (lda == 1 || !transposeA) && (ldb == 1 || transposeB))
            GemmDot<T, TVector, TLanes>.Run(1, 1, k, a, k, b, k, c, 1, 1, accumulate);
        else if (m == 1 && !transposeB && n <= 8 * TLanes.Count && (lda == 1 || !transposeA))
            Gemv<T, TVector, TLanes>.Combine(n, k, a, b, ldb, c, true, accumulate);
        else if (k == 1)
            Outer(m, n, a, transposeA ? 1 : lda, b, transposeB ? ldb : 1, c, ldc, accumulate);
        else if (m == 1)
            RowTimesMatrix(n, k, a, transposeA ? lda : 1, b, ldb, transposeB, c, 1, accumulate);
        else if (n == 1)
            RowTimesMatrix(m, k, b, transposeB ? 1 : ldb, a, lda, !transposeA, c, ldc, accumulate);
        else if (transposeB && m <= 8 && k >= TLanes.Count)
            Dot(m, n, k, a, lda, transposeA, b, ldb, c, ldc, 1, accumulate);
        else if (!transposeA && n <= 4 && k >= 2 * TLanes.Count)
            Dot(n, m, k, b, ldb, !transposeB, a, lda, c, 1, ldc, accumulate);
        else if (transposeA && n <= 3 * TLanes.Count / 4 && m >= 2 * n && k >= 8)
            Across(m, n, k, a, lda, b, ldb, transposeB, c, ldc, accumulate);
        else if (!transposeB && (m <= 4 * TLanes.Rows || k <= 4 || (long)k * n * sizeof(T) <= NearBytes))
            Direct(m, n, k, a, lda, transposeA, b, ldb, c, ldc, accumulate);
        else
            GemmPacked<T, TVector, TLanes>.Multiply(
                m,
                n,
                k,
                a,
                lda,
                transposeA,
                b,
                ldb,
                transposeB,
                c,
                ldc,
                accumulate
            );
    }

    /// <summary>Both operands read where they stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Direct(
        int m,
        int n,
        int k,
        T* a,
        int lda,
        bool transposeA,
        T* b,
        int ldb,
        T* c,
        int ldc,
        bool accumulate
    )
    {
        var vectors = (n + TLanes.Count - 1) / TLanes.Count;
        var panels = GemmSweep<T, TVector, TLanes>.Panels(vectors);
        for (var panel = 0; panel < panels; panel++)
        {
            var j = GemmSweep<T, TVector, TLanes>.PanelStart(panel, vectors) * TLanes.Count;
            var next = GemmSweep<T, TVector, TLanes>.PanelStart(panel + 1, vectors) * TLanes.Count;
            GemmSweep<T, TVector, TLanes>.Panel(
                m,
                Math.Min(next, n) - j,
                k,
                a,
                transposeA ? 1 : lda,
                transposeA ? lda : 1,
                false,
                b + j,
                ldb,
                c + j,
                ldc,
                accumulate
            );
        }
    }

    /// <summary>y = x·op(B) for a vector x of any step; <paramref name="rowsAlongK"/> says that B is stored n×k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowTimesMatrix(
        int n,
        int k,
        T* x,
        int stepX,
        T* b,
        int ldb,
        bool rowsAlongK,
        T* y,
        int stepY,
        bool accumulate
    )
    {
        var gatherX = stepX != 1;
        var scatterY = stepY != 1 && !rowsAlongK;
        var rented = gatherX || scatterY ? Allocation.Rent<T>((gatherX ? (long)k : 0) + n) : null;
        fixed (T* start = rented)
        {
            var nearX = gatherX ? start : x;
            if (gatherX)
                for (var p = 0; p < k; p++)
                    nearX[p] = x[p * (nint)stepX];
            var nearY = scatterY ? start + (gatherX ? k : 0) : y;
            var work = new RowWork
            {
                N = n,
                K = k,
                X = nearX,
                B = b,
                Ldb = ldb,
                RowsAlongK = rowsAlongK,
                Y = nearY,
                StepY = scatterY ? 1 : stepY,
                Accumulate = accumulate && !scatterY,
            };
            if (Cores.Count > 1 && (long)n * k * sizeof(T) >= ShareBytes)
            {
                var blocks = Math.Min(4 * Cores.Count, (n + 63) / 64);
                work.Block = ((n + blocks - 1) / blocks + 63) / 64 * 64;
                Cores.Run((n + work.Block - 1) / work.Block, work);
            }
            else
            {
                work.Block = n;
                work.Run(0);
            }
            if (scatterY)
                for (var j = 0; j < n; j++)
                    y[j * (nint)stepY] = accumulate ? y[j * (nint)stepY] + nearY[j] : nearY[j];
        }
        if (rented is not null)
            ArrayPool<T>.Shared.Return(rented);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct RowWork : IChunks
    {
        public int N,
            K,
            Ldb,
            StepY,
            Block;
        public T* X,
            B,
            Y;
        public bool RowsAlongK,
            Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int chunk)
        {
            var j = chunk * Block;
            var count = Math.Min(Block, N - j);
            if (RowsAlongK)
                GemmDot<T, TVector, TLanes>.Run(
                    1,
                    count,
                    K,
                    X,
                    0,
                    B + (nint)j * Ldb,
                    Ldb,
                    Y + (nint)j * StepY,
                    0,
                    StepY,
                    Accumulate
                );
            else
                Gemv<T, TVector, TLanes>.Combine(count, K, X, B + j, Ldb, Y + j, N <= 8 * TLanes.Count, Accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer(int m, int n, T* a, int stepA, T* b, int stepB, T* c, int ldc, bool accumulate)
    {
        var rented = stepB != 1 ? ArrayPool<T>.Shared.Rent(n) : null;
        fixed (T* start = rented)
        {
            if (rented is not null)
                for (var j = 0; j < n; j++)
                    start[j] = b[j * (nint)stepB];
            var work = new OuterWork
            {
                M = m,
                N = n,
                A = a,
                StepA = stepA,
                B = rented is null ? b : start,
                C = c,
                Ldc = ldc,
                Accumulate = accumulate,
            };
            if (Cores.Count > 1 && (long)m * n * sizeof(T) >= ShareBytes)
            {
                work.Block = (m + 4 * Cores.Count - 1) / (4 * Cores.Count);
                Cores.Run((m + work.Block - 1) / work.Block, work);
            }
            else
            {
                work.Block = m;
                work.Run(0);
            }
        }
        if (rented is not null)
            ArrayPool<T>.Shared.Return(rented);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct OuterWork : IChunks
    {
        public int M,
            N,
            StepA,
            Ldc,
            Block;
        public T* A,
            B,
            C;
        public bool Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int chunk)
        {
            var i = chunk * Block;
            Gemv<T, TVector, TLanes>.Outer(
                Math.Min(Block, M - i),
                N,
                A + (nint)i * StepA,
                StepA,
                B,
                C + (nint)i * Ldc,
                Ldc,
                Accumulate
            );
        }
    }

    /// <summary>A few rows x against the rows of b, both along k; <paramref name="gatherX"/> says that x is stored k×m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dot(
        int m,
        int n,
        int k,
        T* x,
        int ldx,
        bool gatherX,
        T* b,
        int ldb,
        T* c,
        nint rowC,
        nint columnC,
        bool accumulate
    )
    {
        var rented = gatherX ? Allocation.Rent<T>((long)m * k) : null;
        fixed (T* start = rented)
        {
            if (rented is not null)
            {
                for (var p = 0; p < k; p++)
                for (var i = 0; i < m; i++)
                    start[i * k + p] = x[p * (nint)ldx + i];
                x = start;
                ldx = k;
            }
            GemmDot<T, TVector, TLanes>.Run(m, n, k, x, ldx, b, ldb, c, rowC, columnC, accumulate);
        }
        if (rented is not null)
            ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>A few columns of C as Cᵀ = op(B)ᵀ·A, whose vectors lie along the stored rows of A.</summary>
    private static void Across(
        int m,
        int n,
        int k,
        T* a,
        int lda,
        T* b,
        int ldb,
        bool transposeB,
        T* c,
        int ldc,
        bool accumulate
    )
    {
        var rented = Allocation.Rent<T>((long)m * n);
        fixed (T* start = rented)
        {
            Direct(n, m, k, b, ldb, !transposeB, a, lda, start, m, false);
            if (accumulate)
                for (var i = 0; i < m; i++)
                for (var j = 0; j < n; j++)
                    c[(nint)i * ldc + j] += start[j * m + i];
            else
                GemmPack<T, TVector, TLanes>.Transpose(n, m, start, m, c, ldc);
        }
        ArrayPool<T>.Shared.Return(rented);
    }
}
