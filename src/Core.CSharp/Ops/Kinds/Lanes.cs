using System.Numerics;
using System.Runtime.CompilerServices;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>A SIMD register of numbers as an elementary arithmetic: what makes a derivative formula a vector kernel.</summary>
internal readonly struct Lanes<T>(Vector<T> value) : IElementary<Lanes<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly Vector<T> Value = value;

    private static Vector<T> Splat(double x) => Vector.Create(T.CreateTruncating(x));

    public static Lanes<T> Constant(double value, Lanes<T> like) => new(Splat(value));

    public static Lanes<T> operator +(Lanes<T> x, Lanes<T> y) => new(x.Value + y.Value);

    public static Lanes<T> operator -(Lanes<T> x, Lanes<T> y) => new(x.Value - y.Value);

    public static Lanes<T> operator *(Lanes<T> x, Lanes<T> y) => new(x.Value * y.Value);

    public static Lanes<T> operator /(Lanes<T> x, Lanes<T> y) => new(x.Value / y.Value);

    public static Lanes<T> operator -(Lanes<T> x) => new(-x.Value);

    public static Lanes<T> operator +(Lanes<T> x, double y) => new(x.Value + Splat(y));

    public static Lanes<T> operator +(double x, Lanes<T> y) => new(Splat(x) + y.Value);

    public static Lanes<T> operator -(Lanes<T> x, double y) => new(x.Value - Splat(y));

    public static Lanes<T> operator -(double x, Lanes<T> y) => new(Splat(x) - y.Value);

    public static Lanes<T> operator *(Lanes<T> x, double y) => new(x.Value * Splat(y));

    public static Lanes<T> operator *(double x, Lanes<T> y) => new(Splat(x) * y.Value);

    public static Lanes<T> operator /(Lanes<T> x, double y) => new(x.Value / Splat(y));

    public static Lanes<T> operator /(double x, Lanes<T> y) => new(Splat(x) / y.Value);

    public static Lanes<T> Exp(Lanes<T> x) =>
        typeof(T) == typeof(float)
            ? new(Vector.Exp(x.Value.As<T, float>()).As<float, T>())
            : new(Vector.Exp(x.Value.As<T, double>()).As<double, T>());

    public static Lanes<T> Log(Lanes<T> x) =>
        typeof(T) == typeof(float)
            ? new(Vector.Log(x.Value.As<T, float>()).As<float, T>())
            : new(Vector.Log(x.Value.As<T, double>()).As<double, T>());

    public static Lanes<T> Sqrt(Lanes<T> x) => new(Vector.SquareRoot(x.Value));

    public static Lanes<T> Sin(Lanes<T> x) =>
        typeof(T) == typeof(float)
            ? new(Vector.Sin(x.Value.As<T, float>()).As<float, T>())
            : new(Vector.Sin(x.Value.As<T, double>()).As<double, T>());

    public static Lanes<T> Cos(Lanes<T> x) =>
        typeof(T) == typeof(float)
            ? new(Vector.Cos(x.Value.As<T, float>()).As<float, T>())
            : new(Vector.Cos(x.Value.As<T, double>()).As<double, T>());

    public static Lanes<T> Sinh(Lanes<T> x) => Each<SinhOf>(x, default);

    public static Lanes<T> Cosh(Lanes<T> x) => Each<CoshOf>(x, default);

    public static Lanes<T> Tanh(Lanes<T> x) => Each<TanhOf>(x, default);

    public static Lanes<T> Sigmoid(Lanes<T> x) => Each<SigmoidOf>(x, default);

    public static Lanes<T> Erf(Lanes<T> x) => Each<ErfOf>(x, default);

    public static Lanes<T> Abs(Lanes<T> x) => new(Vector.Abs(x.Value));

    public static Lanes<T> Sign(Lanes<T> x) =>
        new(
            Vector.ConditionalSelect(
                Vector.GreaterThan(x.Value, Vector<T>.Zero),
                Vector<T>.One,
                Vector.ConditionalSelect(Vector.LessThan(x.Value, Vector<T>.Zero), -Vector<T>.One, x.Value)
            )
        );

    public static Lanes<T> Square(Lanes<T> x) => new(x.Value * x.Value);

    public static Lanes<T> Truncate(Lanes<T> x) =>
        typeof(T) == typeof(float)
            ? new(Vector.Truncate(x.Value.As<T, float>()).As<float, T>())
            : new(Vector.Truncate(x.Value.As<T, double>()).As<double, T>());

    public static Lanes<T> Pow(Lanes<T> x, Lanes<T> y)
    {
        var result = default(Vector<T>);
        for (var i = 0; i < Vector<T>.Count; i++)
            result = result.WithElement(i, T.Pow(x.Value[i], y.Value[i]));
        return new(result);
    }

    public static Lanes<T> Polygamma(int order, Lanes<T> x) => Each<PolygammaOf>(x, new(order));

    public static Lanes<T> SincDerivative(int order, Lanes<T> x) => Each<SincOf>(x, new(order));

    public static Lanes<T> Equal(Lanes<T> x, Lanes<T> y) => Mask(Vector.Equals(x.Value, y.Value));

    public static Lanes<T> Less(Lanes<T> x, Lanes<T> y) => Mask(Vector.LessThan(x.Value, y.Value));

    public static Lanes<T> LessEqual(Lanes<T> x, Lanes<T> y) => Mask(Vector.LessThanOrEqual(x.Value, y.Value));

    public static Lanes<T> Where(Lanes<T> mask, Lanes<T> x, Lanes<T> y) =>
        new(Vector.ConditionalSelect(Vector.Equals(mask.Value, Vector<T>.Zero), y.Value, x.Value));

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

    private readonly struct SinhOf : IScalarFunction
    {
        public T Of(T x) => T.Sinh(x);
    }

    private readonly struct CoshOf : IScalarFunction
    {
        public T Of(T x) => T.Cosh(x);
    }

    private readonly struct TanhOf : IScalarFunction
    {
        public T Of(T x) => T.Tanh(x);
    }

    private readonly struct SigmoidOf : IScalarFunction
    {
        public T Of(T x) => Special.Sigmoid(x);
    }

    private readonly struct ErfOf : IScalarFunction
    {
        public T Of(T x) => Special.Erf(x);
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
