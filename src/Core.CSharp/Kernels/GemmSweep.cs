using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>Walks register tiles over a block of C.</summary>
internal static unsafe class GemmSweep<T, TVector, TLanes>
    where T : unmanaged
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    /// <summary>The rows of the next tile when <paramref name="left"/> rows are left: no tile of one or two rows after a full one, for it would wait on its additions.</summary>
    public static int Height(int left) =>
        left >= TLanes.Rows + TLanes.Rows / 2 ? TLanes.Rows
        : left > TLanes.Rows ? (left + 1) / 2
        : left;

    /// <summary>How many whole tiles stand at the top of <paramref name="rows"/> rows.</summary>
    private static int WholeTiles(int rows) =>
        rows % TLanes.Rows == 0 ? rows / TLanes.Rows
        : rows % TLanes.Rows >= TLanes.Rows / 2 ? rows / TLanes.Rows
        : rows / TLanes.Rows - 1;

    /// <summary>The panels that <paramref name="vectors"/> vectors fall into: three each, and 2 + 2 rather than 3 + 1 at the end.</summary>
    public static int Panels(int vectors) => (vectors + 2) / 3;

    /// <summary>The first vector of a panel; that of the panel after the last is <paramref name="vectors"/>.</summary>
    public static int PanelStart(int panel, int vectors) =>
        panel == Panels(vectors) ? vectors
        : panel > 0 && vectors % 3 == 1 && panel == Panels(vectors) - 1 ? 3 * panel - 1
        : 3 * panel;

    /// <summary>
    /// One panel of C, <paramref name="columns"/> wide, from the top down. With <paramref name="packedA"/> the left operand is
    /// a sequence of slivers, one to a tile; otherwise element (i, p) stands at a[i·rowA + p·stepA].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Panel(
        int rows,
        int columns,
        int k,
        T* a,
        nint rowA,
        nint stepA,
        bool packedA,
        T* b,
        nint stepB,
        T* c,
        nint rowC,
        bool accumulate
    )
    {
        var rest = columns % TLanes.Count;
        var width = (columns + TLanes.Count - 1) / TLanes.Count;
        if (rest == 0)
            if (width == 3)
                Panel<N3, N1>(rows, k, a, rowA, stepA, packedA, b, stepB, c, rowC, rest, accumulate);
            else if (width == 2)
                Panel<N2, N1>(rows, k, a, rowA, stepA, packedA, b, stepB, c, rowC, rest, accumulate);
            else
                Panel<N1, N1>(rows, k, a, rowA, stepA, packedA, b, stepB, c, rowC, rest, accumulate);
        else if (width == 3)
            Panel<N3, N2>(rows, k, a, rowA, stepA, packedA, b, stepB, c, rowC, rest, accumulate);
        else if (width == 2)
            Panel<N2, N2>(rows, k, a, rowA, stepA, packedA, b, stepB, c, rowC, rest, accumulate);
        else
            Panel<N1, N2>(rows, k, a, rowA, stepA, packedA, b, stepB, c, rowC, rest, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TWidth, TMasked>(
        int rows,
        int k,
        T* a,
        nint rowA,
        nint stepA,
        bool packedA,
        T* b,
        nint stepB,
        T* c,
        nint rowC,
        int rest,
        bool accumulate
    )
        where TWidth : unmanaged, INumber
        where TMasked : unmanaged, INumber
    {
        while (rows > 0)
        {
            // Tiles of the same height in one go.
            var height = Height(rows);
            var tiles = height == TLanes.Rows ? WholeTiles(rows) : 1;
            if (packedA)
                (rowA, stepA) = (1, height);
            var nextA = packedA ? height * (nint)k : height * rowA;
            switch (height)
            {
                case 8:
                    GemmTile<T, TVector, TLanes>.Run<N8, TWidth, TMasked>(
                        tiles,
                        k,
                        a,
                        rowA,
                        stepA,
                        nextA,
                        b,
                        stepB,
                        c,
                        rowC,
                        rest,
                        accumulate
                    );
                    break;
                case 7:
                    GemmTile<T, TVector, TLanes>.Run<N7, TWidth, TMasked>(
                        tiles,
                        k,
                        a,
                        rowA,
                        stepA,
                        nextA,
                        b,
                        stepB,
                        c,
                        rowC,
                        rest,
                        accumulate
                    );
                    break;
                case 6:
                    GemmTile<T, TVector, TLanes>.Run<N6, TWidth, TMasked>(
                        tiles,
                        k,
                        a,
                        rowA,
                        stepA,
                        nextA,
                        b,
                        stepB,
                        c,
                        rowC,
                        rest,
                        accumulate
                    );
                    break;
                case 5:
                    GemmTile<T, TVector, TLanes>.Run<N5, TWidth, TMasked>(
                        tiles,
                        k,
                        a,
                        rowA,
                        stepA,
                        nextA,
                        b,
                        stepB,
                        c,
                        rowC,
                        rest,
                        accumulate
                    );
                    break;
                case 4:
                    GemmTile<T, TVector, TLanes>.Run<N4, TWidth, TMasked>(
                        tiles,
                        k,
                        a,
                        rowA,
                        stepA,
                        nextA,
                        b,
                        stepB,
                        c,
                        rowC,
                        rest,
                        accumulate
                    );
                    break;
                case 3:
                    GemmTile<T, TVector, TLanes>.Run<N3, TWidth, TMasked>(
                        tiles,
                        k,
                        a,
                        rowA,
                        stepA,
                        nextA,
                        b,
                        stepB,
                        c,
                        rowC,
                        rest,
                        accumulate
                    );
                    break;
                case 2:
                    GemmTile<T, TVector, TLanes>.Run<N2, TWidth, TMasked>(
                        tiles,
                        k,
                        a,
                        rowA,
                        stepA,
                        nextA,
                        b,
                        stepB,
                        c,
                        rowC,
                        rest,
                        accumulate
                    );
                    break;
                default:
                    GemmTile<T, TVector, TLanes>.Run<N1, TWidth, TMasked>(
                        tiles,
                        k,
                        a,
                        rowA,
                        stepA,
                        nextA,
                        b,
                        stepB,
                        c,
                        rowC,
                        rest,
                        accumulate
                    );
                    break;
            }
            rows -= tiles * height;
            a += tiles * nextA;
            c += tiles * height * rowC;
        }
    }
}
