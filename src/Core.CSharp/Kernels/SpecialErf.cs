using System;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>The error function and its complement.</summary>
internal static partial class Special
{
    // Below this, erf is its Taylor series; above, erfc is exp(−x²) times a smooth factor.
    private const double ErfSplit = 0.65;

    /// <summary>y = erf x = 2/√π ∫₀ˣ exp(−t²) dt, 3 ulp.</summary>
    public static double Erf(double x) => One<ErfMap>(x);

    /// <inheritdoc cref="Erf(double)"/>
    public static T Erf<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => One<ErfMap, T>(x);

    /// <inheritdoc cref="Erf(double)"/>
    public static void Erf<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<ErfMap, T>(x, y);

    /// <summary>y = erfc x = 1 − erf x, 4 ulp down to the denormal numbers.</summary>
    public static double Erfc(double x) => One<ErfcMap>(x);

    /// <inheritdoc cref="Erfc(double)"/>
    public static T Erfc<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => One<ErfcMap, T>(x);

    /// <inheritdoc cref="Erfc(double)"/>
    public static void Erfc<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<ErfcMap, T>(x, y);

    private readonly struct ErfMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var magnitude = Vector.Abs(x);
            var small = Vector.LessThan(magnitude, new Vector<double>(ErfSplit));
            var near = x + ErfExcess(x);
            if (Vector.EqualsAll(small, Vector<long>.AllBitsSet))
            {
                return near;
            }
            var far = Vector.CopySign(Vector<double>.One - ErfcTail(magnitude), x);
            return Vector.ConditionalSelect(small, near, far);
        }
    }

    private readonly struct ErfcMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var one = Vector<double>.One;
            var magnitude = Vector.Abs(x);
            var small = Vector.LessThan(magnitude, new Vector<double>(ErfSplit));
            var near = (one - x) - ErfExcess(x);
            if (Vector.EqualsAll(small, Vector<long>.AllBitsSet))
            {
                return near;
            }
            var tail = ErfcTail(magnitude);
            var far = Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), one + one - tail, tail);
            return Vector.ConditionalSelect(small, near, far);
        }
    }

    /// <summary>erf x − x where |x| is below the split.</summary>
    private static Vector<double> ErfExcess(Vector<double> x)
    {
        var z = x * x;
        return x * Vector.FusedMultiplyAdd(z, Horner(ErfTaylor, z), new(0.12837916709551256));
    }

    /// <summary>erfc x where x is at or above the split: exp(−x²) g(s) / (x + 4), s = (x − 5.3) / (x + 4).</summary>
    private static Vector<double> ErfcTail(Vector<double> x)
    {
        // erfc is zero to the last denormal above 28, and an infinite square has no correction.
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, new(28.0)), new(28.0), x);
        var square = x * x;
        var low = Vector.FusedMultiplyAdd(x, x, -square);
        var denominator = x + new Vector<double>(4);
        var s = (x - new Vector<double>(5.3)) / denominator;
        return Exp(-square, -low) * (Horner(ErfcFactor, s) / denominator);
    }

    /// <summary>2/√π (−1)ᵏ / (k! (2k + 1)), from k = 1.</summary>
    private static ReadOnlySpan<double> ErfTaylor =>
        [
            -TwoOverRootPi / 3,
            TwoOverRootPi / 10,
            -TwoOverRootPi / 42,
            TwoOverRootPi / 216,
            -TwoOverRootPi / 1320,
            TwoOverRootPi / 9360,
            -TwoOverRootPi / 75600,
            TwoOverRootPi / 685440,
            -TwoOverRootPi / 6894720,
            TwoOverRootPi / 76204800,
            -TwoOverRootPi / 918086400,
            TwoOverRootPi / 11975040000,
            -TwoOverRootPi / 168129561600,
        ];

    private const double TwoOverRootPi = 1.1283791670955126;

    /// <summary>
    /// The Chebyshev expansion in s of (x + 4) exp(x²) erfc x over x ≥ 0.65, computed with 60 digits and
    /// written in powers of s.
    /// </summary>
    private static ReadOnlySpan<double> ErfcFactor =>
        [
            9.73237519645191562e-01,
            -6.78521955822711242e-01,
            4.29807097009076877e-01,
            -2.45717637410865747e-01,
            1.25531564921128519e-01,
            -5.64529813847829132e-02,
            2.18088940918275756e-02,
            -6.92193421853172074e-03,
            1.62989023461955506e-03,
            -1.89258369041551939e-04,
            -4.45108356992006019e-05,
            2.80881684255249436e-05,
            -4.66033400026318306e-06,
            -1.13842113896685126e-06,
            6.91975788975226673e-07,
            -4.16414861625709788e-08,
            -6.08176182737552381e-08,
            1.44089222476616541e-08,
            4.38056195671417356e-09,
            -1.92658041425775519e-09,
            -2.62486597168274499e-10,
            1.46640303124026631e-10,
            1.05162887862202562e-11,
        ];
}
