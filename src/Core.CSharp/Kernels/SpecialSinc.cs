using System;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>The normalised sinc, its derivatives, and the roots and inverse hyperbolics of the platform.</summary>
internal static partial class Special
{
    /// <summary>y = sin(πx) / (πx), 1 at 0.</summary>
    public static double Sinc(double x)
    {
        if (Math.Abs(x) < 1e-9)
        {
            return 1;
        }
        return double.IsInfinity(x) ? 0 : double.SinPi(x) / (Math.PI * x);
    }

    /// <inheritdoc cref="Sinc(double)"/>
    public static T Sinc<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(Sinc(double.CreateTruncating(x)));

    /// <inheritdoc cref="Sinc(double)"/>
    public static void Sinc<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => EachScalar<SincMap, T>(x, y);

    /// <summary>y = dⁿ/dxⁿ sin(πx) / (πx), by u S⁽ⁿ⁾ + n S⁽ⁿ⁻¹⁾ = sin(u + nπ/2), u = πx, S = sin u / u.</summary>
    public static double SincDerivative(int n, double x)
    {
        if (n == 0)
        {
            return Sinc(x);
        }
        if (n < 0 || double.IsNaN(x))
        {
            return double.NaN;
        }
        if (double.IsInfinity(x))
        {
            return 0;
        }
        var u = Math.PI * x;
        var sin = double.SinPi(x);
        var cos = double.CosPi(x);
        var size = Math.Abs(u);
        double y;
        if (size >= n)
        {
            // Forward: an error shrinks by k / |u| a step, so that of many steps the last few are enough.
            var first = 1L;
            if (n > HighestSummed)
            {
                first = n;
                for (var damping = 1.0; first > 1 && damping > 1e-20; first--)
                {
                    damping *= first / size;
                }
            }
            y = first == 1 ? sin / u : 0;
            for (var k = first; k <= n; k++)
            {
                y = (QuarterTurns(k, sin, cos) - k * y) / u;
            }
        }
        else
        {
            // Backward: an error shrinks by |u| / k a step, so that any start far enough above will do.
            var top = (long)n;
            var enough = 1e-20 * Math.Min(1, size); // y itself is of order u for odd n
            for (var damping = 1.0; damping > enough; damping *= size / top)
            {
                top++;
            }
            y = 0;
            for (var k = top; k > n; k--)
            {
                y = (QuarterTurns(k, sin, cos) - u * y) / k;
            }
        }
        for (var k = 0; k < n && y != 0 && double.IsFinite(y); k++)
        {
            y *= Math.PI;
        }
        return y;
    }

    /// <inheritdoc cref="SincDerivative(int, double)"/>
    public static T SincDerivative<T>(int n, T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(SincDerivative(n, double.CreateTruncating(x)));

    /// <inheritdoc cref="SincDerivative(int, double)"/>
    public static void SincDerivative<T>(int n, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        y = y[..x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = SincDerivative(n, x[i]);
        }
    }

    /// <summary>y = ∛x, 1 ulp: the platform's, which may err by 4, and one Newton step with exact residual.</summary>
    public static double Cbrt(double x)
    {
        var y = Math.Cbrt(x);
        if (y == 0 || !double.IsFinite(y))
        {
            return y;
        }
        if (Math.Abs(x) < 1e-250)
        {
            // The residual would sink below the normal numbers: y³ is lifted by 2³⁰⁰, y by 2¹⁰⁰.
            return Math.ScaleB(Cbrt(Math.ScaleB(x, 300)), -100);
        }
        var square = y * y;
        var low = Math.FusedMultiplyAdd(y, y, -square);
        var residual = Math.FusedMultiplyAdd(square, y, -x) + low * y;
        return y - residual / (3 * square);
    }

    /// <inheritdoc cref="Cbrt(double)"/>
    public static T Cbrt<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(Cbrt(double.CreateTruncating(x)));

    /// <inheritdoc cref="Cbrt(double)"/>
    public static void Cbrt<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => EachScalar<CbrtMap, T>(x, y);

    /// <summary>y = arsinh x.</summary>
    public static T Asinh<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(Math.Asinh(double.CreateTruncating(x)));

    /// <inheritdoc cref="Asinh{T}(T)"/>
    public static void Asinh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => EachScalar<AsinhMap, T>(x, y);

    /// <summary>y = arcosh x, NaN below 1.</summary>
    public static T Acosh<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(Math.Acosh(double.CreateTruncating(x)));

    /// <inheritdoc cref="Acosh{T}(T)"/>
    public static void Acosh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => EachScalar<AcoshMap, T>(x, y);

    /// <summary>y = artanh x, ±∞ at ±1, NaN beyond.</summary>
    public static T Atanh<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(Math.Atanh(double.CreateTruncating(x)));

    /// <inheritdoc cref="Atanh{T}(T)"/>
    public static void Atanh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => EachScalar<AtanhMap, T>(x, y);

    private readonly struct SincMap : IScalarMap
    {
        public static double Invoke(double x) => Sinc(x);
    }

    private readonly struct CbrtMap : IScalarMap
    {
        public static double Invoke(double x) => Cbrt(x);
    }

    private readonly struct AsinhMap : IScalarMap
    {
        public static double Invoke(double x) => Math.Asinh(x);
    }

    private readonly struct AcoshMap : IScalarMap
    {
        public static double Invoke(double x) => Math.Acosh(x);
    }

    private readonly struct AtanhMap : IScalarMap
    {
        public static double Invoke(double x) => Math.Atanh(x);
    }

    /// <summary>sin(u + kπ/2).</summary>
    private static double QuarterTurns(long k, double sin, double cos) =>
        (k & 3) switch
        {
            0 => sin,
            1 => cos,
            2 => -sin,
            _ => -cos,
        };
}
