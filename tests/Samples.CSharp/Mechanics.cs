using System.Numerics;

namespace Functional.Samples;

/// <summary>Generic methods that know nothing of derivatives.</summary>
public static class Mechanics
{
    /// <summary>Where a planet is after some steps of 0.01, from (x, 0) with velocity (0, v) about a sun of mass 1.</summary>
    public static T Orbit<T>(T x, T v, int steps)
        where T : INumber<T>, IRootFunctions<T>
    {
        var (y, vx, vy) = (T.Zero, T.Zero, v);
        var h = T.CreateChecked(0.01);
        for (var i = 0; i < steps; i++)
        {
            x += h * vx;
            y += h * vy;
            var square = x * x + y * y;
            var pull = h / (square * T.Sqrt(square));
            vx -= pull * x;
            vy -= pull * y;
        }
        return x + y;
    }

    /// <summary>Something of every interface of generic mathematics.</summary>
    public static T Everything<T>(T x)
        where T : INumber<T>,
            IRootFunctions<T>,
            IExponentialFunctions<T>,
            ILogarithmicFunctions<T>,
            IPowerFunctions<T>,
            ITrigonometricFunctions<T>,
            IHyperbolicFunctions<T>
    {
        var half = T.CreateChecked(0.5);
        var sum = T.Exp(x) + T.Exp2(x) + T.Exp10(x) + T.ExpM1(x);
        sum += T.Log(x) + T.Log2(x) + T.Log10(x) + T.LogP1(x) + T.Log(x, T.CreateChecked(3));
        sum += T.Sin(x) * T.Cos(x) + T.Tan(x) + T.Asin(half * x) + T.Acos(half * x) + T.Atan(x);
        sum += T.SinPi(x) + T.CosPi(x) + T.AsinPi(half * x) + T.AcosPi(half * x) + T.AtanPi(x);
        sum += T.Sinh(x) + T.Cosh(x) + T.Tanh(x) + T.Asinh(x) + T.Acosh(x + T.One) + T.Atanh(half * x);
        sum += T.Sqrt(x) + T.Cbrt(x) + T.RootN(x, 5) + T.Hypot(x, T.One) + T.Pow(x, x);
        sum += T.Max(x, half) + T.Min(x, half) + T.Clamp(x, half, T.One) + T.Abs(-x) + T.CopySign(x, -T.One);
        sum += T.MaxMagnitude(x, -T.CreateChecked(9)) + x % half + T.Pi + T.E + T.Tau;
        return x > half && !T.IsNaN(sum) && T.IsPositive(x) ? sum++ : --sum;
    }
}
