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
    /// With <typeparamref name="TMasked"/> = 2 the last vector of each row covers <paramref name="rest"/> elements only.
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
        where TRows : unmanaged, INumber
        where TWidth : unmanaged, INumber
        where TMasked : unmanaged, INumber
    {
        var mask = sizeof(TMasked) == 2 ? TLanes.Mask(rest) : TLanes.Zero;
        nint twoRows = 2 * rowA,
            threeRows = 3 * rowA,
            fourRows = 4 * rowA,
            fiveRows = 5 * rowA,
            sixRows = 6 * rowA,
            sevenRows = 7 * rowA;
        nint bytesA = stepA * sizeof(T),
            bytesB = stepB * sizeof(T);
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
            var row = a;
            var column = b;
            var p = k;
            // Narrow tiles have few additions to hide the loop behind.
            if (sizeof(TWidth) < 3 && sizeof(TRows) == 8)
                for (; p >= 2; p -= 2)
                {
                    {
                        TVector b0 = sizeof(TMasked) == 2 && sizeof(TWidth) == 1
                                ? TLanes.Load(column, mask)
                                : TLanes.Load(column),
                            b1 = b0,
                            b2 = b0;
                        if (sizeof(TWidth) > 1)
                            b1 =
                                sizeof(TMasked) == 2 && sizeof(TWidth) == 2
                                    ? TLanes.Load(column + TLanes.Count, mask)
                                    : TLanes.Load(column + TLanes.Count);
                        if (sizeof(TWidth) > 2)
                            b2 =
                                sizeof(TMasked) == 2
                                    ? TLanes.Load(column + 2 * TLanes.Count, mask)
                                    : TLanes.Load(column + 2 * TLanes.Count);
                        Row<TWidth>(row, b0, b1, b2, ref c00, ref c01, ref c02);
                        if (sizeof(TRows) > 1)
                            Row<TWidth>(row + rowA, b0, b1, b2, ref c10, ref c11, ref c12);
                        if (sizeof(TRows) > 2)
                            Row<TWidth>(row + twoRows, b0, b1, b2, ref c20, ref c21, ref c22);
                        if (sizeof(TRows) > 3)
                            Row<TWidth>(row + threeRows, b0, b1, b2, ref c30, ref c31, ref c32);
                        if (sizeof(TRows) > 4)
                            Row<TWidth>(row + fourRows, b0, b1, b2, ref c40, ref c41, ref c42);
                        if (sizeof(TRows) > 5)
                            Row<TWidth>(row + fiveRows, b0, b1, b2, ref c50, ref c51, ref c52);
                        if (sizeof(TRows) > 6)
                            Row<TWidth>(row + sixRows, b0, b1, b2, ref c60, ref c61, ref c62);
                        if (sizeof(TRows) > 7)
                            Row<TWidth>(row + sevenRows, b0, b1, b2, ref c70, ref c71, ref c72);
                        row = (T*)((byte*)row + bytesA);
                        column = (T*)((byte*)column + bytesB);
                    }
                    {
                        TVector b0 = sizeof(TMasked) == 2 && sizeof(TWidth) == 1
                                ? TLanes.Load(column, mask)
                                : TLanes.Load(column),
                            b1 = b0,
                            b2 = b0;
                        if (sizeof(TWidth) > 1)
                            b1 =
                                sizeof(TMasked) == 2 && sizeof(TWidth) == 2
                                    ? TLanes.Load(column + TLanes.Count, mask)
                                    : TLanes.Load(column + TLanes.Count);
                        if (sizeof(TWidth) > 2)
                            b2 =
                                sizeof(TMasked) == 2
                                    ? TLanes.Load(column + 2 * TLanes.Count, mask)
                                    : TLanes.Load(column + 2 * TLanes.Count);
                        Row<TWidth>(row, b0, b1, b2, ref c00, ref c01, ref c02);
                        if (sizeof(TRows) > 1)
                            Row<TWidth>(row + rowA, b0, b1, b2, ref c10, ref c11, ref c12);
                        if (sizeof(TRows) > 2)
                            Row<TWidth>(row + twoRows, b0, b1, b2, ref c20, ref c21, ref c22);
                        if (sizeof(TRows) > 3)
                            Row<TWidth>(row + threeRows, b0, b1, b2, ref c30, ref c31, ref c32);
                        if (sizeof(TRows) > 4)
                            Row<TWidth>(row + fourRows, b0, b1, b2, ref c40, ref c41, ref c42);
                        if (sizeof(TRows) > 5)
                            Row<TWidth>(row + fiveRows, b0, b1, b2, ref c50, ref c51, ref c52);
                        if (sizeof(TRows) > 6)
                            Row<TWidth>(row + sixRows, b0, b1, b2, ref c60, ref c61, ref c62);
                        if (sizeof(TRows) > 7)
                            Row<TWidth>(row + sevenRows, b0, b1, b2, ref c70, ref c71, ref c72);
                        row = (T*)((byte*)row + bytesA);
                        column = (T*)((byte*)column + bytesB);
                    }
                }
            for (; p > 0; p--)
            {
                TVector b0 = sizeof(TMasked) == 2 && sizeof(TWidth) == 1
                        ? TLanes.Load(column, mask)
                        : TLanes.Load(column),
                    b1 = b0,
                    b2 = b0;
                if (sizeof(TWidth) > 1)
                    b1 =
                        sizeof(TMasked) == 2 && sizeof(TWidth) == 2
                            ? TLanes.Load(column + TLanes.Count, mask)
                            : TLanes.Load(column + TLanes.Count);
                if (sizeof(TWidth) > 2)
                    b2 =
                        sizeof(TMasked) == 2
                            ? TLanes.Load(column + 2 * TLanes.Count, mask)
                            : TLanes.Load(column + 2 * TLanes.Count);
                Row<TWidth>(row, b0, b1, b2, ref c00, ref c01, ref c02);
                if (sizeof(TRows) > 1)
                    Row<TWidth>(row + rowA, b0, b1, b2, ref c10, ref c11, ref c12);
                if (sizeof(TRows) > 2)
                    Row<TWidth>(row + twoRows, b0, b1, b2, ref c20, ref c21, ref c22);
                if (sizeof(TRows) > 3)
                    Row<TWidth>(row + threeRows, b0, b1, b2, ref c30, ref c31, ref c32);
                if (sizeof(TRows) > 4)
                    Row<TWidth>(row + fourRows, b0, b1, b2, ref c40, ref c41, ref c42);
                if (sizeof(TRows) > 5)
                    Row<TWidth>(row + fiveRows, b0, b1, b2, ref c50, ref c51, ref c52);
                if (sizeof(TRows) > 6)
                    Row<TWidth>(row + sixRows, b0, b1, b2, ref c60, ref c61, ref c62);
                if (sizeof(TRows) > 7)
                    Row<TWidth>(row + sevenRows, b0, b1, b2, ref c70, ref c71, ref c72);
                row = (T*)((byte*)row + bytesA);
                column = (T*)((byte*)column + bytesB);
            }
            if (accumulate)
            {
                var from = c;
                Add<TWidth, TMasked>(from, mask, ref c00, ref c01, ref c02);
                if (sizeof(TRows) > 1)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c10, ref c11, ref c12);
                if (sizeof(TRows) > 2)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c20, ref c21, ref c22);
                if (sizeof(TRows) > 3)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c30, ref c31, ref c32);
                if (sizeof(TRows) > 4)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c40, ref c41, ref c42);
                if (sizeof(TRows) > 5)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c50, ref c51, ref c52);
                if (sizeof(TRows) > 6)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c60, ref c61, ref c62);
                if (sizeof(TRows) > 7)
                    Add<TWidth, TMasked>(from += rowC, mask, ref c70, ref c71, ref c72);
            }
            Put<TWidth, TMasked>(c, c00, c01, c02, mask);
            if (sizeof(TRows) > 1)
                Put<TWidth, TMasked>(c += rowC, c10, c11, c12, mask);
            if (sizeof(TRows) > 2)
                Put<TWidth, TMasked>(c += rowC, c20, c21, c22, mask);
            if (sizeof(TRows) > 3)
                Put<TWidth, TMasked>(c += rowC, c30, c31, c32, mask);
            if (sizeof(TRows) > 4)
                Put<TWidth, TMasked>(c += rowC, c40, c41, c42, mask);
            if (sizeof(TRows) > 5)
                Put<TWidth, TMasked>(c += rowC, c50, c51, c52, mask);
            if (sizeof(TRows) > 6)
                Put<TWidth, TMasked>(c += rowC, c60, c61, c62, mask);
            if (sizeof(TRows) > 7)
                Put<TWidth, TMasked>(c += rowC, c70, c71, c72, mask);
            c += rowC;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Column<TMasked>(T* from, bool last, TVector mask)
        where TMasked : unmanaged, INumber =>
        sizeof(TMasked) == 2 && last ? TLanes.Load(from, mask) : TLanes.Load(from);

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
        where TWidth : unmanaged, INumber
    {
        var x = TLanes.Fill(*a);
        c0 = TLanes.MultiplyAdd(x, b0, c0);
        if (sizeof(TWidth) > 1)
            c1 = TLanes.MultiplyAdd(x, b1, c1);
        if (sizeof(TWidth) > 2)
            c2 = TLanes.MultiplyAdd(x, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TWidth, TMasked>(T* from, TVector mask, ref TVector x, ref TVector y, ref TVector z)
        where TWidth : unmanaged, INumber
        where TMasked : unmanaged, INumber
    {
        x = TLanes.Add(Column<TMasked>(from, sizeof(TWidth) == 1, mask), x);
        if (sizeof(TWidth) > 1)
            y = TLanes.Add(Column<TMasked>(from + TLanes.Count, sizeof(TWidth) == 2, mask), y);
        if (sizeof(TWidth) > 2)
            z = TLanes.Add(Column<TMasked>(from + 2 * TLanes.Count, true, mask), z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TWidth, TMasked>(T* c, TVector x, TVector y, TVector z, TVector mask)
        where TWidth : unmanaged, INumber
        where TMasked : unmanaged, INumber
    {
        Put<TMasked>(c, x, sizeof(TWidth) == 1, mask);
        if (sizeof(TWidth) > 1)
            Put<TMasked>(c + TLanes.Count, y, sizeof(TWidth) == 2, mask);
        if (sizeof(TWidth) > 2)
            Put<TMasked>(c + 2 * TLanes.Count, z, true, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TMasked>(T* to, TVector value, bool last, TVector mask)
        where TMasked : unmanaged, INumber
    {
        if (sizeof(TMasked) == 2 && last)
            TLanes.Store(to, value, mask);
        else
            TLanes.Store(to, value);
    }

    /// <summary>Asks for the tile of C while the products are formed: it is needed at the end only, and often far away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TRows, TWidth>(T* c, nint rowC)
        where TRows : unmanaged, INumber
        where TWidth : unmanaged, INumber
    {
        for (var i = 0; i < sizeof(TRows); i++)
        {
            Sse.Prefetch0(c);
            if (sizeof(TWidth) > 1)
                Sse.Prefetch0(c + TLanes.Count);
            if (sizeof(TWidth) > 2)
                Sse.Prefetch0(c + 2 * TLanes.Count);
            c += rowC;
        }
    }
}
