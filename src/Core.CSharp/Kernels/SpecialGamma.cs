using System;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>The logarithm of the gamma function and its derivatives.</summary>
internal static partial class Special
{
    // ψ(x) has its only positive root, and log Γ its minimum, at DigammaRoot + DigammaRootLow.
    private const double DigammaRoot = 1.4616321449683622;
    private const double DigammaRootLow = 9.549995429965697e-17;
    private const double LgammaMinimum = -0.12148629053584961;
    private const double EulerGamma = 0.57721566490153286;

    /// <summary>y = log|Γ(x)|: 4 ulp for x > 0; below, an absolute error of that size near its roots. +∞ at the poles.</summary>
    public static double Lgamma(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }
        if (double.IsInfinity(x) || (x <= 0 && x == Math.Floor(x)))
        {
            return double.PositiveInfinity;
        }
        if (Math.Abs(x) < 1e-17)
        {
            return -Math.Log(Math.Abs(x));
        }
        return x < 0 ? Math.Log(Math.PI / Math.Abs(double.SinPi(x))) - LgammaOfPositive(1 - x) : LgammaOfPositive(x);
    }

    /// <inheritdoc cref="Lgamma(double)"/>
    public static T Lgamma<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(Lgamma(double.CreateTruncating(x)));

    /// <inheritdoc cref="Lgamma(double)"/>
    public static void Lgamma<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => EachScalar<LgammaMap, T>(x, y);

    /// <summary>y = ψ(x) = d log Γ(x) / dx: 4 ulp for x > 0; below, an absolute error of that size near its roots. NaN at the poles.</summary>
    public static double Digamma(double x)
    {
        if (double.IsNaN(x) || double.IsPositiveInfinity(x))
        {
            return x;
        }
        if (x > 0)
        {
            return DigammaOfPositive(x);
        }
        if (x == Math.Floor(x))
        {
            return double.NaN;
        }
        return DigammaOfPositive(1 - x) - Math.PI * double.CosPi(x) / double.SinPi(x);
    }

    /// <inheritdoc cref="Digamma(double)"/>
    public static T Digamma<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(Digamma(double.CreateTruncating(x)));

    /// <inheritdoc cref="Digamma(double)"/>
    public static void Digamma<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => EachScalar<DigammaMap, T>(x, y);

    private readonly struct LgammaMap : IScalarMap
    {
        public static double Invoke(double x) => Lgamma(x);
    }

    private readonly struct DigammaMap : IScalarMap
    {
        public static double Invoke(double x) => Digamma(x);
    }

    private static double LgammaOfPositive(double x)
    {
        if (x >= 10)
        {
            // Stirling; each product stays below the overflow of the answer.
            var r = 1 / x;
            var log = Math.Log(x);
            return x * (log - 1) - (0.5 * log - HalfLogTwoPi - r * Horner(StirlingLgamma, r * r));
        }
        if (x > 2.5)
        {
            var product = 1.0;
            while (x > 2.5)
            {
                x -= 1;
                product *= x;
            }
            return Math.Log(product) + LgammaNearOneToTwo(x);
        }
        return x < 0.75 ? LgammaNearOneToTwo(x + 1) - Math.Log(x) : LgammaNearOneToTwo(x);
    }

    /// <summary>log Γ on [0.75, 2.5]: the expansion about the nearest of 1, the minimum and 2.</summary>
    private static double LgammaNearOneToTwo(double x)
    {
        if (x < 1.2)
        {
            var z = x - 1;
            return z * Math.FusedMultiplyAdd(z, Horner(LgammaAtOne, z), -EulerGamma) + 0.0; // 0, not −0, at 1
        }
        if (x < 1.75)
        {
            var z = (x - DigammaRoot) - DigammaRootLow;
            return Math.FusedMultiplyAdd(z * z, Horner(LgammaAtMinimum, z), LgammaMinimum);
        }
        var t = x - 2;
        return t * Math.FusedMultiplyAdd(t, Horner(LgammaAtTwo, t), 1 - EulerGamma);
    }

    private static double DigammaOfPositive(double x)
    {
        if (x >= 10)
        {
            var r = 1 / x;
            return Math.Log(x) - r * (0.5 + r * Horner(StirlingDigamma, r * r));
        }
        var shift = 0.0;
        if (x < 0.96)
        {
            shift = -1 / x;
            x += 1;
        }
        while (x >= 1.96)
        {
            x -= 1;
            shift += 1 / x;
        }
        var z = (x - DigammaRoot) - DigammaRootLow;
        return z * Horner(DigammaAtRoot, z) + shift;
    }

    private const double HalfLogTwoPi = 0.91893853320467274;

    /// <summary>B₂ₖ / (2k (2k − 1)), from k = 1.</summary>
    private static ReadOnlySpan<double> StirlingLgamma =>
        [
            1.0 / 12,
            -1.0 / 360,
            1.0 / 1260,
            -1.0 / 1680,
            1.0 / 1188,
            -691.0 / 360360,
            1.0 / 156,
            -3617.0 / 122400,
            43867.0 / 244188,
        ];

    /// <summary>B₂ₖ / (2k), from k = 1.</summary>
    private static ReadOnlySpan<double> StirlingDigamma =>
        [
            1.0 / 12,
            -1.0 / 120,
            1.0 / 252,
            -1.0 / 240,
            1.0 / 132,
            -691.0 / 32760,
            1.0 / 12,
            -3617.0 / 8160,
            43867.0 / 14364,
        ];

    /// <summary>(−1)ᵏ ζ(k) / k, from k = 2.</summary>
    private static ReadOnlySpan<double> LgammaAtOne =>
        [
            8.22467033424113203e-01,
            -4.00685634386531431e-01,
            2.70580808427784536e-01,
            -2.07385551028673981e-01,
            1.69557176997408188e-01,
            -1.44049896768846108e-01,
            1.25509669524743045e-01,
            -1.11334265869564686e-01,
            1.00099457512781806e-01,
            -9.09540171458290414e-02,
            8.33538405461090037e-02,
            -7.69325164113521948e-02,
            7.14329462953613298e-02,
            -6.66687058824204648e-02,
            6.25009551412130382e-02,
            -5.88239786586845850e-02,
            5.55557676274036141e-02,
            -5.26316793796166582e-02,
            5.00000476981016934e-02,
            -4.76190703301422255e-02,
            4.54545562932046690e-02,
            -4.34782660530402612e-02,
            4.16666691503412082e-02,
            -4.00000011921401374e-02,
            3.84615390346751823e-02,
            -3.70370373129893238e-02,
        ];

    /// <summary>(−1)ᵏ (ζ(k) − 1) / k, from k = 2.</summary>
    private static ReadOnlySpan<double> LgammaAtTwo =>
        [
            3.22467033424113203e-01,
            -6.73523010531981020e-02,
            2.05808084277845464e-02,
            -7.38555102867398568e-03,
            2.89051033074152336e-03,
            -1.19275391170326102e-03,
            5.09669524743042450e-04,
            -2.23154758453579386e-04,
            9.94575127818085310e-05,
            -4.49262367381331420e-05,
            2.05072127756706911e-05,
            -9.43948827526839672e-06,
            4.37486678990748817e-06,
            -2.03921575380136619e-06,
            9.55141213040741935e-07,
            -4.49246919876456619e-07,
            2.12071848055546646e-07,
            -1.00432248239680991e-07,
            4.76981016936398040e-08,
            -2.27110946089431635e-08,
            1.08386592148969546e-08,
            -5.18347504197004664e-09,
            2.48367454380247848e-09,
            -1.19214014058609115e-09,
            5.73136724167886225e-10,
            -2.75952288512423336e-10,
        ];

    /// <summary>ψ⁽ᵏ⁻¹⁾ / k! at the root of ψ, from k = 2.</summary>
    private static ReadOnlySpan<double> LgammaAtMinimum =>
        [
            4.83836122723810602e-01,
            -1.47587722994530685e-01,
            6.46249402389127564e-02,
            -3.27885410884813031e-02,
            1.79706751152103952e-02,
            -1.03142230366363875e-02,
            6.10053602051788876e-03,
            -3.68456960831637335e-03,
            2.25976482322181021e-03,
            -1.40225144590445092e-03,
            8.78232634717681249e-04,
            -5.54194952796682196e-04,
            3.51912956837846654e-04,
            -2.24653443695955226e-04,
            1.44070395420932998e-04,
            -9.27609865547174761e-05,
            5.99347334397942624e-05,
            -3.88458388945265901e-05,
            2.52476632917300980e-05,
            -1.64508583383956057e-05,
            1.07434552563759327e-05,
            -7.03070525738034933e-06,
            4.60973865364475430e-06,
            -3.02767183287802645e-06,
            1.99175992123926173e-06,
            -1.31222484991331872e-06,
        ];

    /// <summary>ψ⁽ᵏ⁾ / k! at the root of ψ, from k = 1.</summary>
    private static ReadOnlySpan<double> DigammaAtRoot =>
        [
            9.67672245447621204e-01,
            -4.42763168983592081e-01,
            2.58499760955651026e-01,
            -1.63942705442406522e-01,
            1.07824050691262371e-01,
            -7.21995612564547140e-02,
            4.88042881641431101e-02,
            -3.31611264748473619e-02,
            2.25976482322181038e-02,
            -1.54247659049489595e-02,
            1.05387916166121750e-02,
            -7.20453438635686866e-03,
            4.92678139572985327e-03,
            -3.36980165543932821e-03,
            2.30512632673492797e-03,
            -1.57693677143019720e-03,
            1.07882520191629667e-03,
            -7.38070938996005150e-04,
            5.04953265834601987e-04,
            -3.45468025106307692e-04,
            2.36356015640270530e-04,
            -1.61706220919748030e-04,
            1.10633727687474103e-04,
            -7.56917958219506607e-05,
            5.17857579522208093e-05,
            -3.54300709476596036e-05,
            2.42400661186013184e-05,
            -1.65842422718541346e-05,
            1.13463845846638497e-05,
            -7.76281766846209433e-06,
            5.31106092088986356e-06,
            -3.63365078980104556e-06,
            2.48602273312953779e-06,
            -1.70085388543326074e-06,
            1.16366753635488430e-06,
            -7.96142543124196994e-07,
            5.44694193066944566e-07,
            -3.72661612834382273e-07,
            2.54962655202155422e-07,
        ];
}
