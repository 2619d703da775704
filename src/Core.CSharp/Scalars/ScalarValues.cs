using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>
/// What an elementwise operation gives for one number. Where generic mathematics has the function, it is the platform's, so that a
/// generic method gives on a traced number exactly what it gives on a double; otherwise it is the operation's own kernel.
/// </summary>
internal static class ScalarValues
{
    /// <summary>f(x). The tests of the type are settled when the code is compiled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of<TFunction>(TFunction f, double x)
        where TFunction : struct, IUnaryFunction
    {
        if (typeof(TFunction) == typeof(Negative))
            return -x;
        if (typeof(TFunction) == typeof(Abs))
            return Math.Abs(x);
        if (typeof(TFunction) == typeof(Square))
            return x * x;
        if (typeof(TFunction) == typeof(Reciprocal))
            return 1 / x;
        if (typeof(TFunction) == typeof(Sqrt))
            return Math.Sqrt(x);
        if (typeof(TFunction) == typeof(Rsqrt))
            return 1 / Math.Sqrt(x);
        if (typeof(TFunction) == typeof(Exp))
            return Math.Exp(x);
        if (typeof(TFunction) == typeof(Log))
            return Math.Log(x);
        if (typeof(TFunction) == typeof(Log2))
            return Math.Log2(x);
        if (typeof(TFunction) == typeof(Log10))
            return Math.Log10(x);
        if (typeof(TFunction) == typeof(Sin))
            return Math.Sin(x);
        if (typeof(TFunction) == typeof(Cos))
            return Math.Cos(x);
        if (typeof(TFunction) == typeof(Tan))
            return Math.Tan(x);
        if (typeof(TFunction) == typeof(Asin))
            return Math.Asin(x);
        if (typeof(TFunction) == typeof(Acos))
            return Math.Acos(x);
        if (typeof(TFunction) == typeof(Atan))
            return Math.Atan(x);
        if (typeof(TFunction) == typeof(Sinh))
            return Math.Sinh(x);
        if (typeof(TFunction) == typeof(Cosh))
            return Math.Cosh(x);
        if (typeof(TFunction) == typeof(Tanh))
            return Math.Tanh(x);
        if (typeof(TFunction) == typeof(Asinh))
            return Math.Asinh(x);
        if (typeof(TFunction) == typeof(Acosh))
            return Math.Acosh(x);
        if (typeof(TFunction) == typeof(Atanh))
            return Math.Atanh(x);
        if (typeof(TFunction) == typeof(Cbrt))
            return Math.Cbrt(x);
        if (typeof(TFunction) == typeof(Floor))
            return Math.Floor(x);
        if (typeof(TFunction) == typeof(Ceiling))
            return Math.Ceiling(x);
        if (typeof(TFunction) == typeof(Round))
            return Math.Round(x);
        if (typeof(TFunction) == typeof(Truncate))
            return Math.Truncate(x);
        if (typeof(TFunction) == typeof(Relu))
            return Math.Max(x, 0.0);
        if (typeof(TFunction) == typeof(Power))
            return Number.Pow(new(x), ((Power)(object)f).Exponent).Value;
        return ByKernel(f, x);
    }

    /// <summary>f(x) and f′(x): by the formula, but where one evaluation gives both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of<TFunction>(TFunction f, double x, out double slope)
        where TFunction : struct, IUnaryFunction
    {
        double y;
        if (typeof(TFunction) == typeof(Sin))
            (y, slope) = Math.SinCos(x);
        else if (typeof(TFunction) == typeof(Cos))
        {
            (slope, y) = Math.SinCos(x);
            slope = -slope;
        }
        else
        {
            y = Of(f, x);
            slope = f.Derivative<Number>(new(x), new(y)).Value;
        }
        return y;
    }

    /// <inheritdoc cref="Of{TFunction}(TFunction, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of<TFunction>(double x, double y)
        where TFunction : struct, IBinaryFunction
    {
        if (typeof(TFunction) == typeof(Add))
            return x + y;
        if (typeof(TFunction) == typeof(Subtract))
            return x - y;
        if (typeof(TFunction) == typeof(Multiply))
            return x * y;
        if (typeof(TFunction) == typeof(Divide))
            return x / y;
        if (typeof(TFunction) == typeof(StrongProduct))
            return x == 0 ? 0 : x * y;
        if (typeof(TFunction) == typeof(SymmetricProduct))
            return x == 0 || y == 0 ? 0 : x * y;
        if (typeof(TFunction) == typeof(Maximum))
            return Math.Max(x, y);
        if (typeof(TFunction) == typeof(Minimum))
            return Math.Min(x, y);
        if (typeof(TFunction) == typeof(Pow))
            return Math.Pow(x, y);
        if (typeof(TFunction) == typeof(Atan2))
            return Math.Atan2(x, y);
        if (typeof(TFunction) == typeof(Hypot))
            return double.Hypot(x, y);
        if (typeof(TFunction) == typeof(Rem))
            return x % y;
        if (typeof(TFunction) == typeof(TanhSlope))
            return Math.Abs(x) <= 0.85 ? 1 - y * y : TanhSlopeFar(Math.Abs(x));
        if (typeof(TFunction) == typeof(SigmoidSlope))
            return x <= 1 ? y * (1 - y) : SigmoidSlopeFar(x);
        return ByKernel<TFunction>(x, y);
    }

    /// <summary>Both partial derivatives: by the formulas, but where one division gives both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double Left, double Right) Slopes<TFunction>(double x, double y, double z)
        where TFunction : struct, IBinaryFunction
    {
        if (typeof(TFunction) == typeof(Divide))
        {
            var reciprocal = 1 / y;
            if (double.IsFinite(reciprocal))
                return (reciprocal, -z * reciprocal);
        }
        return (
            TFunction.Left<Number>(new(x), new(y), new(z)).Value,
            TFunction.Right<Number>(new(x), new(y), new(z)).Value
        );
    }

    // As on lanes, by the platform's exponential.
    private static double TanhSlopeFar(double x)
    {
        if (x > 20)
        {
            var h = 2 * Math.Exp(-x);
            return h * h;
        }
        var e = Math.Exp(-2 * x);
        return 4 * e / ((1 + e) * (1 + e));
    }

    private static double SigmoidSlopeFar(double x)
    {
        var e = Math.Exp(-x);
        return e / ((1 + e) * (1 + e));
    }

    private static double ByKernel<TFunction>(TFunction f, double x)
        where TFunction : struct, IUnaryFunction
    {
        var y = 0.0;
        f.Evaluate(new ReadOnlySpan<double>(in x), new Span<double>(ref y));
        return y;
    }

    private static double ByKernel<TFunction>(double x, double y)
        where TFunction : struct, IBinaryFunction
    {
        var z = 0.0;
        TFunction.Evaluate(new ReadOnlySpan<double>(in x), y, new Span<double>(ref z));
        return z;
    }
}
