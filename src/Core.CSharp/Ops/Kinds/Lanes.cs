using System.Numerics;
using System.Runtime.CompilerServices;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>A SIMD register of numbers as an elementary arithmetic: what makes a derivative formula a vector kernel.</summary>
internal readonly struct Lanes<T>(Vector<T> value) : IElementary<Lanes<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly Vector<T> Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Splat(double x) =>
        typeof(T) == typeof(float) ? Vector.Create((float)x).As<float, T>() : Vector.Create(x).As<double, T>();

    public static bool KeepsArguments => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Of<TFunction>(Lanes<T> x)
        where TFunction : struct, IUnaryFunction, IValues<TFunction> => default(TFunction).Of(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Of<TFunction>(Lanes<T> x, Lanes<T> y)
        where TFunction : struct, IBinaryFunction, IPairValues<TFunction> => TFunction.Of(x, y);

    /// <summary>x y + z, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> MultiplyAdd(Lanes<T> x, Lanes<T> y, Lanes<T> z) =>
        typeof(T) == typeof(float)
            ? new(
                Vector
                    .FusedMultiplyAdd(x.Value.As<T, float>(), y.Value.As<T, float>(), z.Value.As<T, float>())
                    .As<float, T>()
            )
            : new(
                Vector
                    .FusedMultiplyAdd(x.Value.As<T, double>(), y.Value.As<T, double>(), z.Value.As<T, double>())
                    .As<double, T>()
            );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Constant(double value, Lanes<T> like) => new(Splat(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator +(Lanes<T> x, Lanes<T> y) => new(x.Value + y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> x, Lanes<T> y) => new(x.Value - y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator *(Lanes<T> x, Lanes<T> y) => new(x.Value * y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator /(Lanes<T> x, Lanes<T> y) => new(x.Value / y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> x) => new(-x.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator +(Lanes<T> x, double y) => new(x.Value + Splat(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator +(double x, Lanes<T> y) => new(Splat(x) + y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> x, double y) => new(x.Value - Splat(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(double x, Lanes<T> y) => new(Splat(x) - y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator *(Lanes<T> x, double y) => new(x.Value * Splat(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator *(double x, Lanes<T> y) => new(Splat(x) * y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator /(Lanes<T> x, double y) => new(x.Value / Splat(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator /(double x, Lanes<T> y) => new(Splat(x) / y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Exp(Lanes<T> x) => new(Exponential.Of(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Log(Lanes<T> x) =>
        typeof(T) == typeof(float)
            ? new(Vector.Log(x.Value.As<T, float>()).As<float, T>())
            : new(Vector.Log(x.Value.As<T, double>()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sqrt(Lanes<T> x) => new(Vector.SquareRoot(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sin(Lanes<T> x) => new(Special.Sin(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Cos(Lanes<T> x) => new(Special.Cos(x.Value));

    /// <summary>x, or −1 so far below 0 that a factor which dies out there is 0: the product is then −0 also at −∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Above(Lanes<T> x) => Where(Less(x, Constant(-800, x)), Constant(-1, x), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Expm1(Lanes<T> x) => new(Special.Expm1(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sinh(Lanes<T> x) => new(Special.Sinh(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Cosh(Lanes<T> x) => new(Special.Cosh(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Tanh(Lanes<T> x) => new(Special.Tanh(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sigmoid(Lanes<T> x) => new(Special.Sigmoid(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Softplus(Lanes<T> x) => new(Special.Softplus(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Erfc(Lanes<T> x) => new(Special.Erfc(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Abs(Lanes<T> x) => new(Vector.Abs(x.Value));

    /// <summary>The greater; NaN wins, and 0 over −0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Max(Lanes<T> x, Lanes<T> y) => new(Vector.Max(x.Value, y.Value));

    /// <summary>The smaller; NaN wins, and −0 over 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Min(Lanes<T> x, Lanes<T> y) => new(Vector.Min(x.Value, y.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sign(Lanes<T> x) =>
        new(
            Vector.ConditionalSelect(
                Vector.GreaterThan(x.Value, Vector<T>.Zero),
                Vector<T>.One,
                Vector.ConditionalSelect(Vector.LessThan(x.Value, Vector<T>.Zero), -Vector<T>.One, x.Value)
            )
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Square(Lanes<T> x) => new(x.Value * x.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Round(Lanes<T> x) =>
        typeof(T) == typeof(float)
            ? new(Vector.Round(x.Value.As<T, float>()).As<float, T>())
            : new(Vector.Round(x.Value.As<T, double>()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Hypot(Lanes<T> x, Lanes<T> y) => new(Special.Hypot(x.Value, y.Value));

    /// <summary>The platform's remainder, lane by lane: it is exact, x − y trunc(x / y) as written is not.</summary>
    public static Lanes<T> Rem(Lanes<T> x, Lanes<T> y)
    {
        var result = default(Vector<T>);
        for (var i = 0; i < Vector<T>.Count; i++)
            result = result.WithElement(i, x.Value[i] % y.Value[i]);
        return new(result);
    }

    public static Lanes<T> Pow(Lanes<T> x, Lanes<T> y)
    {
        var result = default(Vector<T>);
        for (var i = 0; i < Vector<T>.Count; i++)
            result = result.WithElement(i, T.Pow(x.Value[i], y.Value[i]));
        return new(result);
    }

    /// <summary>The power that users meet most by a product, a quotient or a root, whichever is exact there; else by the platform's.</summary>
    public static Lanes<T> Pow(Lanes<T> x, double exponent) =>
        exponent switch
        {
            0 => Constant(1, x),
            1 => x,
            2 => x * x,
            3 => x * x * x,
            -1 => 1 / x,
            0.5 => Where(Equal(x, Constant(double.NegativeInfinity, x)), -x, Sqrt(x + 0.0)),
            _ => Each<PowerOf>(x, new(T.CreateTruncating(exponent))),
        };

    public static Lanes<T> Cbrt(Lanes<T> x) => Each<CbrtOf>(x, default);

    public static Lanes<T> Polygamma(int order, Lanes<T> x) => Each<PolygammaOf>(x, new(order));

    public static Lanes<T> SincDerivative(int order, Lanes<T> x) => Each<SincOf>(x, new(order));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Equal(Lanes<T> x, Lanes<T> y) => Mask(Vector.Equals(x.Value, y.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Less(Lanes<T> x, Lanes<T> y) => Mask(Vector.LessThan(x.Value, y.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> LessEqual(Lanes<T> x, Lanes<T> y) => Mask(Vector.LessThanOrEqual(x.Value, y.Value));

    /// <summary>Whether a mask holds in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Lanes<T> mask) => Vector.EqualsAll(mask.Value, Vector<T>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Where(Lanes<T> mask, Lanes<T> x, Lanes<T> y) =>
        new(Vector.ConditionalSelect(Vector.Equals(mask.Value, Vector<T>.Zero), y.Value, x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Mask(Vector<T> bits) => new(Vector.ConditionalSelect(bits, Vector<T>.One, Vector<T>.Zero));

    private static Lanes<T> Each<TFunction>(Lanes<T> x, TFunction function)
        where TFunction : struct, IScalarFunction
    {
        var result = default(Vector<T>);
        for (var i = 0; i < Vector<T>.Count; i++)
            result = result.WithElement(i, function.Of(x.Value[i]));
        return new(result);
    }

    private interface IScalarFunction
    {
        T Of(T x);
    }

    private readonly struct PowerOf(T exponent) : IScalarFunction
    {
        public T Of(T x) => T.Pow(x, exponent);
    }

    private readonly struct CbrtOf : IScalarFunction
    {
        public T Of(T x) => Special.Cbrt(x);
    }

    private readonly struct PolygammaOf(int order) : IScalarFunction
    {
        public T Of(T x) => Special.Polygamma(order, x);
    }

    private readonly struct SincOf(int order) : IScalarFunction
    {
        public T Of(T x) => Special.SincDerivative(order, x);
    }
}
