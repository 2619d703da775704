using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>Logarithms to other bases, carried in two parts until the end: whole powers of the base have whole logarithms.</summary>
internal static partial class Special
{
    /// <summary>y = log₂ x, 1 ulp; −∞ at ±0, NaN below.</summary>
    public static void Log2<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<Log2Map, T>(x, y);

    /// <inheritdoc cref="Log2{T}(ReadOnlySpan{T}, Span{T})"/>
    public static Vector<T> Log2<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<Log2Map, T>(x);

    /// <summary>y = log₁₀ x, 1 ulp; −∞ at ±0, NaN below.</summary>
    public static void Log10<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<Log10Map, T>(x, y);

    /// <inheritdoc cref="Log10{T}(ReadOnlySpan{T}, Span{T})"/>
    public static Vector<T> Log10<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<Log10Map, T>(x);

    private readonly struct Log2Map : IMap
    {
        public static Vector<double> Invoke(Vector<double> x) =>
            LogTo(x, 1.4426950408889634, 2.0355273740931033e-17, 1, 0);
    }

    // The high part of log₁₀ 2 has 42 bits, so that its product with an exponent is exact.
    private readonly struct Log10Map : IMap
    {
        public static Vector<double> Invoke(Vector<double> x) =>
            LogTo(x, 0.4342944819032518, 1.098319650216765e-17, 0.30102999566395283, 2.8363394551044964e-14);
    }

    /// <summary>log x · (high + low) for the natural logarithm, in which log 2 · (high + low) is twoHigh + twoLow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> LogTo(Vector<double> x, double high, double low, double twoHigh, double twoLow)
    {
        const long rootHalf = 0x3FE6A09E667F3BCD;
        const long oneBits = 1023L << 52;
        var denormal = Vector.LessThan(x, new Vector<double>(2.2250738585072014e-308));
        var lifted = Vector.ConditionalSelect(denormal, x * new Vector<double>(1L << 54), x);
        // lifted = 2ᵏ (1 + f), 1 + f in [√½, √2).
        var offset = Vector.AsVectorInt64(lifted) - new Vector<long>(rootHalf - oneBits);
        var biased = Vector.ShiftRightLogical(offset, 52);
        var k =
            Vector.AsVectorDouble(biased | new Vector<long>(0x4330L << 48))
            - new Vector<double>(4503599627370496.0 + 1023);
        k = Vector.ConditionalSelect(denormal, k - new Vector<double>(54), k);
        var f =
            Vector.AsVectorDouble(Vector.AsVectorInt64(lifted) - Vector.ShiftLeft(biased - new Vector<long>(1023), 52))
            - Vector<double>.One;
        // log (1 + f) = f − f²/2 + s (f²/2 + tail), the first two exactly.
        var s = f / (f + new Vector<double>(2));
        var z = s * s;
        var half = new Vector<double>(0.5) * f;
        var square = half * f;
        var squareLost = Vector.FusedMultiplyAdd(half, f, -square);
        var near = f - square;
        var nearLost = (f - near) - square - squareLost + s * (square + z * Horner(AtanhTaylor, z));
        var product = near * new Vector<double>(high);
        var productLost = Vector.FusedMultiplyAdd(near, new Vector<double>(high), -product);
        productLost = Vector.FusedMultiplyAdd(near, new Vector<double>(low), productLost);
        productLost = Vector.FusedMultiplyAdd(nearLost, new Vector<double>(high), productLost);
        // The whole powers of two are the greater part wherever there are any.
        var powers = k * new Vector<double>(twoHigh);
        var sum = powers + product;
        var sumLost = Vector.FusedMultiplyAdd(k, new Vector<double>(twoLow), product - (sum - powers)) + productLost;
        var none = Vector.Equals(k, Vector<double>.Zero);
        var y = Vector.ConditionalSelect(none, product + productLost, sum + sumLost);
        y = Vector.ConditionalSelect(Vector.Equals(x, Vector<double>.Zero), new(double.NegativeInfinity), y);
        y = Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), new(double.NaN), y);
        // ∞ and NaN are their own logarithms.
        return Vector.ConditionalSelect(Vector.LessThan(x, new(double.PositiveInfinity)), y, x);
    }
}
