using System.Runtime.CompilerServices;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>A double as an elementary arithmetic: what makes a derivative formula a few instructions on one number.</summary>
internal readonly struct Number(double value) : IElementary<Number>
{
    public readonly double Value = value;

    private static Number Mask(bool holds) => new(holds ? 1 : 0);

    public static Number Of<TFunction>(Number x)
        where TFunction : struct, IUnaryFunction, IValues<TFunction> =>
        new(default(TFunction).Of(new Lanes<double>(new(x.Value))).Value[0]);

    public static Number Of<TFunction>(Number x, Number y)
        where TFunction : struct, IBinaryFunction, IPairValues<TFunction> =>
        new(ScalarValues.Of<TFunction>(x.Value, y.Value));

    public static Number Constant(double value, Number like) => new(value);

    public static Number operator +(Number x, Number y) => new(x.Value + y.Value);

    public static Number operator -(Number x, Number y) => new(x.Value - y.Value);

    public static Number operator *(Number x, Number y) => new(x.Value * y.Value);

    public static Number operator /(Number x, Number y) => new(x.Value / y.Value);

    public static Number operator -(Number x) => new(-x.Value);

    public static Number operator +(Number x, double y) => new(x.Value + y);

    public static Number operator +(double x, Number y) => new(x + y.Value);

    public static Number operator -(Number x, double y) => new(x.Value - y);

    public static Number operator -(double x, Number y) => new(x - y.Value);

    public static Number operator *(Number x, double y) => new(x.Value * y);

    public static Number operator *(double x, Number y) => new(x * y.Value);

    public static Number operator /(Number x, double y) => new(x.Value / y);

    public static Number operator /(double x, Number y) => new(x / y.Value);

    public static Number Exp(Number x) => new(Math.Exp(x.Value));

    public static Number Expm1(Number x) => new(Special.Expm1(x.Value));

    public static Number Log(Number x) => new(Math.Log(x.Value));

    public static Number Sqrt(Number x) => new(Math.Sqrt(x.Value));

    public static Number Sin(Number x) => new(Math.Sin(x.Value));

    public static Number Cos(Number x) => new(Math.Cos(x.Value));

    public static Number Sinh(Number x) => new(Math.Sinh(x.Value));

    public static Number Cosh(Number x) => new(Math.Cosh(x.Value));

    public static Number Tanh(Number x) => new(Math.Tanh(x.Value));

    public static Number Sigmoid(Number x) => new(Special.Sigmoid(x.Value));

    public static Number Erfc(Number x) => new(Special.Erfc(x.Value));

    public static Number Abs(Number x) => new(Math.Abs(x.Value));

    /// <summary>−1, 0 or 1; zeros and NaN are themselves.</summary>
    public static Number Sign(Number x) =>
        x.Value > 0 ? new(1)
        : x.Value < 0 ? new(-1)
        : x;

    public static Number Square(Number x) => new(x.Value * x.Value);

    public static Number Round(Number x) => new(Math.Round(x.Value));

    public static Number Hypot(Number x, Number y) => new(double.Hypot(x.Value, y.Value));

    public static Number Pow(Number x, Number y) => new(Math.Pow(x.Value, y.Value));

    /// <summary>The powers that users meet most by a product, a quotient or a root, which are fast and exact.</summary>
    public static Number Pow(Number x, double exponent) =>
        exponent switch
        {
            0 => new(1),
            1 => x,
            2 => x * x,
            3 => x * x * x,
            -1 => 1 / x,
            0.5 when x.Value >= 0 => new(Math.Sqrt(x.Value + 0.0)),
            _ => new(Math.Pow(x.Value, exponent)),
        };

    public static Number Polygamma(int order, Number x) => new(Special.Polygamma(order, x.Value));

    public static Number SincDerivative(int order, Number x) => new(Special.SincDerivative(order, x.Value));

    public static Number Equal(Number x, Number y) => Mask(x.Value == y.Value);

    public static Number Less(Number x, Number y) => Mask(x.Value < y.Value);

    public static Number LessEqual(Number x, Number y) => Mask(x.Value <= y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number Where(Number mask, Number x, Number y) => mask.Value != 0 ? x : y;
}
