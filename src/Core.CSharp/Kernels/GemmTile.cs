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
            for (var p = k; p > 0; p--)
            {
                TVector b0 = Column<TMasked>(column, TWidth.Value == 1, mask),
                    b1 = b0,
                    b2 = b0;
                if (TWidth.Value > 1)
                    b1 = Column<TMasked>(column + TLanes.Count, TWidth.Value == 2, mask);
                if (TWidth.Value > 2)
                    b2 = Column<TMasked>(column + 2 * TLanes.Count, true, mask);
                TVector x;
                x = TLanes.Fill(*upper);
                c00 = TLanes.MultiplyAdd(x, b0, c00);
                if (TWidth.Value > 1)
                    c01 = TLanes.MultiplyAdd(x, b1, c01);
                if (TWidth.Value > 2)
                    c02 = TLanes.MultiplyAdd(x, b2, c02);
                if (TRows.Value > 1)
                {
                    x = TLanes.Fill(upper[rowA]);
                    c10 = TLanes.MultiplyAdd(x, b0, c10);
                    if (TWidth.Value > 1)
                        c11 = TLanes.MultiplyAdd(x, b1, c11);
                    if (TWidth.Value > 2)
                        c12 = TLanes.MultiplyAdd(x, b2, c12);
                }
                if (TRows.Value > 2)
                {
                    x = TLanes.Fill(upper[twoRows]);
                    c20 = TLanes.MultiplyAdd(x, b0, c20);
                    if (TWidth.Value > 1)
                        c21 = TLanes.MultiplyAdd(x, b1, c21);
                    if (TWidth.Value > 2)
                        c22 = TLanes.MultiplyAdd(x, b2, c22);
                }
                if (TRows.Value > 3)
                {
                    x = TLanes.Fill(upper[threeRows]);
                    c30 = TLanes.MultiplyAdd(x, b0, c30);
                    if (TWidth.Value > 1)
                        c31 = TLanes.MultiplyAdd(x, b1, c31);
                    if (TWidth.Value > 2)
                        c32 = TLanes.MultiplyAdd(x, b2, c32);
                }
                if (TRows.Value > 4)
                {
                    x = TLanes.Fill(*lower);
                    c40 = TLanes.MultiplyAdd(x, b0, c40);
                    if (TWidth.Value > 1)
                        c41 = TLanes.MultiplyAdd(x, b1, c41);
                    if (TWidth.Value > 2)
                        c42 = TLanes.MultiplyAdd(x, b2, c42);
                }
                if (TRows.Value > 5)
                {
                    x = TLanes.Fill(lower[rowA]);
                    c50 = TLanes.MultiplyAdd(x, b0, c50);
                    if (TWidth.Value > 1)
                        c51 = TLanes.MultiplyAdd(x, b1, c51);
                    if (TWidth.Value > 2)
                        c52 = TLanes.MultiplyAdd(x, b2, c52);
                }
                if (TRows.Value > 6)
                {
                    x = TLanes.Fill(lower[twoRows]);
                    c60 = TLanes.MultiplyAdd(x, b0, c60);
                    if (TWidth.Value > 1)
                        c61 = TLanes.MultiplyAdd(x, b1, c61);
                    if (TWidth.Value > 2)
                        c62 = TLanes.MultiplyAdd(x, b2, c62);
                }
                if (TRows.Value > 7)
                {
                    x = TLanes.Fill(lower[threeRows]);
                    c70 = TLanes.MultiplyAdd(x, b0, c70);
                    if (TWidth.Value > 1)
                        c71 = TLanes.MultiplyAdd(x, b1, c71);
                    if (TWidth.Value > 2)
                        c72 = TLanes.MultiplyAdd(x, b2, c72);
                }
                upper += stepA;
                lower += stepA;
                column += stepB;
            }
            if (accumulate)
            {
                var from = c;
                c00 = TLanes.Add(Column<TMasked>(from, TWidth.Value == 1, mask), c00);
                if (TWidth.Value > 1)
                    c01 = TLanes.Add(Column<TMasked>(from + TLanes.Count, TWidth.Value == 2, mask), c01);
                if (TWidth.Value > 2)
                    c02 = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), c02);
                if (TRows.Value > 1)
                {
                    from += rowC;
                    c10 = TLanes.Add(Column<TMasked>(from, TWidth.Value == 1, mask), c10);
                    if (TWidth.Value > 1)
                        c11 = TLanes.Add(Column<TMasked>(from + TLanes.Count, TWidth.Value == 2, mask), c11);
                    if (TWidth.Value > 2)
                        c12 = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), c12);
                }
                if (TRows.Value > 2)
                {
                    from += rowC;
                    c20 = TLanes.Add(Column<TMasked>(from, TWidth.Value == 1, mask), c20);
                    if (TWidth.Value > 1)
                        c21 = TLanes.Add(Column<TMasked>(from + TLanes.Count, TWidth.Value == 2, mask), c21);
                    if (TWidth.Value > 2)
                        c22 = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), c22);
                }
                if (TRows.Value > 3)
                {
                    from += rowC;
                    c30 = TLanes.Add(Column<TMasked>(from, TWidth.Value == 1, mask), c30);
                    if (TWidth.Value > 1)
                        c31 = TLanes.Add(Column<TMasked>(from + TLanes.Count, TWidth.Value == 2, mask), c31);
                    if (TWidth.Value > 2)
                        c32 = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), c32);
                }
                if (TRows.Value > 4)
                {
                    from += rowC;
                    c40 = TLanes.Add(Column<TMasked>(from, TWidth.Value == 1, mask), c40);
                    if (TWidth.Value > 1)
                        c41 = TLanes.Add(Column<TMasked>(from + TLanes.Count, TWidth.Value == 2, mask), c41);
                    if (TWidth.Value > 2)
                        c42 = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), c42);
                }
                if (TRows.Value > 5)
                {
                    from += rowC;
                    c50 = TLanes.Add(Column<TMasked>(from, TWidth.Value == 1, mask), c50);
                    if (TWidth.Value > 1)
                        c51 = TLanes.Add(Column<TMasked>(from + TLanes.Count, TWidth.Value == 2, mask), c51);
                    if (TWidth.Value > 2)
                        c52 = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), c52);
                }
                if (TRows.Value > 6)
                {
                    from += rowC;
                    c60 = TLanes.Add(Column<TMasked>(from, TWidth.Value == 1, mask), c60);
                    if (TWidth.Value > 1)
                        c61 = TLanes.Add(Column<TMasked>(from + TLanes.Count, TWidth.Value == 2, mask), c61);
                    if (TWidth.Value > 2)
                        c62 = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), c62);
                }
                if (TRows.Value > 7)
                {
                    from += rowC;
                    c70 = TLanes.Add(Column<TMasked>(from, TWidth.Value == 1, mask), c70);
                    if (TWidth.Value > 1)
                        c71 = TLanes.Add(Column<TMasked>(from + TLanes.Count, TWidth.Value == 2, mask), c71);
                    if (TWidth.Value > 2)
                        c72 = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), c72);
                }
            }
            Put<TWidth, TMasked>(c, c00, c01, c02, mask);
            c += rowC;
            if (TRows.Value > 1)
            {
                Put<TWidth, TMasked>(c, c10, c11, c12, mask);
                c += rowC;
            }
            if (TRows.Value > 2)
            {
                Put<TWidth, TMasked>(c, c20, c21, c22, mask);
                c += rowC;
            }
            if (TRows.Value > 3)
            {
                Put<TWidth, TMasked>(c, c30, c31, c32, mask);
                c += rowC;
            }
            if (TRows.Value > 4)
            {
                Put<TWidth, TMasked>(c, c40, c41, c42, mask);
                c += rowC;
            }
            if (TRows.Value > 5)
            {
                Put<TWidth, TMasked>(c, c50, c51, c52, mask);
                c += rowC;
            }
            if (TRows.Value > 6)
            {
                Put<TWidth, TMasked>(c, c60, c61, c62, mask);
                c += rowC;
            }
            if (TRows.Value > 7)
            {
                Put<TWidth, TMasked>(c, c70, c71, c72, mask);
                c += rowC;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Column<TMasked>(T* from, bool last, TVector mask)
        where TMasked : struct, INumber => TMasked.Value == 1 && last ? TLanes.Load(from, mask) : TLanes.Load(from);

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
