using System.Runtime.InteropServices;

namespace Functional.Core;

/// <summary>
/// A power series x₀ + x₁ t + x₂ t² + … whose coefficients are found when they are asked for, and kept. Arithmetic is that of series; any function
/// follows from its derivative formula, read as the equation y′ = f′(x, y) x′ between series: coefficient n of y asks for those of f′ below n.
/// </summary>
internal abstract class RealSeries : IElementary<RealSeries>
{
    private readonly List<Real> known = [];
    private Dictionary<object, RealSeries>? lifted;

    /// <summary>Coefficient n.</summary>
    public Real this[int n]
    {
        get
        {
            while (known.Count <= n)
                known.Add(Next(known.Count));
            return known[n];
        }
    }

    /// <summary>Coefficient n, when all below it are known.</summary>
    protected abstract Real Next(int n);

    /// <summary>The given coefficients, and zeros.</summary>
    public sealed class Given(params Real[] coefficients) : RealSeries
    {
        protected override Real Next(int n) => n < coefficients.Length ? coefficients[n] : default;
    }

    private sealed class Computed(Func<int, Real> next) : RealSeries
    {
        protected override Real Next(int n) => next(n);
    }

    /// <summary>f(x) by the formula of its derivative; the same function of the same series is one series.</summary>
    public static RealSeries Lift<TFunction>(TFunction f, RealSeries x)
        where TFunction : struct, IUnaryFunction
    {
        ref var y = ref CollectionsMarshal.GetValueRefOrAddDefault(x.lifted ??= [], f, out _);
        return y ??= new Solved<TFunction>(f, x);
    }

    /// <summary>f(x, y) by the formulas of its derivatives.</summary>
    public static RealSeries Lift<TFunction>(RealSeries x, RealSeries y)
        where TFunction : struct, IBinaryFunction => new Solved2<TFunction>(x, y);

    private sealed class Solved<TFunction>(TFunction f, RealSeries x) : RealSeries
        where TFunction : struct, IUnaryFunction
    {
        private RealSeries? slope;

        protected override Real Next(int n) =>
            n == 0
                ? Real.Apply(f, x[0])
                : Moved(Products.Of<TFunction>(), x, slope ??= f.Derivative<RealSeries>(x, this), n) / n;
    }

    private sealed class Solved2<TFunction>(RealSeries x, RealSeries y) : RealSeries
        where TFunction : struct, IBinaryFunction
    {
        private RealSeries? left;
        private RealSeries? right;

        protected override Real Next(int n) =>
            n == 0
                ? Real.Apply<TFunction>(x[0], y[0])
                : (
                    Moved(Products.OfLeft<TFunction>(), x, left ??= TFunction.Left<RealSeries>(x, y, this), n)
                    + Moved(Products.OfRight<TFunction>(), y, right ??= TFunction.Right<RealSeries>(x, y, this), n)
                ) / n;
    }

    // Coefficient n − 1 of slope · x′. What does not move asks for no slope.
    private static Real Moved(Product product, RealSeries x, RealSeries slope, int n)
    {
        Real sum = default;
        for (var k = 1; k <= n; k++)
            if (!x[k].IsNothing)
                sum += product.Times(k * x[k], slope[n - k]);
        return sum;
    }

    public static RealSeries Of<TFunction>(RealSeries x)
        where TFunction : struct, IUnaryFunction, IValues<TFunction> => Lift(default(TFunction), x);

    public static RealSeries Of<TFunction>(RealSeries x, RealSeries y)
        where TFunction : struct, IBinaryFunction, IPairValues<TFunction> => Lift<TFunction>(x, y);

    public static RealSeries Constant(double value, RealSeries like) => new Given(value);

    public static RealSeries operator +(RealSeries x, RealSeries y) => new Computed(n => x[n] + y[n]);

    public static RealSeries operator -(RealSeries x, RealSeries y) => new Computed(n => x[n] - y[n]);

    public static RealSeries operator *(RealSeries x, RealSeries y) =>
        new Computed(n =>
        {
            var sum = x[0] * y[n];
            for (var k = 1; k <= n; k++)
                sum += x[k] * y[n - k];
            return sum;
        });

    public static RealSeries operator /(RealSeries x, RealSeries y)
    {
        RealSeries? z = null;
        return z = new Computed(n =>
        {
            var rest = x[n];
            for (var k = 1; k <= n; k++)
                rest -= y[k] * z![n - k];
            return rest / y[0];
        });
    }

    public static RealSeries operator -(RealSeries x) => new Computed(n => -x[n]);

    public static RealSeries operator +(RealSeries x, double y) => new Computed(n => n == 0 ? x[0] + y : x[n]);

    public static RealSeries operator +(double x, RealSeries y) => y + x;

    public static RealSeries operator -(RealSeries x, double y) => new Computed(n => n == 0 ? x[0] - y : x[n]);

    public static RealSeries operator -(double x, RealSeries y) => new Computed(n => n == 0 ? x - y[0] : -y[n]);

    public static RealSeries operator *(RealSeries x, double y) => new Computed(n => x[n] * y);

    public static RealSeries operator *(double x, RealSeries y) => y * x;

    public static RealSeries operator /(RealSeries x, double y) => new Computed(n => x[n] / y);

    public static RealSeries operator /(double x, RealSeries y) => new Given(x) / y;

    public static RealSeries Exp(RealSeries x) => Lift(default(Exp), x);

    public static RealSeries Expm1(RealSeries x) => Lift(default(Expm1), x);

    public static RealSeries Log(RealSeries x) => Lift(default(Log), x);

    public static RealSeries Sqrt(RealSeries x) => Lift(default(Sqrt), x);

    public static RealSeries Sin(RealSeries x) => Lift(default(Sin), x);

    public static RealSeries Cos(RealSeries x) => Lift(default(Cos), x);

    public static RealSeries Sinh(RealSeries x) => Lift(default(Sinh), x);

    public static RealSeries Cosh(RealSeries x) => Lift(default(Cosh), x);

    public static RealSeries Tanh(RealSeries x) => Lift(default(Tanh), x);

    public static RealSeries Sigmoid(RealSeries x) => Lift(default(Sigmoid), x);

    public static RealSeries Erfc(RealSeries x) => Lift(default(Erfc), x);

    public static RealSeries Abs(RealSeries x) => Lift(default(Abs), x);

    public static RealSeries Sign(RealSeries x) => Lift(default(Sign), x);

    public static RealSeries Square(RealSeries x) => x * x;

    public static RealSeries Round(RealSeries x) => Lift(default(Round), x);

    public static RealSeries Hypot(RealSeries x, RealSeries y) => Lift<Hypot>(x, y);

    public static RealSeries Pow(RealSeries x, RealSeries y) => Lift<Pow>(x, y);

    public static RealSeries Pow(RealSeries x, double exponent) => Lift(new Power(exponent), x);

    public static RealSeries Polygamma(int order, RealSeries x) => Lift(new Polygamma(order), x);

    public static RealSeries SincDerivative(int order, RealSeries x) => Lift(new SincDerivative(order), x);

    // Masks, and the choice by them, look at the number alone: what is on one side of it for small t.
    public static RealSeries Equal(RealSeries x, RealSeries y) => new Given(x[0] == y[0] ? 1 : 0);

    public static RealSeries Less(RealSeries x, RealSeries y) => new Given(x[0] < y[0] ? 1 : 0);

    public static RealSeries LessEqual(RealSeries x, RealSeries y) => new Given(x[0] <= y[0] ? 1 : 0);

    public static RealSeries Where(RealSeries mask, RealSeries x, RealSeries y) => mask[0].Value != 0 ? x : y;
}
