using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>
/// Special functions, element by element. Each is written once, on vectors of double; a scalar or a tail is a
/// padded vector, so that a value never depends on where in a span it stands.
/// </summary>
/// <remarks>
/// Float32 is computed in double and rounded, but for the activations in SpecialSingle, which have up to 4 ulp of their own. Source and destination may be the same span, not two that overlap.
/// The errors stated are the greatest measured over the domain, in units in the last place of float64.
/// </remarks>
internal static partial class Special
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 0.6931471805599453;
    private const double Ln2Low = 2.3190468138462996e-17;

    // Adding 1.5 · 2⁵² rounds to an integer and leaves it in the low bits.
    private const double RoundingShift = 6755399441055744.0;

    /// <summary>y = eˣ − 1, 2 ulp everywhere.</summary>
    public static double Expm1(double x) => One<Expm1Map>(x);

    /// <inheritdoc cref="Expm1(double)"/>
    public static T Expm1<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => One<Expm1Map, T>(x);

    /// <inheritdoc cref="Expm1(double)"/>
    public static void Expm1<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<Expm1Map, T>(x, y);

    /// <summary>y = log(1 + x), 2 ulp everywhere; −∞ at −1, NaN below.</summary>
    public static double Log1p(double x) => One<Log1pMap>(x);

    /// <inheritdoc cref="Log1p(double)"/>
    public static T Log1p<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => One<Log1pMap, T>(x);

    /// <inheritdoc cref="Log1p(double)"/>
    public static void Log1p<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<Log1pMap, T>(x, y);

    /// <summary>y = log(1 − eˣ) for x ≤ 0, 2 ulp; −∞ at 0, NaN above.</summary>
    public static double Log1mExp(double x) => One<Log1mExpMap>(x);

    /// <inheritdoc cref="Log1mExp(double)"/>
    public static T Log1mExp<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => One<Log1mExpMap, T>(x);

    /// <inheritdoc cref="Log1mExp(double)"/>
    public static void Log1mExp<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<Log1mExpMap, T>(x, y);

    /// <summary>y = 1 / (1 + e⁻ˣ), 2 ulp, tails included.</summary>
    public static double Sigmoid(double x) => One<SigmoidMap>(x);

    /// <inheritdoc cref="Sigmoid(double)"/>
    public static T Sigmoid<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => One<SigmoidMap, T>(x);

    /// <inheritdoc cref="Sigmoid(double)"/>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<SigmoidMap, T>(x, y);

    /// <summary>y = log σ(x) = −softplus(−x), 2 ulp.</summary>
    public static double LogSigmoid(double x) => One<LogSigmoidMap>(x);

    /// <inheritdoc cref="LogSigmoid(double)"/>
    public static T LogSigmoid<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => One<LogSigmoidMap, T>(x);

    /// <inheritdoc cref="LogSigmoid(double)"/>
    public static void LogSigmoid<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<LogSigmoidMap, T>(x, y);

    /// <summary>y = log(1 + eˣ), 2 ulp.</summary>
    public static double Softplus(double x) => One<SoftplusMap>(x);

    /// <inheritdoc cref="Softplus(double)"/>
    public static T Softplus<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => One<SoftplusMap, T>(x);

    /// <inheritdoc cref="Softplus(double)"/>
    public static void Softplus<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<SoftplusMap, T>(x, y);

    /// <summary>y = eˣ, 2 ulp; 1 at 0.</summary>
    public static void Exp(ReadOnlySpan<double> x, Span<double> y) => EachDouble<ExpMap>(x, y);

    /// <inheritdoc cref="Exp(ReadOnlySpan{double}, Span{double})"/>
    public static Vector<double> Exp(Vector<double> x) => Exp(x, Vector<double>.Zero);

    private readonly struct ExpMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x) => Exp(x);
    }

    private readonly struct Expm1Map : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var p = ReduceExp(x, Vector<double>.Zero, out var k);
            // Inside ±40 the scale 2ᵏ is a normal number; outside, the one or the exponential is lost.
            var scale = PowerOfTwo(k);
            var y = Vector.FusedMultiplyAdd(scale, p, scale - Vector<double>.One);
            y = Vector.ConditionalSelect(Vector.GreaterThan(x, new(40.0)), FinishExp(x, p, k), y);
            y = Vector.ConditionalSelect(Vector.LessThan(x, new(-40.0)), new(-1.0), y);
            return Vector.ConditionalSelect(Vector.Equals(x, Vector<double>.Zero), x, y);
        }
    }

    private readonly struct Log1pMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var one = Vector<double>.One;
            var u = one + x;
            var part = u - one;
            var lost = (one - (u - part)) + (x - part);
            var y = LogOfSum(u, lost);
            y = Vector.ConditionalSelect(Vector.GreaterThan(x, -one), y, new Vector<double>(double.NaN));
            y = Vector.ConditionalSelect(Vector.Equals(x, -one), new(double.NegativeInfinity), y);
            var itself = Vector.Equals(x, Vector<double>.Zero) | Vector.Equals(x, new(double.PositiveInfinity));
            return Vector.ConditionalSelect(itself, x, y);
        }
    }

    private readonly struct Log1mExpMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var one = Vector<double>.One;
            var p = ReduceExp(x, Vector<double>.Zero, out var k);
            var e = FinishExp(x, p, k);
            var scale = PowerOfTwo(k);
            var minusExpm1 = -Vector.FusedMultiplyAdd(scale, p, scale - one);
            var near = Vector.GreaterThan(x, new(-Ln2High));
            var u = one - e;
            var lost = (one - u) - e;
            u = Vector.ConditionalSelect(near, minusExpm1, u);
            lost = Vector.ConditionalSelect(near, Vector<double>.Zero, lost);
            var tiny = Vector.LessThan(u, new(1e-290));
            u = Vector.ConditionalSelect(tiny, u * new Vector<double>(1L << 54), u);
            var y = LogOfSum(u, lost);
            y = Vector.ConditionalSelect(tiny, y - new Vector<double>(54 * Ln2High), y);
            y = Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), y, new Vector<double>(double.NaN));
            return Vector.ConditionalSelect(Vector.Equals(x, Vector<double>.Zero), new(double.NegativeInfinity), y);
        }
    }

    private readonly struct SigmoidMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var e = Exp(-Vector.Abs(x), Vector<double>.Zero);
            var numerator = Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), e, Vector<double>.One);
            return numerator / (Vector<double>.One + e);
        }
    }

    private readonly struct LogSigmoidMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x) => -SoftplusMap.Invoke(-x);
    }

    private readonly struct SoftplusMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var e = Exp(-Vector.Abs(x), Vector<double>.Zero);
            var u = Vector<double>.One + e;
            var tail = LogOfSum(u, e - (u - Vector<double>.One));
            return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<double>.Zero), x + tail, tail);
        }
    }

    /// <summary>exp(x + low) where low is a correction far below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Exp(Vector<double> x, Vector<double> low)
    {
        var p = ReduceExp(x, low, out var k);
        return FinishExp(x, p, k);
    }

    /// <summary>Writes x = k ln 2 + r and returns eʳ − 1; k is left in the low bits of its 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> ReduceExp(Vector<double> x, Vector<double> low, out Vector<long> k)
    {
        var shift = new Vector<double>(RoundingShift);
        var shifted = Vector.FusedMultiplyAdd(x, new Vector<double>(Log2E), shift);
        var whole = shifted - shift;
        k = Vector.AsVectorInt64(shifted);
        var r = Vector.FusedMultiplyAdd(-whole, new Vector<double>(Ln2High), x);
        r = Vector.FusedMultiplyAdd(-whole, new Vector<double>(Ln2Low), r) + low;
        var q = Horner(ExpTaylor, r);
        return Vector.FusedMultiplyAdd(r * r, q, r);
    }

    /// <summary>(1 + p) 2ᵏ, with gradual underflow, and the limits where x is out of range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> FinishExp(Vector<double> x, Vector<double> p, Vector<long> k)
    {
        // k lies in ±1100: a bias keeps the halving a logical shift.
        var bits = k & new Vector<long>(0xFFFFF);
        var biased = (bits + new Vector<long>(4096)) & new Vector<long>(0xFFFFF);
        var half = Vector.ShiftRightLogical(biased, 1) - new Vector<long>(2048);
        var rest = biased - new Vector<long>(4096) - half;
        var y = (Vector<double>.One + p) * PowerOfTwo(half) * PowerOfTwo(rest);
        y = Vector.ConditionalSelect(Vector.GreaterThan(x, new(709.79)), new(double.PositiveInfinity), y);
        return Vector.ConditionalSelect(Vector.LessThan(x, new(-745.2)), Vector<double>.Zero, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> PowerOfTwo(Vector<long> k) =>
        Vector.AsVectorDouble(Vector.ShiftLeft(k + new Vector<long>(1023), 52));

    /// <summary>log(u + lost) for a normal u and a correction below its last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> LogOfSum(Vector<double> u, Vector<double> lost)
    {
        const long rootHalf = 0x3FE6A09E667F3BCD;
        const long oneBits = 1023L << 52;
        // u = 2ᵏ m, m in [√½, √2); the shift is logical because the exponent keeps its bias.
        var offset = Vector.AsVectorInt64(u) - new Vector<long>(rootHalf - oneBits);
        var biased = Vector.ShiftRightLogical(offset, 52);
        var k =
            Vector.AsVectorDouble(biased | new Vector<long>(0x4330L << 48))
            - new Vector<double>(4503599627370496.0 + 1023);
        var m = Vector.AsVectorDouble(Vector.AsVectorInt64(u) - Vector.ShiftLeft(biased - new Vector<long>(1023), 52));
        var f = m - Vector<double>.One;
        var s = f / (f + new Vector<double>(2));
        var z = s * s;
        var tail = z * Horner(AtanhTaylor, z);
        var small = Vector.FusedMultiplyAdd(k, new Vector<double>(Ln2Low), lost / u);
        var log1p = f - (s * (f - tail) - small);
        return Vector.FusedMultiplyAdd(k, new Vector<double>(Ln2High), log1p);
    }

    /// <summary>c₀ + c₁ x + c₂ x² + …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Horner(ReadOnlySpan<double> c, Vector<double> x)
    {
        var y = new Vector<double>(c[^1]);
        for (var i = c.Length - 2; i >= 0; i--)
        {
            y = Vector.FusedMultiplyAdd(y, x, new Vector<double>(c[i]));
        }
        return y;
    }

    private static double Horner(ReadOnlySpan<double> c, double x)
    {
        var y = c[^1];
        for (var i = c.Length - 2; i >= 0; i--)
        {
            y = Math.FusedMultiplyAdd(y, x, c[i]);
        }
        return y;
    }

    /// <summary>1/2!, 1/3!, … 1/14!</summary>
    private static ReadOnlySpan<double> ExpTaylor =>
        [
            1.0 / 2,
            1.0 / 6,
            1.0 / 24,
            1.0 / 120,
            1.0 / 720,
            1.0 / 5040,
            1.0 / 40320,
            1.0 / 362880,
            1.0 / 3628800,
            1.0 / 39916800,
            1.0 / 479001600,
            1.0 / 6227020800,
            1.0 / 87178291200,
        ];

    /// <summary>2/3, 2/5, … : log((1 + s) / (1 − s)) = 2s + s³ (2/3 + 2/5 s² + …).</summary>
    private static ReadOnlySpan<double> AtanhTaylor =>
        [2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23];
}
