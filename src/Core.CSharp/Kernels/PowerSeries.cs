namespace Functional.Core.Kernels;

/// <summary>The Taylor coefficients c₀ … cₖ of functions of one number about a point: f(a + h) = Σ cⱼ hʲ.</summary>
internal static class PowerSeries
{
    public static double[] Exp(double a, int order)
    {
        var c = new double[order + 1];
        c[0] = Math.Exp(a);
        for (var j = 1; j <= order; j++)
            c[j] = c[j - 1] / j;
        return c;
    }

    public static double[] Log(double a, int order)
    {
        var c = new double[order + 1];
        c[0] = Math.Log(a);
        // Where there is no logarithm there is no slope of it either.
        var power = a < 0 ? double.NaN : 1;
        for (var j = 1; j <= order; j++)
            c[j] = (power /= j == 1 ? a : -a) / j;
        return c;
    }

    public static double[] Sqrt(double a, int order)
    {
        var c = new double[order + 1];
        c[0] = Math.Sqrt(a);
        for (var j = 1; j <= order; j++)
            c[j] = j == 1 ? 0.5 / c[0] : c[j - 1] * (1.5 - j) / (j * a);
        return c;
    }
}
