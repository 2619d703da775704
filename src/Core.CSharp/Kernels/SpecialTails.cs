using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>
/// Slopes of the sigmoid, of tanh and of the error function, from the exponential that is left of them far out: a slope made of the rounded answer,
/// such as 1 − y², is lost there.
/// </summary>
internal static partial class Special
{
    /// <summary>σ′(x) = e / (1 + e)², e = exp(−|x|), 3 ulp.</summary>
    public static Vector<T> SigmoidSlope<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<SigmoidSlopeMap, T>(x);

    /// <summary>tanh′(x) = 4e / (1 + e)², e = exp(−2|x|), 3 ulp.</summary>
    public static Vector<T> TanhSlope<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<TanhSlopeMap, T>(x);

    /// <summary>erf′(x) = 2/√π exp(−x²), 2 ulp.</summary>
    public static Vector<T> ErfSlope<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<ErfSlopeMap, T>(x);

    /// <summary>erf″(x) = −4x/√π exp(−x²), 3 ulp.</summary>
    public static Vector<T> ErfCurvature<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<ErfCurvatureMap, T>(x);

    private readonly struct SigmoidSlopeMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var e = Exp(-Vector.Abs(x), Vector<double>.Zero);
            var sum = Vector<double>.One + e;
            return e / (sum * sum);
        }
    }

    private readonly struct TanhSlopeMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var size = -(Vector.Abs(x) + Vector.Abs(x));
            var p = ReduceExp(size, Vector<double>.Zero, out var k);
            var sum = Vector<double>.One + FinishExp(size, p, k);
            return FinishExp(size, p, k, new Vector<double>(4) / (sum * sum));
        }
    }

    private readonly struct ErfSlopeMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x) => Gauss(x, 1, new(TwoOverRootPi));
    }

    private readonly struct ErfCurvatureMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x) =>
            Gauss(x, 1, Bounded(x, 40) * new Vector<double>(-2 * TwoOverRootPi));
    }

    /// <summary>factor · exp(−scale x²), with the square in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Gauss(Vector<double> x, double scale, Vector<double> factor)
    {
        // All is 0 beyond, and an infinite square has no correction.
        var size = Vector.Abs(x);
        size = Vector.ConditionalSelect(Vector.GreaterThan(size, new(40.0)), new(40.0), size);
        var square = size * size;
        var low = Vector.FusedMultiplyAdd(size, size, -square);
        square *= new Vector<double>(-scale);
        var p = ReduceExp(square, low * new Vector<double>(-scale), out var k);
        return FinishExp(square, p, k, factor);
    }

    /// <summary>factor · (1 + p) 2ᵏ, rounded once where it is denormal; 0 where eˣ is far below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> FinishExp(Vector<double> x, Vector<double> p, Vector<long> k, Vector<double> factor)
    {
        var bits = k & new Vector<long>(0xFFFFF);
        var biased = (bits + new Vector<long>(4096)) & new Vector<long>(0xFFFFF);
        var half = Vector.ShiftRightLogical(biased, 1) - new Vector<long>(2048);
        var rest = biased - new Vector<long>(4096) - half;
        var y = Vector.FusedMultiplyAdd(factor, p, factor) * PowerOfTwo(half) * PowerOfTwo(rest);
        return Vector.ConditionalSelect(Vector.LessThan(x, new(-760.0)), Vector<double>.Zero * factor, y);
    }

    // Beyond, the exponential is 0 also when it is multiplied by 4.
    private const float SlopeRangeSingle = 110f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> SigmoidSlopeSingle(Vector<float> x)
    {
        var e = ExpOfMinusSingle(Vector.Abs(x), Vector<float>.Zero);
        var sum = Vector<float>.One + e;
        return e / (sum * sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> TanhSlopeSingle(Vector<float> x)
    {
        var size = Vector.Abs(x);
        size = AtMostSingle(size + size, SlopeRangeSingle);
        var p = ReduceExpSingle(-size, Vector<float>.Zero, out var k);
        var half = Vector.ShiftRightArithmetic(k, 1);
        var first = PowerOfTwoSingle(half);
        var second = PowerOfTwoSingle(k - half);
        var sum = Vector.FusedMultiplyAdd(p + Vector<float>.One, first * second, Vector<float>.One);
        var factor = new Vector<float>(4) / (sum * sum);
        return Vector.FusedMultiplyAdd(factor, p, factor) * first * second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ErfSlopeSingle(Vector<float> x)
    {
        // Beyond 12 it is 0, and an infinite square has no correction.
        var size = AtMostSingle(Vector.Abs(x), 12f);
        var square = size * size;
        var low = Vector.FusedMultiplyAdd(size, size, -square);
        var p = ReduceExpSingle(-AtMostSingle(square, SlopeRangeSingle), -low, out var k);
        var half = Vector.ShiftRightArithmetic(k, 1);
        var factor = new Vector<float>((float)TwoOverRootPi);
        return Vector.FusedMultiplyAdd(factor, p, factor) * PowerOfTwoSingle(half) * PowerOfTwoSingle(k - half);
    }
}
