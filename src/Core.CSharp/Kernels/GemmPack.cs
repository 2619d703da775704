using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Functional.Core.Kernels;

/// <summary>Copies of operand panels in the order in which the register tile reads them.</summary>
internal static unsafe class GemmPack<T, TVector, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    // Short enough that the lines written stay in the first-level cache until they are full.
    private const int Stretch = 32;

    /// <summary>to[p·stride + i] = from[i·ld + p] for i &lt; rows, p &lt; k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(int rows, int k, T* from, nint ld, T* to, nint stride)
    {
        for (var p = 0; p < k; p += Stretch)
        {
            var length = k - p < Stretch ? k - p : Stretch;
            var i = 0;
            for (; i + 4 <= rows; i += 4)
                FourRows(length, from + i * ld + p, ld, to + p * stride + i, stride);
            for (; i < rows; i++)
            for (var q = 0; q < length; q++)
                to[(p + q) * stride + i] = from[i * ld + p + q];
        }
    }

    /// <summary>to[p·stride + i] = from[p·ld + i] for i &lt; columns and 0 up to the next multiple of the vector, p &lt; k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyRows(int columns, int k, T* from, nint ld, T* to, nint stride)
    {
        var whole = columns / TLanes.Count;
        var rest = columns % TLanes.Count;
        if (whole == 3 && rest == 0)
        {
            for (; k > 0; k--, from += ld, to += stride)
            {
                var x = TLanes.Load(from);
                var y = TLanes.Load(from + TLanes.Count);
                var z = TLanes.Load(from + 2 * TLanes.Count);
                TLanes.Store(to, x);
                TLanes.Store(to + TLanes.Count, y);
                TLanes.Store(to + 2 * TLanes.Count, z);
            }
            return;
        }
        var mask = TLanes.Mask(rest);
        for (; k > 0; k--, from += ld, to += stride)
        {
            for (var v = 0; v < whole; v++)
                TLanes.Store(to + v * TLanes.Count, TLanes.Load(from + v * TLanes.Count));
            if (rest > 0)
                TLanes.Store(to + whole * TLanes.Count, TLanes.Load(from + whole * TLanes.Count, mask));
        }
    }

    /// <summary>to[p·rows + i] = from[p·ld + i] for i &lt; rows, p &lt; k: a sliver of a transposed left operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopySliver(int rows, int k, T* from, nint ld, T* to)
    {
        if (rows == 8)
            for (; k > 0; k--, from += ld, to += 8)
            {
                var low = Vector256.Load((byte*)from);
                if (sizeof(T) == 8)
                    Vector256.Load((byte*)(from + 4)).Store((byte*)(to + 4));
                low.Store((byte*)to);
            }
        else if (rows == 4)
            for (; k > 0; k--, from += ld, to += 4)
            {
                var low = Vector128.Load((byte*)from);
                if (sizeof(T) == 8)
                    Vector128.Load((byte*)(from + 2)).Store((byte*)(to + 2));
                low.Store((byte*)to);
            }
        else
            for (; k > 0; k--, from += ld, to += rows)
            for (var i = 0; i < rows; i++)
                to[i] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(int length, T* from, nint ld, T* to, nint stride)
    {
        T* r0 = from,
            r1 = r0 + ld,
            r2 = r1 + ld,
            r3 = r2 + ld;
        var q = 0;
        if (sizeof(T) == 4)
        {
            for (; q + 4 <= length; q += 4, to += 4 * stride)
            {
                var x = Vector128.Load((float*)(r0 + q));
                var y = Vector128.Load((float*)(r1 + q));
                var z = Vector128.Load((float*)(r2 + q));
                var w = Vector128.Load((float*)(r3 + q));
                var xyLow = Low(x, y).AsDouble();
                var xyHigh = High(x, y).AsDouble();
                var zwLow = Low(z, w).AsDouble();
                var zwHigh = High(z, w).AsDouble();
                Low(xyLow, zwLow).Store((double*)to);
                High(xyLow, zwLow).Store((double*)(to + stride));
                Low(xyHigh, zwHigh).Store((double*)(to + 2 * stride));
                High(xyHigh, zwHigh).Store((double*)(to + 3 * stride));
            }
        }
        else
        {
            for (; q + 2 <= length; q += 2, to += 2 * stride)
            {
                var x = Vector128.Load((double*)(r0 + q));
                var y = Vector128.Load((double*)(r1 + q));
                var z = Vector128.Load((double*)(r2 + q));
                var w = Vector128.Load((double*)(r3 + q));
                Low(x, y).Store((double*)to);
                Low(z, w).Store((double*)(to + 2));
                High(x, y).Store((double*)(to + stride));
                High(z, w).Store((double*)(to + stride + 2));
            }
        }
        for (; q < length; q++, to += stride)
        {
            to[0] = r0[q];
            to[1] = r1[q];
            to[2] = r2[q];
            to[3] = r3[q];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y)
        : Vector128.Create(x[0], y[0], x[1], y[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y)
        : Vector128.Create(x[2], y[2], x[3], y[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Low(Vector128<double> x, Vector128<double> y) =>
        Sse2.IsSupported ? Sse2.UnpackLow(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y)
        : Vector128.Create(x[0], y[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> x, Vector128<double> y) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y)
        : Vector128.Create(x[1], y[1]);
}
