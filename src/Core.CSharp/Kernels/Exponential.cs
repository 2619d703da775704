using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Functional.Core.Kernels;

/// <summary>
/// The exponential. In Float32 it is our own: exp 0 is exactly 1, the error stays near one unit in the last place, results that are
/// denormal are kept, and a number's exponential does not depend on where among others it stands.
/// </summary>
internal static class Exponential
{
    /// <summary>y = exp x; the spans are equal or disjoint.</summary>
    public static void Of<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
            Of(MemoryMarshal.Cast<T, float>(x), MemoryMarshal.Cast<T, float>(y));
        else
            Special.Exp(MemoryMarshal.Cast<T, double>(x), MemoryMarshal.Cast<T, double>(y));
    }

    /// <summary>The same of a vector, to the bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) ? Special.Exp(x.As<T, double>()).As<double, T>()
        : Vector<T>.Count == Vector512<T>.Count ? Of(x.AsVector512().AsSingle()).AsVector().As<float, T>()
        : Vector<T>.Count == Vector256<T>.Count
            ? Of(x.AsVector256().AsSingle().ToVector512()).GetLower().AsVector().As<float, T>()
        : Of(x.AsVector128().AsSingle().ToVector256().ToVector512()).GetLower().GetLower().AsVector().As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Of(ReadOnlySpan<float> x, Span<float> y)
    {
        y = y[..x.Length];
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var into = ref MemoryMarshal.GetReference(y);
        var i = 0;
        for (; i <= x.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            Of(Vector512.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref into, (nuint)i);
        if (i < x.Length)
        {
            Span<float> rest = stackalloc float[Vector512<float>.Count];
            x[i..].CopyTo(rest);
            Of(Vector512.Create<float>(rest)).CopyTo(rest);
            rest[..(x.Length - i)].CopyTo(y[i..]);
        }
    }

    // x = n ln 2 + r with |r| ≤ ½ ln 2, so exp x = 2ⁿ exp r. ln 2 is taken in two parts, the first with few enough bits that n times it is exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Of(Vector512<float> x)
    {
        // Beyond these the answer is 0 or ∞; NaN passes.
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-104f)), Vector512.Create(89f));
        var n = Vector512.Round(x * Vector512.Create(1.44269504f));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        // The series to degree 7, whose next term is below 6e-9.
        var q = Vector512.Create(1f / 5040);
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1f / 720));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1f / 120));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1f / 24));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1f / 6));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.5f));
        var power = Vector512.FusedMultiplyAdd(q, r * r, r) + Vector512<float>.One;
        // 2ⁿ in two factors, neither of which is denormal or infinite.
        var whole = Vector512.ConvertToInt32(n);
        var half = whole >> 1;
        return power * PowerOfTwo(half) * PowerOfTwo(whole - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> n) => ((n + Vector512.Create(127)) << 23).AsSingle();
}
