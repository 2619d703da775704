using System;
using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core.Kernels;

/// <summary>
/// The product of large matrices after Goto and van de Geijn (2008): panels of op(B), then blocks of op(A), are packed in the
/// order in which the register tile reads them. Cores share the blocks of C; the sum over k is never split, so the
/// result is the same to the last bit on any number of cores.
/// </summary>
internal static unsafe class GemmPacked<T, TVector, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    // Bytes of a row of A that are multiplied at a time: a sliver of A and the panel of B stay near.
    private const int DepthBytes = 2048;
    private const int RowsOfBlock = 256;

    // At most this much of op(B) is packed at a time.
    private const int PackedBytes = 16 << 20;
    private const int DepthLimit = 1 << 14;

    // Enough that a core which comes late or is disturbed leaves its part to the others.
    private const int ChunksOfCore = 4;

    // Below this many multiplications the hand-over to another core costs more than it gains.
    private const long ShareFrom = 3_000_000;

    /// <summary>As <see cref="Gemm.Multiply{T}(int, int, int, ReadOnlySpan{T}, int, bool, ReadOnlySpan{T}, int, bool, Span{T}, int, bool)"/>; with windows these are op(B), and b is not read.</summary>
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
        bool accumulate,
        Windows<T>* windows = null
    )
    {
        var depthOfPass = Math.Min(k, DepthLimit);
        var columnsOfPass = Math.Max(
            6 * TLanes.Count,
            PackedBytes / sizeof(T) / depthOfPass / (6 * TLanes.Count) * (6 * TLanes.Count)
        );
        for (var p = 0; p < k; p += depthOfPass)
        {
            var depth = Math.Min(depthOfPass, k - p);
            for (var j = 0; j < n; j += columnsOfPass)
            {
                var columns = Math.Min(columnsOfPass, n - j);
                Pass(
                    m,
                    columns,
                    depth,
                    a + (transposeA ? (nint)p * lda : p),
                    lda,
                    transposeA,
                    b + (transposeB ? (nint)j * ldb + p : (nint)p * ldb + j),
                    ldb,
                    transposeB,
                    c + j,
                    ldc,
                    accumulate || p > 0,
                    windows,
                    p,
                    j
                );
            }
        }
    }

    private static void Pass(
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
        bool accumulate,
        Windows<T>* windows,
        int row,
        int column
    )
    {
        var vectors = (n + TLanes.Count - 1) / TLanes.Count;
        var rented = Allocation.Rent<T>((long)k * vectors * TLanes.Count + 64 / sizeof(T));
        fixed (T* start = rented)
        {
            var slabs = (k + DepthBytes / sizeof(T) - 1) / (DepthBytes / sizeof(T));
            var depth = (k + slabs - 1) / slabs;
            var share = Cores.Count > 1 && (long)m * n * k >= ShareFrom;
            var rowBlocks = (m + RowsOfBlock - 1) / RowsOfBlock;
            var panels = GemmSweep<T, TVector, TLanes>.Panels(vectors);
            if (share && rowBlocks * panels < ChunksOfCore * Cores.Count)
                rowBlocks = Math.Min(ChunksOfCore * Cores.Count, (m + TLanes.Rows - 1) / TLanes.Rows);
            var rows = (m + rowBlocks - 1) / rowBlocks;
            rows = (rows + TLanes.Rows - 1) / TLanes.Rows * TLanes.Rows;
            rowBlocks = (m + rows - 1) / rows;
            var panelBlocks = share ? Math.Min(panels, (ChunksOfCore * Cores.Count + rowBlocks - 1) / rowBlocks) : 1;
            var panelsOfBlock = (panels + panelBlocks - 1) / panelBlocks;
            panelBlocks = (panels + panelsOfBlock - 1) / panelsOfBlock;
            var work = new Work
            {
                M = m,
                N = n,
                K = k,
                Depth = depth,
                Rows = rows,
                Panels = panels,
                PanelsOfBlock = panelsOfBlock,
                PanelBlocks = panelBlocks,
                Vectors = vectors,
                A = a,
                Lda = lda,
                TransposeA = transposeA,
                PackA = transposeA,
                B = b,
                Ldb = ldb,
                TransposeB = transposeB,
                Packed = Align(start),
                C = c,
                Ldc = ldc,
                Accumulate = accumulate,
                Gathers = windows is not null,
            };
            if (windows is not null)
            {
                work.Windows = *windows;
                work.Windows.Row += row;
                work.Windows.Column += column;
            }
            var pack = new PackWork { Work = work, PanelsOfChunk = 2 };
            var packs = (panels + 1) / 2;
            if (share)
            {
                Cores.Run(packs, pack);
                Cores.Run(rowBlocks * panelBlocks, work);
            }
            else
            {
                for (var i = 0; i < packs; i++)
                    pack.Run(i);
                for (var i = 0; i < rowBlocks * panelBlocks; i++)
                    work.Run(i);
            }
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    private static T* Align(T* pointer) => (T*)(((nuint)pointer + 63) & ~(nuint)63);

    [StructLayout(LayoutKind.Auto)]
    private struct Work : IChunks
    {
        public int M,
            N,
            K,
            Depth,
            Rows,
            Vectors,
            Panels,
            PanelsOfBlock,
            PanelBlocks,
            Lda,
            Ldb,
            Ldc;
        public T* A,
            B,
            C,
            Packed;
        public Windows<T> Windows;
        public bool TransposeA,
            TransposeB,
            PackA,
            Gathers,
            Accumulate;

        /// <summary>The block of C of the given number.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int chunk)
        {
            var i0 = chunk / PanelBlocks * Rows;
            var rows = Math.Min(Rows, M - i0);
            var first = chunk % PanelBlocks * PanelsOfBlock;
            var end = Math.Min(first + PanelsOfBlock, Panels);
            var rented = PackA ? Allocation.Rent<T>((long)rows * Depth + 64 / sizeof(T)) : null;
            fixed (T* start = rented)
            {
                for (var p = 0; p < K; p += Depth)
                {
                    var depth = Math.Min(Depth, K - p);
                    var a = TransposeA ? A + (nint)p * Lda + i0 : A + (nint)i0 * Lda + p;
                    if (PackA)
                    {
                        var slivers = Align(start);
                        int height;
                        for (var i = 0; i < rows; i += height)
                        {
                            height = GemmSweep<T, TVector, TLanes>.Height(rows - i);
                            if (TransposeA)
                                GemmPack<T, TVector, TLanes>.CopySliver(height, depth, a + i, Lda, slivers + i * depth);
                            else
                                GemmPack<T, TVector, TLanes>.Transpose(
                                    height,
                                    depth,
                                    a + (nint)i * Lda,
                                    Lda,
                                    slivers + i * depth,
                                    height
                                );
                        }
                        a = slivers;
                    }
                    for (var panel = first; panel < end; panel++)
                    {
                        var j = PanelStart(panel);
                        var next = PanelStart(panel + 1);
                        var columns = Math.Min(next, N) - j;
                        GemmSweep<T, TVector, TLanes>.Panel(
                            rows,
                            columns,
                            depth,
                            a,
                            TransposeA ? 1 : Lda,
                            TransposeA ? Lda : 1,
                            PackA,
                            PackedPanel(p, depth, j),
                            next - j,
                            C + (nint)i0 * Ldc + j,
                            Ldc,
                            Accumulate || p > 0
                        );
                    }
                }
            }
            if (rented is not null)
                ArrayPool<T>.Shared.Return(rented);
        }

        public readonly T* PackedPanel(int p, int depth, int j) =>
            Packed + (nint)p * Vectors * TLanes.Count + (nint)j * depth;

        public readonly int PanelStart(int panel) =>
            GemmSweep<T, TVector, TLanes>.PanelStart(panel, Vectors) * TLanes.Count;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct PackWork : IChunks
    {
        public Work Work;
        public int PanelsOfChunk;

        /// <summary>Packs a group of panels of op(B), over all of k.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int chunk)
        {
            var first = chunk * PanelsOfChunk;
            var end = Math.Min(first + PanelsOfChunk, Work.Panels);
            for (var p = 0; p < Work.K; p += Work.Depth)
            {
                var depth = Math.Min(Work.Depth, Work.K - p);
                for (var panel = first; panel < end; panel++)
                {
                    var j = Work.PanelStart(panel);
                    var next = Work.PanelStart(panel + 1);
                    var columns = Math.Min(next, Work.N) - j;
                    var to = Work.PackedPanel(p, depth, j);
                    if (Work.Gathers)
                        GemmWindows<T, TVector, TLanes>.Pack(Work.Windows, p, j, columns, depth, to, next - j);
                    else if (Work.TransposeB)
                        GemmPack<T, TVector, TLanes>.Transpose(
                            columns,
                            depth,
                            Work.B + (nint)j * Work.Ldb + p,
                            Work.Ldb,
                            to,
                            next - j
                        );
                    else
                        GemmPack<T, TVector, TLanes>.CopyRows(
                            columns,
                            depth,
                            Work.B + (nint)p * Work.Ldb + j,
                            Work.Ldb,
                            to,
                            next - j
                        );
                }
            }
        }
    }
}
