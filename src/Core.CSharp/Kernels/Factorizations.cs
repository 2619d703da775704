using System.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Functional.Core.Kernels;

/// <summary>
/// The factorizations of MathNet.Numerics, by its managed provider always (a native one that a program loads would change bits),
/// on column-major matrices, with the signs that it leaves open fixed.
/// </summary>
internal static class Factorizations
{
    private static readonly ManagedLinearAlgebraProvider provider = ManagedLinearAlgebraProvider.Instance;

    /// <summary>Replaces A by its lower Cholesky factor (what is above the diagonal is undefined); false if A is not positive definite.</summary>
    public static bool Cholesky(double[] a, int n)
    {
        // The root of an even power of two is one, so that the factor is scaled back without rounding.
        var exponent = PowersOfTwo.Clear<double>(a);
        try
        {
            if (n > 0)
                provider.CholeskyFactor(a, n);
        }
        catch (ArgumentException)
        {
            return false;
        }
        PowersOfTwo.Scale<double>(a, exponent / 2);
        return true;
    }

    /// <summary>Replaces the m×n matrix A, m ≥ n, by Q of A = Q R and gives R, n×n, with a diagonal of 0 or more.</summary>
    public static double[] Qr(double[] a, int m, int n)
    {
        var r = new double[n * n];
        if (n == 0)
            return r;
        var exponent = PowersOfTwo.Normalize(a);
        provider.ThinQRFactor(a, m, n, r, new double[n]);
        PowersOfTwo.Scale<double>(r, exponent);
        for (var k = 0; k < n; k++)
            if (r[k * n + k] < 0)
            {
                for (var j = k; j < n; j++)
                    r[j * n + k] = -r[j * n + k];
                Flip(a.AsSpan(k * m, m));
            }
        return r;
    }

    /// <summary>The eigenvalues of a symmetric matrix, ascending, and its eigenvectors, in columns whose largest element is positive.</summary>
    public static (double[] Values, double[] Vectors) Eigh(double[] a, int n)
    {
        var vectors = new double[n * n];
        var complex = new Complex[n];
        var exponent = PowersOfTwo.Normalize(a);
        if (n > 0)
            provider.EigenDecomp(true, n, a, vectors, complex, new double[n * n]);
        for (var k = 0; k < n; k++)
            if (IsLargestNegative(vectors.AsSpan(k * n, n)))
                Flip(vectors.AsSpan(k * n, n));
        var values = Array.ConvertAll(complex, value => value.Real);
        PowersOfTwo.Scale<double>(values, exponent);
        return (values, vectors);
    }

    /// <summary>
    /// The thin singular value decomposition of an m×n matrix, m ≥ n: A = U diag(s) Vᵀ, s descending, U m×n and V n×n,
    /// with the largest element of each column of U positive.
    /// </summary>
    public static (double[] U, double[] S, double[] V) Svd(double[] a, int m, int n)
    {
        var (s, u, vt) = (new double[n], new double[n * n], new double[n * n]);
        if (n == 0)
            return ([], s, vt);
        var exponent = PowersOfTwo.Normalize(a);
        // MathNet's U is m×m, so a tall matrix is first made square.
        var square = m == n ? a : Qr(a, m, n);
        provider.SingularValueDecomposition(true, square, n, n, s, u, vt);
        if (m > n)
        {
            var tall = new double[m * n];
            // In row-major words, Uᵀ = U_Rᵀ Qᵀ.
            Gemm.Multiply<double>(n, m, n, u, false, a, false, tall);
            u = tall;
        }
        var v = new double[n * n];
        for (var k = 0; k < n; k++)
        {
            var column = u.AsSpan(k * m, m);
            var negative = IsLargestNegative(column);
            if (negative)
                Flip(column);
            for (var j = 0; j < n; j++)
                v[k * n + j] = negative ? -vt[j * n + k] : vt[j * n + k];
        }
        PowersOfTwo.Scale<double>(s, exponent);
        return (u, s, v);
    }

    private static void Flip(Span<double> column)
    {
        foreach (ref var x in column)
            x = -x;
    }

    /// <summary>Whether the first of the elements of largest absolute value is negative.</summary>
    private static bool IsLargestNegative(ReadOnlySpan<double> column)
    {
        var largest = 0.0;
        foreach (var x in column)
            if (Math.Abs(x) > Math.Abs(largest))
                largest = x;
        return largest < 0;
    }
}
