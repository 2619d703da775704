using System.Numerics;
using System.Runtime.InteropServices;

namespace Functional.Core.Kernels;

/// <summary>
/// The normal distribution by additions, multiplications, divisions and square roots alone, each rounded once as IEEE 754 says
/// and none contracted, so that its bits are those of every machine and of every vector width (a platform's exp and log are not).
/// </summary>
internal static class NormalDistribution
{
    private const double Ln2 = 0.693147180559945309;
    private const double RootTwoPi = 2.50662827463100050;
    private const double Centre = 0.425;

    /// <summary>pᵢ ← Φ⁻¹(pᵢ) for pᵢ in [0, 1], in place.</summary>
    public static void Quantile(Span<double> p)
    {
        var i = 0;
        var half = new Vector<double>(0.5);
        var centre = new Vector<double>(Centre);
        foreach (ref var lanes in MemoryMarshal.Cast<double, Vector<double>>(p))
        {
            var before = lanes;
            var q = before - half;
            var r = new Vector<double>(Centre * Centre) - q * q;
            lanes = q * Central(r);
            if (Vector.GreaterThanAny(Vector.Abs(q), centre))
                for (var k = 0; k < Vector<double>.Count; k++)
                    if (Math.Abs(before[k] - 0.5) > Centre)
                        p[i + k] = Tail(before[k]);
            i += Vector<double>.Count;
        }
        for (; i < p.Length; i++)
            p[i] = Quantile(p[i]);
    }

    /// <summary>Φ⁻¹(p), by the rational approximations of Wichura (1988, algorithm AS 241, PPND16), whose relative error is about 1e-16.</summary>
    public static double Quantile(double p)
    {
        var q = p - 0.5;
        return Math.Abs(q) <= Centre ? q * Central(new Vector<double>(Centre * Centre - q * q))[0] : Tail(p);
    }

    private static Vector<double> Central(Vector<double> r)
    {
        var over = new Vector<double>(2.5090809287301226727e3);
        over = over * r + new Vector<double>(3.3430575583588128105e4);
        over = over * r + new Vector<double>(6.7265770927008700853e4);
        over = over * r + new Vector<double>(4.5921953931549871457e4);
        over = over * r + new Vector<double>(1.3731693765509461125e4);
        over = over * r + new Vector<double>(1.9715909503065514427e3);
        over = over * r + new Vector<double>(1.3314166789178437745e2);
        over = over * r + new Vector<double>(3.3871328727963666080e0);
        var under = new Vector<double>(5.2264952788528545610e3);
        under = under * r + new Vector<double>(2.8729085735721942674e4);
        under = under * r + new Vector<double>(3.9307895800092710610e4);
        under = under * r + new Vector<double>(2.1213794301586595867e4);
        under = under * r + new Vector<double>(5.3941960214247511077e3);
        under = under * r + new Vector<double>(6.8718700749205790830e2);
        under = under * r + new Vector<double>(4.2313330701600911252e1);
        under = under * r + Vector<double>.One;
        return over / under;
    }

    private static double Tail(double p)
    {
        var tail = p < 0.5 ? p : 1 - p;
        if (!(tail > 0))
            return tail == 0 ? (p < 0.5 ? double.NegativeInfinity : double.PositiveInfinity) : double.NaN;
        var root = Math.Sqrt(-Log(tail));
        var size = root <= 5 ? Near(root - 1.6) : Far(root - 5);
        return p < 0.5 ? -size : size;
    }

    private static double Near(double r)
    {
        var over = 7.74545014278341407640e-4;
        over = over * r + 2.27238449892691845833e-2;
        over = over * r + 2.41780725177450611770e-1;
        over = over * r + 1.27045825245236838258e0;
        over = over * r + 3.64784832476320460504e0;
        over = over * r + 5.76949722146069140550e0;
        over = over * r + 4.63033784615654529590e0;
        over = over * r + 1.42343711074968357734e0;
        var under = 1.05075007164441684324e-9;
        under = under * r + 5.47593808499534494600e-4;
        under = under * r + 1.51986665636164571966e-2;
        under = under * r + 1.48103976427480074590e-1;
        under = under * r + 6.89767334985100004550e-1;
        under = under * r + 1.67638483018380384940e0;
        under = under * r + 2.05319162663775882187e0;
        return over / (under * r + 1);
    }

    private static double Far(double r)
    {
        var over = 2.01033439929228813265e-7;
        over = over * r + 2.71155556874348757815e-5;
        over = over * r + 1.24266094738807843860e-3;
        over = over * r + 2.65321895265761230930e-2;
        over = over * r + 2.96560571828504891230e-1;
        over = over * r + 1.78482653991729133580e0;
        over = over * r + 5.46378491116411436990e0;
        over = over * r + 6.65790464350110377720e0;
        var under = 2.04426310338993978564e-15;
        under = under * r + 1.42151175831644588870e-7;
        under = under * r + 1.84631831751005468180e-5;
        under = under * r + 7.86869131145613259100e-4;
        under = under * r + 1.48753612908506148525e-2;
        under = under * r + 1.36929880922735805310e-1;
        under = under * r + 5.99832206555887937690e-1;
        return over / (under * r + 1);
    }

    /// <summary>Φ(x): up to 1.5 by its power series about 0, beyond by the continued fraction of the tail, where the series would cancel.</summary>
    public static double Cumulative(double x)
    {
        var size = Math.Abs(x);
        if (!(size < 39))
            return double.IsNaN(x) ? x : (x < 0 ? 0 : 1);
        var density = Exp(-0.5 * size * size) / RootTwoPi;
        if (size < 1.5)
        {
            var (term, sum) = (size, size);
            for (var k = 3; term > 1e-18 * sum; k += 2)
                sum += term *= size * size / k;
            return x < 0 ? 0.5 - density * sum : 0.5 + density * sum;
        }
        var fraction = size;
        for (var k = 200; k > 0; k--)
            fraction = size + k / fraction;
        return x < 0 ? density / fraction : 1 - density / fraction;
    }

    /// <summary>uᵢ ← −ln(−ln uᵢ) for uᵢ in (0, 1), in place: the quantile of the standard Gumbel distribution.</summary>
    public static void GumbelQuantile(Span<double> u)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(u);
        foreach (ref var lanes in vectors)
            lanes = -Log(-Log(lanes));
        foreach (ref var rest in u[(vectors.Length * Vector<double>.Count)..])
            rest = -Log(-Log(rest));
    }

    /// <inheritdoc cref="Log(Vector{double})"/>
    public static double Log(double x) => Log(new Vector<double>(x))[0];

    /// <summary>ln x for a normal number x, from 2 artanh((m − 1)/(m + 1)) of its significand m in [√½, √2).</summary>
    private static Vector<double> Log(Vector<double> x)
    {
        var bits = Vector.AsVectorInt64(x);
        var m = Vector.AsVectorDouble(
            (bits & new Vector<long>(0xFFFFFFFFFFFFF)) | new Vector<long>(0x3FF0000000000000)
        );
        var large = Vector.GreaterThan(m, new Vector<double>(1.4142135623730951));
        m = Vector.ConditionalSelect(large, m * 0.5, m);
        // A comparison that holds is −1.
        var exponent = Vector.ConvertToDouble((bits >> 52) - new Vector<long>(1023) - large);
        var s = (m - Vector<double>.One) / (m + Vector<double>.One);
        var z = s * s;
        var sum = new Vector<double>(1.0 / 23);
        sum = sum * z + new Vector<double>(1.0 / 21);
        sum = sum * z + new Vector<double>(1.0 / 19);
        sum = sum * z + new Vector<double>(1.0 / 17);
        sum = sum * z + new Vector<double>(1.0 / 15);
        sum = sum * z + new Vector<double>(1.0 / 13);
        sum = sum * z + new Vector<double>(1.0 / 11);
        sum = sum * z + new Vector<double>(1.0 / 9);
        sum = sum * z + new Vector<double>(1.0 / 7);
        sum = sum * z + new Vector<double>(1.0 / 5);
        sum = sum * z + new Vector<double>(1.0 / 3);
        return exponent * Ln2 + (s + s * (z * sum)) * 2;
    }

    /// <summary>exp x for −800 &lt; x ≤ 0: the power series of what whole halvings leave of it.</summary>
    public static double Exp(double x)
    {
        var exponent = (int)(x / Ln2);
        var r = x - exponent * Ln2;
        var sum = 1.0;
        for (var k = 20; k > 0; k--)
            sum = 1 + r / k * sum;
        for (; exponent < 0; exponent++)
            sum /= 2;
        return sum;
    }
}
