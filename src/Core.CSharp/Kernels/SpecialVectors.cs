using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>The special functions of a register of numbers, for formulas that run on lanes.</summary>
internal static partial class Special
{
    /// <inheritdoc cref="Expm1(double)"/>
    public static Vector<T> Expm1<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<Expm1Map, T>(x);

    /// <inheritdoc cref="Softplus(double)"/>
    public static Vector<T> Softplus<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<SoftplusMap, T>(x);

    /// <inheritdoc cref="Erfc(double)"/>
    public static Vector<T> Erfc<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<ErfcMap, T>(x);

    /// <inheritdoc cref="Sigmoid(double)"/>
    public static Vector<T> Sigmoid<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<SigmoidMap, T>(x);

    /// <summary>y = tanh x, 2 ulp.</summary>
    public static Vector<T> Tanh<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<TanhMap, T>(x);

    /// <summary>y = sinh x, 2 ulp.</summary>
    public static Vector<T> Sinh<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<SinhMap, T>(x);

    /// <summary>y = cosh x, 2 ulp.</summary>
    public static Vector<T> Cosh<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<CoshMap, T>(x);

    /// <summary>z = √(x² + y²) without overflow in between, 2 ulp; ∞ if either is, even beside NaN.</summary>
    public static Vector<T> Hypot<T>(Vector<T> x, Vector<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            Vector.Widen(Vector.AsVectorSingle(x), out var xLow, out var xHigh);
            Vector.Widen(Vector.AsVectorSingle(y), out var yLow, out var yHigh);
            return Vector.Narrow(HypotOf(xLow, yLow), HypotOf(xHigh, yHigh)).As<float, T>();
        }
        return HypotOf(x.As<T, double>(), y.As<T, double>()).As<double, T>();
    }

    private static Vector<double> HypotOf(Vector<double> x, Vector<double> y)
    {
        x = Vector.Abs(x);
        y = Vector.Abs(y);
        var less = Vector.LessThan(x, y);
        var larger = Vector.ConditionalSelect(less, y, x);
        var ratio = Vector.ConditionalSelect(less, x, y) / larger;
        var z = larger * Vector.SquareRoot(Vector.FusedMultiplyAdd(ratio, ratio, Vector<double>.One));
        z = Vector.ConditionalSelect(Vector.Equals(larger, Vector<double>.Zero), larger + y, z);
        var infinity = new Vector<double>(double.PositiveInfinity);
        return Vector.ConditionalSelect(Vector.Equals(x, infinity) | Vector.Equals(y, infinity), infinity, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> OfLanes<TMap, T>(Vector<T> x)
        where TMap : struct, IMap
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? Single<TMap>(x.As<T, float>()).As<float, T>()
            : TMap.Invoke(x.As<T, double>()).As<double, T>();

    /// <summary>A map of float32: in its own arithmetic where it is written so, else by way of float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Single<TMap>(Vector<float> x)
        where TMap : struct, IMap =>
        typeof(TMap) == typeof(TanhMap) ? TanhSingle(x)
        : typeof(TMap) == typeof(SigmoidMap) ? SigmoidSingle(x)
        : typeof(TMap) == typeof(Expm1Map) ? Expm1Single(x)
        : typeof(TMap) == typeof(SoftplusMap) ? SoftplusSingle(x)
        : typeof(TMap) == typeof(LogSigmoidMap) ? -SoftplusSingle(-x)
        : typeof(TMap) == typeof(SinMap) ? TurnedSingle<SinOf>(x, 0)
        : typeof(TMap) == typeof(CosMap) ? TurnedSingle<CosOf>(x, 1)
        : typeof(TMap) == typeof(SigmoidSlopeMap) ? SigmoidSlopeSingle(x)
        : typeof(TMap) == typeof(TanhSlopeMap) ? TanhSlopeSingle(x)
        : typeof(TMap) == typeof(ErfSlopeMap) ? ErfSlopeSingle(x)
        : typeof(TMap) == typeof(ErfMap) ? ErfSingle(x)
        : typeof(TMap) == typeof(ErfcMap) ? ErfcSingle(x)
        : Widened<TMap>(x);
}
