using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>
/// Silu x σ(x), Gelu x Φ(x) and its approximation by tanh, x σ(v), v = a x + b x³, with their slopes and curvatures. Tails keep their digits: exponents have two parts,
/// and the exponential is multiplied last. So do the neighbourhoods of zeros: the function is written as what it gains from its zero on.
/// </summary>
internal static partial class Special
{
    /// <summary>y = x σ(x), 3 ulp.</summary>
    public static Vector<T> Silu<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<SiluMap, T>(x);

    /// <summary>The derivative of x σ(x), 4 ulp.</summary>
    public static Vector<T> SiluSlope<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<SiluSlopeMap, T>(x);

    /// <summary>The second derivative of x σ(x), 4 ulp.</summary>
    public static Vector<T> SiluCurvature<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<SiluCurvatureMap, T>(x);

    /// <summary>y = x Φ(x), 4 ulp.</summary>
    public static Vector<T> Gelu<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<GeluMap, T>(x);

    /// <summary>Φ(x) + x φ(x), 4 ulp.</summary>
    public static Vector<T> GeluSlope<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<GeluSlopeMap, T>(x);

    /// <summary>(2 − x²) φ(x), 3 ulp.</summary>
    public static Vector<T> GeluCurvature<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<GeluCurvatureMap, T>(x);

    /// <summary>y = x σ(v), 4 ulp.</summary>
    public static Vector<T> GeluTanh<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<GeluTanhMap, T>(x);

    /// <summary>σ(v) + x σ′(v) v′, 4 ulp.</summary>
    public static Vector<T> GeluTanhSlope<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<GeluTanhSlopeMap, T>(x);

    /// <summary>σ′(v) (2v′ + x v″ − x v′² tanh(v/2)), 4 ulp.</summary>
    public static Vector<T> GeluTanhCurvature<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<GeluTanhCurvatureMap, T>(x);

    private readonly struct SiluMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x) => Gated(x, -Vector.Abs(x), Vector<double>.Zero);
    }

    private readonly struct SiluSlopeMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var one = Vector<double>.One;
            x = Bounded(x, 800);
            var size = -Vector.Abs(x);
            var p = ReduceExp(size, Vector<double>.Zero, out var k);
            var e = FinishExp(size, p, k);
            var sum = one + e;
            var above = Over(Vector.FusedMultiplyAdd(x, e, sum), sum, e, 2);
            // The zero of 1 + x + eˣ, and eˣ there.
            var h = x - new Vector<double>(-1.2784645427610737) - new Vector<double>(-1.0946994183093437e-16);
            var gain = Vector.FusedMultiplyAdd(new Vector<double>(0.2784645427610738), Expm1Map.Invoke(h), h);
            var below = FinishExp(size, p, k, Over(gain, sum, e, 2));
            return Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), below, above);
        }
    }

    private readonly struct SiluCurvatureMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var size = Vector.Abs(Bounded(x, 800));
            var p = ReduceExp(-size, Vector<double>.Zero, out var k);
            var e = FinishExp(-size, p, k);
            // The zero of (2 − x) + (2 + x) e⁻ˣ, and e⁻ˣ there; less 1, it takes two parts.
            var there = new Vector<double>(0.0907762782268676);
            var lessOne = new Vector<double>(-0.9092237217731324);
            var lessOneLow = new Vector<double>(SiluLessOneLow);
            var h = TwoSum(size, new Vector<double>(-2.3993572805154675), out var low);
            low -= new Vector<double>(1.8464872855353363e-16);
            var line = h * lessOne;
            var rest = Vector.FusedMultiplyAdd(h, lessOne, -line) + h * lessOneLow + low * lessOne;
            rest = Vector.FusedMultiplyAdd(there * Expm1Map.Invoke(-(h + low)), size + new Vector<double>(2), rest);
            return FinishExp(-size, p, k, Over(line + rest, Vector<double>.One + e, e, 3));
        }
    }

    private readonly struct GeluMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var size = Vector.Abs(x);
            var near = x * NormalNear(x);
            var tail = Gauss(x, 0.5, Bounded(x, 40) * NormalTail(size));
            var far = Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), -Vector.Abs(tail), x - tail);
            return Vector.ConditionalSelect(Vector.LessThan(size, new(NormalSplit)), near, far);
        }
    }

    private readonly struct GeluSlopeMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var size = Vector.Abs(x);
            var bounded = Bounded(x, 40);
            var tail = NormalTail(size);
            var density = new Vector<double>(OneOverRootTwoPi);
            // Φ(x) + x φ(x) = exp(−x²/2) (tail + x/√2π) below 0, and 1 − exp(−x²/2) (tail − x/√2π) above.
            var left = Gauss(x, 0.5, Vector.FusedMultiplyAdd(bounded, density, tail));
            var right = Vector<double>.One + Gauss(x, 0.5, Vector.FusedMultiplyAdd(bounded, density, -tail));
            var y = Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), left, right);
            var near = NormalNear(x) + bounded * Gauss(x, 0.5, density);
            y = Vector.ConditionalSelect(Vector.LessThan(size, new(NormalSplit)), near, y);
            // Its zero.
            var h = x - new Vector<double>(-0.7517915246935645) - new Vector<double>(1.4956759177009883e-17);
            var around = h * Horner(GeluSlopeFactor, h);
            return Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(h), new(0.6)), around, y);
        }
    }

    private readonly struct GeluCurvatureMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var size = Vector.Abs(Bounded(x, 40));
            var high = new Vector<double>(1.4142135623730951);
            var factor = (high - size + new Vector<double>(-9.667293313452913e-17)) * (high + size);
            return Gauss(x, 0.5, factor * new Vector<double>(OneOverRootTwoPi));
        }
    }

    private readonly struct GeluTanhMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var v = GeluTanhExponent(Vector.Abs(Bounded(x, 40)), out var low);
            return Gated(x, -v, -low);
        }
    }

    private readonly struct GeluTanhSlopeMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var size = Vector.Abs(Bounded(x, 40));
            var v = GeluTanhExponent(size, out var low);
            var p = ReduceExp(-v, -low, out var k);
            var e = FinishExp(-v, p, k);
            var sum = Vector<double>.One + e;
            var square = size * size;
            var slope = Vector.FusedMultiplyAdd(new Vector<double>(3 * GeluTanhB), square, new(GeluTanhA));
            var above = Over(Vector.FusedMultiplyAdd(size * slope, e, sum), sum, e, 2);
            // The zero of 1 + e^−v − x v′, and e^−v there.
            const double zero = 0.7524614220710163;
            var h = size - new Vector<double>(zero) - new Vector<double>(-3.635560509207687e-17);
            var mixed = Vector.FusedMultiplyAdd(size + new Vector<double>(zero), size, new Vector<double>(zero * zero));
            var rise = h * Vector.FusedMultiplyAdd(new Vector<double>(GeluTanhB), mixed, new(GeluTanhA));
            var steep = h * Vector.FusedMultiplyAdd(new Vector<double>(3 * GeluTanhB), mixed, new(GeluTanhA));
            var gain = Vector.FusedMultiplyAdd(new Vector<double>(0.29195521191476714), Expm1Map.Invoke(-rise), -steep);
            var below = FinishExp(-v, p, k, Over(gain, sum, e, 2));
            return Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), below, above);
        }
    }

    private readonly struct GeluTanhCurvatureMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var size = Vector.Abs(Bounded(x, 40));
            var v = GeluTanhExponent(size, out var low);
            var p = ReduceExp(-v, -low, out var k);
            var e = FinishExp(-v, p, k);
            var square = size * size;
            // s = 2v′ + x v″ and t = x v′², the latter in two parts.
            var s = Vector.FusedMultiplyAdd(new Vector<double>(12 * GeluTanhB), square, new(2 * GeluTanhA));
            var part = square * new Vector<double>(GeluTanhB3);
            var partLow = Vector.FusedMultiplyAdd(square, new Vector<double>(GeluTanhB3), -part);
            var slope = TwoSum(part, new Vector<double>(GeluTanhA), out var slopeLow);
            slopeLow += partLow + new Vector<double>(GeluTanhB3) * Vector.FusedMultiplyAdd(size, size, -square);
            slopeLow += new Vector<double>(GeluTanhB3Low) * square + new Vector<double>(GeluTanhALow);
            var once = size * slope;
            var t = once * slope;
            var tLow = Vector.FusedMultiplyAdd(size, slope, -once) * slope + (once + once) * slopeLow;
            tLow += Vector.FusedMultiplyAdd(once, slope, -t);
            // (s − t) + (s + t) e^−v, and beside its zero what it gains from there on; there is e^−v at the zero.
            var difference = TwoSum(s, -t, out var differenceLow);
            var far = Vector.FusedMultiplyAdd(e, s + t, differenceLow - tLow) + difference;
            const double zero = 1.4185040087908283;
            const double there = 0.0848161559251803;
            var h = size - new Vector<double>(zero) - new Vector<double>(8.089265124388305e-17);
            var both = size + new Vector<double>(zero);
            var mixed = Vector.FusedMultiplyAdd(both, size, new Vector<double>(zero * zero));
            // (x⁵ − z⁵) / (x − z) by Horner's scheme.
            var fifth = Vector.FusedMultiplyAdd(mixed, size, new Vector<double>(zero * zero * zero));
            fifth = Vector.FusedMultiplyAdd(fifth, size, new Vector<double>(zero * zero * zero * zero));
            var rise = h * Vector.FusedMultiplyAdd(new Vector<double>(GeluTanhB), mixed, new(GeluTanhA));
            const double square3 = 6 * GeluTanhA * GeluTanhB;
            var gainOfT = Vector.FusedMultiplyAdd(new Vector<double>(square3), mixed, new(GeluTanhA * GeluTanhA));
            gainOfT = h * Vector.FusedMultiplyAdd(new Vector<double>(9 * GeluTanhB * GeluTanhB), fifth, gainOfT);
            var near = h * both * new Vector<double>(12 * GeluTanhB) * new Vector<double>(1 + there);
            near = Vector.FusedMultiplyAdd(gainOfT, new Vector<double>(there - 1), near);
            near = Vector.FusedMultiplyAdd(new Vector<double>(there) * Expm1Map.Invoke(-rise), s + t, near);
            var gain = Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(h), new(0.5)), near, far);
            return FinishExp(-v, p, k, Over(gain, Vector<double>.One + e, e, 3));
        }
    }

    // 2 √(2/π) and 0.044715 of it, in two parts.
    private const double GeluTanhA = 1.5957691216057308;
    private const double GeluTanhALow = -9.96930880911092e-17;
    private const double GeluTanhB = 0.07135481627260025;
    private const double GeluTanhBLow = -6.175149918155315e-19;
    private const double GeluTanhB3 = 0.21406444881780073;
    private const double GeluTanhB3Low = 1.2025242832367862e-17;
    private const double SiluLessOneLow = -3.20628572908662e-17;

    /// <summary>x + y, and what rounding took of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> TwoSum(Vector<double> x, Vector<double> y, out Vector<double> low)
    {
        var sum = x + y;
        var back = sum - x;
        low = (x - (sum - back)) + (y - back);
        return sum;
    }

    /// <summary>gain / (1 + e)ⁿ, where what rounding took of the sum 1 + e is made good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Over(Vector<double> gain, Vector<double> sum, Vector<double> e, int n)
    {
        var power = n == 2 ? sum * sum : sum * sum * sum;
        var quotient = gain / power;
        var low = e - (sum - Vector<double>.One);
        return quotient - quotient * (new Vector<double>(n) * low / sum);
    }

    /// <summary>v = a x + b x³ for x ≥ 0, and what rounding took of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> GeluTanhExponent(Vector<double> x, out Vector<double> low)
    {
        var square = x * x;
        var squareLow = Vector.FusedMultiplyAdd(x, x, -square);
        var part = square * new Vector<double>(GeluTanhB);
        var partLow = Vector.FusedMultiplyAdd(square, new Vector<double>(GeluTanhB), -part);
        partLow = Vector.FusedMultiplyAdd(squareLow, new Vector<double>(GeluTanhB), partLow);
        partLow = Vector.FusedMultiplyAdd(square, new Vector<double>(GeluTanhBLow), partLow);
        var sum = part + new Vector<double>(GeluTanhA);
        var back = sum - part;
        var sumLow = (part - (sum - back)) + (new Vector<double>(GeluTanhA) - back);
        sumLow += partLow + new Vector<double>(GeluTanhALow);
        var v = x * sum;
        low = Vector.FusedMultiplyAdd(x, sumLow, Vector.FusedMultiplyAdd(x, sum, -v));
        return v;
    }

    /// <summary>x σ(v), where minus is −|v| with its correction; v has the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Gated(Vector<double> x, Vector<double> minus, Vector<double> low)
    {
        minus = Vector.ConditionalSelect(Vector.LessThan(minus, new(-800.0)), new(-800.0), minus);
        var p = ReduceExp(minus, low, out var k);
        var above = x / (Vector<double>.One + FinishExp(minus, p, k));
        // Below the last denormal number it is −0, also at −∞.
        var below = FinishExp(minus, p, k, Vector.ConditionalSelect(Vector.LessThan(x, new(-800.0)), new(-1.0), above));
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), below, above);
    }

    /// <summary>x, cut off at ± the bound; NaN passes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Bounded(Vector<double> x, double bound)
    {
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, new(bound)), new(bound), x);
        return Vector.ConditionalSelect(Vector.LessThan(x, new(-bound)), new(-bound), x);
    }

    private const double OneOverRootTwoPi = 0.3989422804014327;
    private const double NormalSplit = 0.91;

    /// <summary>Φ(x) where |x| is below the split.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> NormalNear(Vector<double> x)
    {
        var z = x * new Vector<double>(0.7071067811865476);
        return Vector.FusedMultiplyAdd(new Vector<double>(0.5), z + ErfExcess(z), new(0.5));
    }

    /// <summary>Φ(−x) exp(x²/2) where x is at or above the split.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> NormalTail(Vector<double> x)
    {
        var z = x * new Vector<double>(0.7071067811865476);
        z = Vector.ConditionalSelect(Vector.GreaterThan(z, new(28.0)), new(28.0), z);
        var denominator = z + new Vector<double>(4);
        var s = (z - new Vector<double>(5.3)) / denominator;
        return Horner(ErfcFactor, s) / (denominator + denominator);
    }

    /// <summary>The slope of Gelu at h from its zero, divided by h: a Chebyshev fit on |h| ≤ 0.6, 1e-18.</summary>
    private static ReadOnlySpan<double> GeluSlopeFactor =>
        [
            0.43149399231404695,
            0.388284982990552,
            -0.018199676398671705,
            -0.11400823329722176,
            -0.014771522148198594,
            0.01942167983819282,
            0.00453922837782019,
            -0.002239538068176996,
            -0.0007448268200071363,
            0.00018633974768195286,
            8.615932849712619e-05,
            -1.1214391681779273e-05,
            -7.747751111769311e-06,
            4.328989013681139e-07,
            5.683122901191223e-07,
            -1.7523884712506931e-09,
            -3.2508239416960395e-08,
            -1.174904442352252e-09,
        ];
}
