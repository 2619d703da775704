using MathNet.Numerics.Providers.LinearAlgebra;

namespace Functional.Core.Kernels;

/// <summary>A square matrix factored as P A = L U with partial pivoting, by MathNet.Numerics.</summary>
internal sealed class Lu
{
    private static readonly ManagedLinearAlgebraProvider provider = ManagedLinearAlgebraProvider.Instance;
    private readonly int n;
    private readonly double[] factors;
    private readonly int[] pivots;
    private readonly int exponent;

    /// <summary>Factors a column-major matrix, which is overwritten.</summary>
    public Lu(double[] a, int n)
    {
        this.n = n;
        factors = a;
        pivots = new int[n];
        exponent = PowersOfTwo.Clear<double>(a);
        if (n > 0)
            provider.LUFactor(a, n, pivots);
    }

    /// <summary>The place of the first pivot that is exactly 0, −1 if there is none.</summary>
    public int ZeroPivot
    {
        get
        {
            for (var i = 0; i < n; i++)
                if (factors[i * n + i] == 0)
                    return i;
            return -1;
        }
    }

    /// <summary>The determinant.</summary>
    public double Determinant
    {
        get
        {
            var product = WideNumber.One;
            for (var i = 0; i < n; i++)
                product *= pivots[i] == i ? factors[i * n + i] : -factors[i * n + i];
            return product.Scaled((long)n * exponent);
        }
    }

    /// <summary>The determinant's sign (0 if it is 0) and the logarithm of its absolute value.</summary>
    public (double Sign, double LogAbs) SignAndLogAbs()
    {
        var (sign, sum) = (1.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            var pivot = factors[i * n + i];
            // A product, not Math.Sign, which throws at NaN.
            sign *= (pivots[i] == i ? 1 : -1) * (pivot == 0 ? 0 : pivot / Math.Abs(pivot));
            sum += Math.Log(Math.Abs(pivot)) + exponent * Math.Log(2);
        }
        return (sign, sum);
    }

    /// <summary>Replaces the columns of B, column-major, by those of A⁻¹ B.</summary>
    public void Solve(double[] b, int columns)
    {
        if (n == 0 || columns == 0)
            return;
        var exponents = new int[columns];
        for (var k = 0; k < columns; k++)
            exponents[k] = PowersOfTwo.Clear<double>(b.AsSpan(k * n, n));
        provider.LUSolveFactored(columns, factors, n, pivots, b);
        for (var k = 0; k < columns; k++)
            PowersOfTwo.Scale(b.AsSpan(k * n, n), exponents[k] - exponent);
    }
}
