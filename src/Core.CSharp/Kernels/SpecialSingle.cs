using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>
/// The activations that training lives on, in the arithmetic of float32 itself: within 3 ulp, erfc within 4,
/// and several times as fast as by way of float64.
/// </summary>
internal static partial class Special
{
    private const float RoundingShiftSingle = 12582912f;

    // exp underflows to 0 below −104 and overflows above 89.
    private const float ExpRangeSingle = 104f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> SigmoidSingle(Vector<float> x)
    {
        var e = ExpOfMinusSingle(Vector.Abs(x), Vector<float>.Zero);
        var numerator = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), e, Vector<float>.One);
        return numerator / (Vector<float>.One + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> TanhSingle(Vector<float> x)
    {
        var size = AtMostSingle(Vector.Abs(x), 10);
        size += size;
        var p = ReduceExpSingle(size, Vector<float>.Zero, out var k);
        var scale = PowerOfTwoSingle(k);
        var t = Vector.FusedMultiplyAdd(scale, p, scale - Vector<float>.One);
        return Vector.CopySign(t / (t + new Vector<float>(2)), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Expm1Single(Vector<float> x)
    {
        var size = AtMostSingle(Vector.Abs(x), ExpRangeSingle);
        var p = ReduceExpSingle(Vector.CopySign(size, x), Vector<float>.Zero, out var k);
        var half = Vector.ShiftRightArithmetic(k, 1);
        var first = PowerOfTwoSingle(half);
        var second = PowerOfTwoSingle(k - half);
        // Inside ±40 the scale 2ᵏ is a normal number; outside, the one or the exponential is lost.
        var scale = first * second;
        var y = Vector.FusedMultiplyAdd(scale, p, scale - Vector<float>.One);
        y = Vector.ConditionalSelect(Vector.GreaterThan(x, new(40f)), (Vector<float>.One + p) * first * second, y);
        y = Vector.ConditionalSelect(Vector.LessThan(x, new(-40f)), new(-1f), y);
        return Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> SoftplusSingle(Vector<float> x)
    {
        // log(1 + e) = 2 artanh s, s = e / (2 + e) ≤ 1/3.
        var e = ExpOfMinusSingle(Vector.Abs(x), Vector<float>.Zero);
        var s = e / (e + new Vector<float>(2));
        var z = s * s;
        var q = new Vector<float>(2f / 17);
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(2f / 15));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(2f / 13));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(2f / 11));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(2f / 9));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(2f / 7));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(2f / 5));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(2f / 3));
        var tail = Vector.FusedMultiplyAdd(s * z, q, s + s);
        return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x + tail, tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ErfSingle(Vector<float> x)
    {
        var size = Vector.Abs(x);
        var far = Vector.CopySign(Vector<float>.One - ErfcTailSingle(size), x);
        var small = Vector.LessThan(size, new((float)ErfSplit));
        return Vector.ConditionalSelect(small, x + ErfExcessSingle(x), far);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ErfcSingle(Vector<float> x)
    {
        var size = Vector.Abs(x);
        var tail = ErfcTailSingle(size);
        var negative = Vector.LessThan(x, Vector<float>.Zero);
        var far = Vector.ConditionalSelect(negative, new Vector<float>(2) - tail, tail);
        var small = Vector.LessThan(size, new((float)ErfSplit));
        return Vector.ConditionalSelect(small, Vector<float>.One - x - ErfExcessSingle(x), far);
    }

    /// <summary>erf x − x where |x| is below the split.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ErfExcessSingle(Vector<float> x)
    {
        var z = x * x;
        var q = new Vector<float>((float)(-TwoOverRootPi / 75600));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>((float)(TwoOverRootPi / 9360)));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>((float)(-TwoOverRootPi / 1320)));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>((float)(TwoOverRootPi / 216)));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>((float)(-TwoOverRootPi / 42)));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>((float)(TwoOverRootPi / 10)));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>((float)(-TwoOverRootPi / 3)));
        return x * Vector.FusedMultiplyAdd(q, z, new Vector<float>((float)(TwoOverRootPi - 1)));
    }

    /// <summary>
    /// erfc x where x is at or above the split: exp(−x²) g(s) / (x + 4), s = (x − 3) / (x + 4);
    /// g is a Chebyshev fit up to x = 10.2, where erfc is 0 to the last denormal number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ErfcTailSingle(Vector<float> x)
    {
        x = AtMostSingle(x, 10.2f);
        var square = x * x;
        var low = Vector.FusedMultiplyAdd(x, x, -square);
        var denominator = x + new Vector<float>(4);
        var s = (x - new Vector<float>(3)) / denominator;
        var g = new Vector<float>(0.002278406188f);
        g = Vector.FusedMultiplyAdd(g, s, new Vector<float>(0.0156619606f));
        g = Vector.FusedMultiplyAdd(g, s, new Vector<float>(-0.0850923161f));
        g = Vector.FusedMultiplyAdd(g, s, new Vector<float>(0.2371694002f));
        g = Vector.FusedMultiplyAdd(g, s, new Vector<float>(-0.4908913109f));
        g = Vector.FusedMultiplyAdd(g, s, new Vector<float>(0.8212075978f));
        g = Vector.FusedMultiplyAdd(g, s, new Vector<float>(-1.149810469f));
        g = Vector.FusedMultiplyAdd(g, s, new Vector<float>(1.372867018f));
        g = Vector.FusedMultiplyAdd(g, s, new Vector<float>(-1.411232679f));
        g = Vector.FusedMultiplyAdd(g, s, new Vector<float>(1.253008052f));
        return ExpOfMinusSingle(square, low) * (g / denominator);
    }

    /// <summary>exp(−(x + low)) for x ≥ 0, in two factors, so that it goes down gradually.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ExpOfMinusSingle(Vector<float> x, Vector<float> low)
    {
        var p = ReduceExpSingle(-AtMostSingle(x, ExpRangeSingle), -low, out var k);
        var half = Vector.ShiftRightArithmetic(k, 1);
        return (Vector<float>.One + p) * PowerOfTwoSingle(half) * PowerOfTwoSingle(k - half);
    }

    /// <summary>Writes x = k ln 2 + r and returns e^(r + low) − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ReduceExpSingle(Vector<float> x, Vector<float> low, out Vector<int> k)
    {
        var shift = new Vector<float>(RoundingShiftSingle);
        var shifted = Vector.FusedMultiplyAdd(x, new Vector<float>((float)Log2E), shift);
        var whole = shifted - shift;
        k = Vector.AsVectorInt32(shifted) - Vector.AsVectorInt32(shift);
        var r = Vector.FusedMultiplyAdd(-whole, new Vector<float>((float)Ln2High), x);
        r = Vector.FusedMultiplyAdd(-whole, new Vector<float>((float)(Ln2High - (float)Ln2High)), r) + low;
        var q = new Vector<float>(1f / 40320);
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 5040));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 720));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 120));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 24));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 6));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 2));
        return Vector.FusedMultiplyAdd(r * r, q, r);
    }

    // NaN passes: it is not above the bound.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> AtMostSingle(Vector<float> x, float bound) =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, new(bound)), new(bound), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwoSingle(Vector<int> k) =>
        Vector.AsVectorSingle(Vector.ShiftLeft(k + new Vector<int>(127), 23));
}
