using System;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>The derivatives of ψ, of every order.</summary>
internal static partial class Special
{
    // Beyond this distance below zero the cotangent's derivative replaces the sum over the poles.
    private const double ReflectBelow = -32;

    // For higher orders the terms are taken by their logarithms: the nearest poles make up the sum, and it is 0 where they are as far away.
    private const int HighestSummed = 1000;

    /// <summary>y = ψ′(x).</summary>
    public static double Trigamma(double x) => Polygamma(1, x);

    /// <inheritdoc cref="Trigamma(double)"/>
    public static T Trigamma<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Polygamma(1, x);

    /// <inheritdoc cref="Trigamma(double)"/>
    public static void Trigamma<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Polygamma(1, x, y);

    /// <summary>
    /// y = ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹ n! Σₖ (x + k)⁻ⁿ⁻¹ for n ≥ 1, ψ for n = 0. At the poles +∞ where both sides agree
    /// (odd n), else NaN. The error grows with n, by about one ulp an order.
    /// </summary>
    public static double Polygamma(int n, double x)
    {
        if (n == 0)
        {
            return Digamma(x);
        }
        if (n < 0 || double.IsNaN(x) || double.IsNegativeInfinity(x))
        {
            return double.NaN;
        }
        var odd = (n & 1) != 0;
        if (double.IsPositiveInfinity(x))
        {
            return odd ? 0.0 : -0.0;
        }
        if (x <= 0 && x == Math.Floor(x))
        {
            return odd ? double.PositiveInfinity : double.NaN;
        }
        if (n > HighestSummed)
        {
            var steep = SteepHurwitz(n, x);
            return odd ? steep : -steep;
        }
        if (x < ReflectBelow)
        {
            var mirrored = Polygamma(n, 1 - x);
            return (odd ? -mirrored : mirrored) - CotangentDerivative(n, x);
        }
        var sum = 0.0;
        while (x < 0)
        {
            sum += ScaledPower(n, x);
            x += 1;
        }
        sum += ScaledHurwitz(n, x);
        return odd ? sum : -sum;
    }

    /// <inheritdoc cref="Polygamma(int, double)"/>
    public static T Polygamma<T>(int n, T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(Polygamma(n, double.CreateTruncating(x)));

    /// <inheritdoc cref="Polygamma(int, double)"/>
    public static void Polygamma<T>(int n, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        y = y[..x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = Polygamma(n, x[i]);
        }
    }

    /// <summary>n! Σₖ (x + k)⁻ⁿ⁻¹ for a high order, from the pole before x on; those before it fall off as those behind.</summary>
    private static double SteepHurwitz(int n, double x)
    {
        var factorial = Lgamma(n + 1.0);
        var sum = 0.0;
        for (var at = x < 0 ? x - Math.Ceiling(x) : x; ; at++)
        {
            var term = Math.Exp(factorial - (n + 1.0) * Math.Log(Math.Abs(at)));
            // Of two infinite terms of opposite signs that of the nearer pole is the greater.
            if (double.IsNegativeInfinity(sum) && double.IsPositiveInfinity(term) && at > 0.5)
                return sum;
            sum = double.IsInfinity(term) ? 0 : sum;
            sum += at < 0 && n % 2 == 0 ? -term : term;
            if (at > 0 && !(term > Math.Abs(sum) * 1e-17 && double.IsFinite(term)))
                return sum;
        }
    }

    /// <summary>n! x⁻ⁿ⁻¹, multiplied so that neither factor overflows alone.</summary>
    private static double ScaledPower(int n, double x)
    {
        var r = 1 / x;
        var y = r;
        for (var j = 1; j <= n; j++)
        {
            y *= j * r;
        }
        return y;
    }

    /// <summary>n! ζ(n + 1, x), x > 0: terms up to where the Euler–Maclaurin series serves, then that series.</summary>
    private static double ScaledHurwitz(int n, double x)
    {
        var s = n + 1;
        var sum = 0.0;
        for (var start = 12 + s; x < start; x += 1)
        {
            sum += ScaledPower(n, x);
        }
        var r = 1 / x;
        var tail = 0.0;
        for (var k = EulerMaclaurin.Length; k >= 1; k--)
        {
            // From x⁻ˢ s (s+1) … (s+2k−2) x⁻²ᵏ⁺¹ to the next: two more factors, two more powers.
            tail = EulerMaclaurin[k - 1] + tail * ((s + 2 * k - 1) * r) * ((s + 2 * k) * r);
        }
        // The integral, half the first term, the corrections; all over the integral, which is the last to vanish.
        return sum + ScaledPower(n - 1, x) * (1 + n * r * (0.5 + s * r * tail));
    }

    /// <summary>π dⁿ/dxⁿ cot(πx): a polynomial in c = cot(πx), since dc/dx = −π (1 + c²).</summary>
    private static double CotangentDerivative(int n, double x)
    {
        Span<double> p = new double[n + 2];
        p[1] = Math.PI;
        for (var order = 1; order <= n; order++)
        {
            // P ↦ −π (1 + c²) P′, from the top so that it happens in place.
            Span<double> next = new double[n + 2];
            for (var i = 1; i <= order; i++)
            {
                var slope = -Math.PI * i * p[i];
                next[i - 1] += slope;
                next[i + 1] += slope;
            }
            p = next;
        }
        return Horner(p, double.CosPi(x) / double.SinPi(x));
    }

    /// <summary>B₂ₖ / (2k)!, from k = 1.</summary>
    private static ReadOnlySpan<double> EulerMaclaurin =>
        [
            1.0 / 12,
            -1.0 / 720,
            1.0 / 30240,
            -1.0 / 1209600,
            1.0 / 47900160,
            -691.0 / 1307674368000,
            1.0 / 74724249600,
            -3617.0 / 10670622842880000,
            43867.0 / 5109094217170944000,
            -174611.0 / 802857662698291200000.0,
        ];
}
