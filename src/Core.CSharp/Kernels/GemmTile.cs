using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Functional.Core.Kernels;

/// <summary>The register tile of the matrix product: up to 8 rows by 3 vectors of C, kept in registers over the whole of k.</summary>
internal static unsafe class GemmTile<T, TVector, TLanes>
    where T : unmanaged
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    // A shorter product is over before memory could answer.
    private const int PrefetchDepth = 64;

    /// <summary>
    /// C = A·B, or C + A·B with <paramref name="accumulate"/>, for <paramref name="tiles"/> tiles, one below the other, of <typeparamref name="TRows"/> rows and <typeparamref name="TWidth"/> vectors.
    /// A's element (i, p) stands at a[i·rowA + p·stepA], so packed, stored and transposed operands are read alike, and each tile's A <paramref name="nextA"/> after the one before; B's row p at b + p·stepB.
    /// With <typeparamref name="TMasked"/> = 1 the last vector of each row covers <paramref name="rest"/> elements only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TWidth, TMasked>(
        int tiles,
        nint k,
        T* a,
        nint rowA,
        nint stepA,
        nint nextA,
        T* b,
        nint stepB,
        T* c,
        nint rowC,
        int rest,
        bool accumulate
    )
        where TRows : struct, INumber
        where TWidth : struct, INumber
        where TMasked : struct, INumber
    {
        var mask = TMasked.Value == 1 ? TLanes.Mask(rest) : TLanes.Zero;
        var twoRows = 2 * rowA;
        var threeRows = 3 * rowA;
        for (; tiles > 0; tiles--, a += nextA)
        {
            if (Sse.IsSupported && k >= PrefetchDepth)
                Prefetch<TRows, TWidth>(c, rowC);

            TVector c00 = TLanes.Zero,
                c01 = TLanes.Zero,
                c02 = TLanes.Zero;
            TVector c10 = TLanes.Zero,
                c11 = TLanes.Zero,
                c12 = TLanes.Zero;
            TVector c20 = TLanes.Zero,
                c21 = TLanes.Zero,
                c22 = TLanes.Zero;
            TVector c30 = TLanes.Zero,
                c31 = TLanes.Zero,
                c32 = TLanes.Zero;
            TVector c40 = TLanes.Zero,
                c41 = TLanes.Zero,
                c42 = TLanes.Zero;
            TVector c50 = TLanes.Zero,
                c51 = TLanes.Zero,
                c52 = TLanes.Zero;
            TVector c60 = TLanes.Zero,
                c61 = TLanes.Zero,
                c62 = TLanes.Zero;
            TVector c70 = TLanes.Zero,
                c71 = TLanes.Zero,
                c72 = TLanes.Zero;
            var upper = a;
            var lower = a + 4 * rowA;
            var column = b;
            var p = k;
            for (; p > 0; p--)
            {
                TVector b0 = Column<TMasked>(column, TWidth.Value == 1, mask),
                    b1 = b0,
                    b2 = b0;
                if (TWidth.Value > 1)
                    b1 = Column<TMasked>(column + TLanes.Count, TWidth.Value == 2, mask);
                if (TWidth.Value > 2)
                    b2 = Column<TMasked>(column + 2 * TLanes.Count, true, mask);
                Row<TWidth>(upper, b0, b1, b2, ref c00, ref c01, ref c02);
                if (TRows.Value > 1)
                    Row<TWidth>(upper + rowA, b0, b1, b2, ref c10, ref c11, ref c12);
                if (TRows.Value > 2)
                    Row<TWidth>(upper + twoRows, b0, b1, b2, ref c20, ref c21, ref c22);
                if (TRows.Value > 3)
                    Row<TWidth>(upper + threeRows, b0, b1, b2, ref c30, ref c31, ref c32);
                if (TRows.Value > 4)
                    Row<TWidth>(lower, b0, b1, b2, ref c40, ref c41, ref c42);
                if (TRows.Value > 5)
                    Row<TWidth>(lower + rowA, b0, b1, b2, ref c50, ref c51, ref c52);
                if (TRows.Value > 6)
                    Row<TWidth>(lower + twoRows, b0, b1, b2, ref c60, ref c61, ref c62);
                if (TRows.Value > 7)
                    Row<TWidth>(lower + threeRows, b0, b1, b2, ref c70, ref c71, ref c72);
                upper += stepA;
                lower += stepA;
                column += stepB;
            }
            if (accumulate)
            {
                var from = c;
                Add<TWidth, TMasked>(from, mask, ref c00, ref c01, ref c02);
                if (TRows.Value > 1)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c10, ref c11, ref c12);
                if (TRows.Value > 2)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c20, ref c21, ref c22);
                if (TRows.Value > 3)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c30, ref c31, ref c32);
                if (TRows.Value > 4)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c40, ref c41, ref c42);
                if (TRows.Value > 5)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c50, ref c51, ref c52);
                if (TRows.Value > 6)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c60, ref c61, ref c62);
                if (TRows.Value > 7)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c70, ref c71, ref c72);
            }
            Put<TWidth, TMasked>(c, c00, c01, c02, mask);
            if (TRows.Value > 1)
                Put<TWidth, TMasked>(c += rowC, c10, c11, c12, mask);
            if (TRows.Value > 2)
                Put<TWidth, TMasked>(c += rowC, c20, c21, c22, mask);
            if (TRows.Value > 3)
                Put<TWidth, TMasked>(c += rowC, c30, c31, c32, mask);
            if (TRows.Value > 4)
                Put<TWidth, TMasked>(c += rowC, c40, c41, c42, mask);
            if (TRows.Value > 5)
                Put<TWidth, TMasked>(c += rowC, c50, c51, c52, mask);
            if (TRows.Value > 6)
                Put<TWidth, TMasked>(c += rowC, c60, c61, c62, mask);
            if (TRows.Value > 7)
                Put<TWidth, TMasked>(c += rowC, c70, c71, c72, mask);
            c += rowC;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Column<TMasked>(T* from, bool last, TVector mask)
        where TMasked : struct, INumber => TMasked.Value == 1 && last ? TLanes.Load(from, mask) : TLanes.Load(from);

    /// <summary>One row of the tile: c += a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TWidth>(
        T* a,
        TVector b0,
        TVector b1,
        TVector b2,
        ref TVector c0,
        ref TVector c1,
        ref TVector c2
    )
        where TWidth : struct, INumber
    {
        var x = TLanes.Fill(*a);
        c0 = TLanes.MultiplyAdd(x, b0, c0);
        if (TWidth.Value > 1)
            c1 = TLanes.MultiplyAdd(x, b1, c1);
        if (TWidth.Value > 2)
            c2 = TLanes.MultiplyAdd(x, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TWidth, TMasked>(T* from, TVector mask, ref TVector x, ref TVector y, ref TVector z)
        where TWidth : struct, INumber
        where TMasked : struct, INumber
    {
        x = TLanes.Add(Column<TMasked>(from, TWidth.Value == 1, mask), x);
        if (TWidth.Value > 1)
            y = TLanes.Add(Column<TMasked>(from + TLanes.Count, TWidth.Value == 2, mask), y);
        if (TWidth.Value > 2)
            z = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TWidth, TMasked>(T* c, TVector x, TVector y, TVector z, TVector mask)
        where TWidth : struct, INumber
        where TMasked : struct, INumber
    {
        Put<TMasked>(c, x, TWidth.Value == 1, mask);
        if (TWidth.Value > 1)
            Put<TMasked>(c + TLanes.Count, y, TWidth.Value == 2, mask);
        if (TWidth.Value > 2)
            Put<TMasked>(c + 2 * TLanes.Count, z, true, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TMasked>(T* to, TVector value, bool last, TVector mask)
        where TMasked : struct, INumber
    {
        if (TMasked.Value == 1 && last)
            TLanes.Store(to, value, mask);
        else
            TLanes.Store(to, value);
    }

    /// <summary>Asks for the tile of C while the products are formed: it is needed at the end only, and often far away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TRows, TWidth>(T* c, nint rowC)
        where TRows : struct, INumber
        where TWidth : struct, INumber
    {
        for (var i = 0; i < TRows.Value; i++)
        {
            Sse.Prefetch0(c);
            if (TWidth.Value > 1)
                Sse.Prefetch0(c + TLanes.Count);
            if (TWidth.Value > 2)
                Sse.Prefetch0(c + 2 * TLanes.Count);
            c += rowC;
        }
    }
}
