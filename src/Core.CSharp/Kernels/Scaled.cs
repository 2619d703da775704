using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Functional.Core.Kernels;

/// <summary>Sums of a vector and a multiple of another, and norms of vectors of any size.</summary>
internal static class Scaled
{
    /// <summary>The Euclidean norm; its squares neither overflow nor vanish.</summary>
    public static double Norm(ReadOnlySpan<double> x)
    {
        var norm = TensorPrimitives.Norm(x);
        if (norm is > 1e-140 and < 1e140 || x.IsEmpty)
            return norm;
        var scale = PowerOfTwo(x);
        if (scale == 1)
            return norm;
        var scaled = new double[x.Length];
        TensorPrimitives.Multiply(x, scale, scaled);
        return TensorPrimitives.Norm<double>(scaled) / scale;
    }

    /// <summary>A power of two that brings the greatest of x near 1; 1 for zeros and for what is not finite.</summary>
    public static double PowerOfTwo(ReadOnlySpan<double> x)
    {
        var greatest = x.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(x));
        return greatest > 0 && double.IsFinite(greatest)
            ? Math.ScaleB(1, Math.Clamp(-Math.ILogB(greatest), -1000, 1000))
            : 1;
    }

    /// <summary>z = x + factor · y, in one pass. Optimised from its first call: it is most of a small training step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<T>(ReadOnlySpan<T> x, T factor, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The loops below trust the length of z alone.
        x = x[..z.Length];
        y = y[..z.Length];
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var moved = ref MemoryMarshal.GetReference(y);
        ref var into = ref MemoryMarshal.GetReference(z);
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var factors = Vector512.Create(factor);
            for (; i <= z.Length - Vector512<T>.Count; i += Vector512<T>.Count)
                (
                    Vector512.LoadUnsafe(ref from, (nuint)i) + factors * Vector512.LoadUnsafe(ref moved, (nuint)i)
                ).StoreUnsafe(ref into, (nuint)i);
        }
        else
        {
            var factors = Vector.Create(factor);
            for (; i <= z.Length - Vector<T>.Count; i += Vector<T>.Count)
                (Vector.LoadUnsafe(ref from, (nuint)i) + factors * Vector.LoadUnsafe(ref moved, (nuint)i)).StoreUnsafe(
                    ref into,
                    (nuint)i
                );
        }
        for (; i < z.Length; i++)
            z[i] = x[i] + factor * y[i];
    }
}
