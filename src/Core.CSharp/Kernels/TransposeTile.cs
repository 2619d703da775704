using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Functional.Core.Kernels;

/// <summary>A small square transposed within vector registers: 8 × 8 of four bytes, 4 × 4 of eight.</summary>
internal static unsafe class TransposeTile
{
    /// <summary>The side of the square, 0 where the processor or the type has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Side<T>()
        where T : unmanaged
    {
        if (!Avx.IsSupported)
        {
            return 0;
        }
        return sizeof(T) switch
        {
            4 => 8,
            8 => 4,
            _ => 0,
        };
    }

    /// <summary>to[i · toStride + j] = from[j · fromStride + i] for i and j below the side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move<T>(T* from, nint fromStride, T* to, nint toStride)
        where T : unmanaged
    {
        if (sizeof(T) == 4)
        {
            Move8((float*)from, fromStride, (float*)to, toStride);
        }
        else
        {
            Move4((double*)from, fromStride, (double*)to, toStride);
        }
    }

    private static void Move8(float* from, nint s, float* to, nint t)
    {
        var a0 = Vector256.Load(from);
        var a1 = Vector256.Load(from + s);
        var a2 = Vector256.Load(from + 2 * s);
        var a3 = Vector256.Load(from + 3 * s);
        var a4 = Vector256.Load(from + 4 * s);
        var a5 = Vector256.Load(from + 5 * s);
        var a6 = Vector256.Load(from + 6 * s);
        var a7 = Vector256.Load(from + 7 * s);
        // Pairs of rows, then quads, within each half; then the halves change places.
        var b0 = Avx.UnpackLow(a0, a1);
        var b1 = Avx.UnpackHigh(a0, a1);
        var b2 = Avx.UnpackLow(a2, a3);
        var b3 = Avx.UnpackHigh(a2, a3);
        var b4 = Avx.UnpackLow(a4, a5);
        var b5 = Avx.UnpackHigh(a4, a5);
        var b6 = Avx.UnpackLow(a6, a7);
        var b7 = Avx.UnpackHigh(a6, a7);
        var c0 = Avx.Shuffle(b0, b2, 0x44);
        var c1 = Avx.Shuffle(b0, b2, 0xEE);
        var c2 = Avx.Shuffle(b1, b3, 0x44);
        var c3 = Avx.Shuffle(b1, b3, 0xEE);
        var c4 = Avx.Shuffle(b4, b6, 0x44);
        var c5 = Avx.Shuffle(b4, b6, 0xEE);
        var c6 = Avx.Shuffle(b5, b7, 0x44);
        var c7 = Avx.Shuffle(b5, b7, 0xEE);
        Avx.Permute2x128(c0, c4, 0x20).Store(to);
        Avx.Permute2x128(c1, c5, 0x20).Store(to + t);
        Avx.Permute2x128(c2, c6, 0x20).Store(to + 2 * t);
        Avx.Permute2x128(c3, c7, 0x20).Store(to + 3 * t);
        Avx.Permute2x128(c0, c4, 0x31).Store(to + 4 * t);
        Avx.Permute2x128(c1, c5, 0x31).Store(to + 5 * t);
        Avx.Permute2x128(c2, c6, 0x31).Store(to + 6 * t);
        Avx.Permute2x128(c3, c7, 0x31).Store(to + 7 * t);
    }

    private static void Move4(double* from, nint s, double* to, nint t)
    {
        var a0 = Vector256.Load(from);
        var a1 = Vector256.Load(from + s);
        var a2 = Vector256.Load(from + 2 * s);
        var a3 = Vector256.Load(from + 3 * s);
        var b0 = Avx.UnpackLow(a0, a1);
        var b1 = Avx.UnpackHigh(a0, a1);
        var b2 = Avx.UnpackLow(a2, a3);
        var b3 = Avx.UnpackHigh(a2, a3);
        Avx.Permute2x128(b0, b2, 0x20).Store(to);
        Avx.Permute2x128(b1, b3, 0x20).Store(to + t);
        Avx.Permute2x128(b0, b2, 0x31).Store(to + 2 * t);
        Avx.Permute2x128(b1, b3, 0x31).Store(to + 3 * t);
    }
}
