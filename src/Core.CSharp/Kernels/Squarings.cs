namespace Functional.Core.Kernels;

/// <summary>How often a matrix must be halved before the Padé approximant of degree 13 is its exponential (Al-Mohy and Higham 2009, algorithm 5.1).</summary>
internal static class Squarings
{
    private const double Bound = 4.25;

    // The first term that the approximant lacks has this factor and the power 27.
    private const double Lacking = 8.8307e-36;
    private const int Power = 27;
    private const double Rounding = 1.1102230246251565e-16;

    /// <summary>The number of halvings of a finite matrix.</summary>
    public static int Of(double[] x, int n)
    {
        var a = (double[])x.Clone();
        var exponent = PowersOfTwo.Normalize(a);
        var a2 = Product(a, a, n);
        var a4 = Product(a2, a2, n);
        var a6 = Product(a2, a4, n);
        double Root(double[] power, int p) => Math.Pow(Norm(power, n), 1.0 / p);
        var (root6, root8, root10) = (Root(a6, 6), Root(Product(a4, a4, n), 8), Root(Product(a4, a6, n), 10));
        var size = Math.Min(Math.Max(root6, root8), Math.Max(root8, root10));
        var halvings = Above(Math.Log2(size / Bound) + exponent);
        // Where elements cancel in powers, rounding sees what the norms of the powers do not.
        var seen = Math.Log2(Lacking / Rounding) + LogOfPower(a, n) + (Power - 1) * (double)(exponent - halvings);
        return halvings + Above(seen / (Power - 1));
    }

    private static int Above(double x) => x > 0 ? (int)Math.Min(Math.Ceiling(x), 5000) : 0;

    /// <summary>log₂ of ‖ |A|²⁷ ‖ / ‖A‖, −∞ for 0.</summary>
    private static double LogOfPower(double[] a, int n)
    {
        var row = new double[n];
        Array.Fill(row, 1);
        var log = -Math.Log2(Norm(a, n));
        for (var step = 0; step < Power; step++)
        {
            var next = new double[n];
            for (var j = 0; j < n; j++)
            for (var i = 0; i < n; i++)
                next[j] += row[i] * Math.Abs(a[j * n + i]);
            var largest = next.Length == 0 ? 0 : next.Max();
            if (largest == 0)
                return double.NegativeInfinity;
            log += Math.Log2(largest);
            row = Array.ConvertAll(next, element => element / largest);
        }
        return log;
    }

    private static double[] Product(double[] x, double[] y, int n)
    {
        var product = new double[n * n];
        Gemm.Multiply<double>(n, n, n, y, false, x, false, product);
        return product;
    }

    /// <summary>The greatest sum of absolute values in a column of a column-major matrix.</summary>
    private static double Norm(double[] x, int n)
    {
        var norm = 0.0;
        for (var j = 0; j < n; j++)
        {
            var sum = 0.0;
            foreach (var element in x.AsSpan(j * n, n))
                sum += Math.Abs(element);
            norm = Math.Max(norm, sum);
        }
        return norm;
    }
}
