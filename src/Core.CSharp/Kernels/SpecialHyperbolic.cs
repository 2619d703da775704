using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>The hyperbolic functions, exact also near 0, where quotients of exponentials cancel.</summary>
internal static partial class Special
{
    /// <summary>y = sinh x, 2 ulp.</summary>
    public static void Sinh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<SinhMap, T>(x, y);

    /// <summary>y = cosh x, 2 ulp.</summary>
    public static void Cosh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<CoshMap, T>(x, y);

    /// <summary>y = tanh x, 2 ulp.</summary>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<TanhMap, T>(x, y);

    // Beyond this, the smaller of eˣ and e⁻ˣ is lost in the sum of both.
    private const double HyperbolicSplit = 22;

    private readonly struct SinhMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var size = Vector.Abs(x);
            var p = ReduceExp(size, Vector<double>.Zero, out var k);
            var scale = PowerOfTwo(k);
            var t = Vector.FusedMultiplyAdd(scale, p, scale - Vector<double>.One);
            var near = new Vector<double>(0.5) * (t + t / (t + Vector<double>.One));
            var far = HalfExp(size, p, k);
            var y = Vector.ConditionalSelect(Vector.GreaterThan(size, new(HyperbolicSplit)), far, near);
            return Vector.CopySign(y, x);
        }
    }

    private readonly struct CoshMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var size = Vector.Abs(x);
            var p = ReduceExp(size, Vector<double>.Zero, out var k);
            var scale = PowerOfTwo(k);
            var e = Vector.FusedMultiplyAdd(scale, p, scale);
            var near = new Vector<double>(0.5) * (e + Vector<double>.One / e);
            var far = HalfExp(size, p, k);
            return Vector.ConditionalSelect(Vector.GreaterThan(size, new(HyperbolicSplit)), far, near);
        }
    }

    private readonly struct TanhMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            // tanh x = t / (t + 2), t = exp(2|x|) − 1; from 20 on it is 1 to the last place.
            var size = Vector.Abs(x);
            size = Vector.ConditionalSelect(Vector.GreaterThan(size, new(20.0)), new(20.0), size);
            size += size;
            var p = ReduceExp(size, Vector<double>.Zero, out var k);
            var scale = PowerOfTwo(k);
            var t = Vector.FusedMultiplyAdd(scale, p, scale - Vector<double>.One);
            return Vector.CopySign(t / (t + new Vector<double>(2)), x);
        }
    }

    /// <summary>eˣ / 2 for x > 0, whose overflow begins ln 2 later than that of eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> HalfExp(Vector<double> x, Vector<double> p, Vector<long> k) =>
        FinishExp(x - new Vector<double>(Ln2High), p, k - Vector<long>.One);
}
