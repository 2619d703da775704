namespace Functional.Core.Kernels;

/// <summary>
/// P X Q = L D U of a square matrix by Gauss's elimination with complete pivoting: L and U have ones on the diagonal and no larger element, and
/// D shows the rank, its elements falling off. (Golub and Van Loan, "Matrix Computations", 2013, section 3.4.8.)
/// </summary>
internal sealed class CompletePivots
{
    private readonly int n;
    private readonly double sign;
    private readonly double[] factors;
    private readonly int[] rows;
    private readonly int[] columns;

    /// <summary>Factors a row-major matrix of finite numbers, which is overwritten.</summary>
    public CompletePivots(double[] a, int n)
    {
        this.n = n;
        Exponent = PowersOfTwo.Clear<double>(a);
        factors = a;
        rows = [.. Enumerable.Range(0, n)];
        columns = [.. Enumerable.Range(0, n)];
        Diagonal = new double[n];
        sign = 1;
        for (var k = 0; k < n; k++)
        {
            var (row, column) = Largest(k);
            if (factors[row * n + column] == 0)
                break;
            sign *= (row == k ? 1 : -1) * (column == k ? 1 : -1);
            SwapRows(k, row);
            SwapColumns(k, column);
            Eliminate(k);
        }
    }

    /// <summary>D, to be multiplied by 2 to the power of <see cref="Exponent"/>.</summary>
    public double[] Diagonal { get; }

    public int Exponent { get; }

    private (int Row, int Column) Largest(int k)
    {
        var (row, column) = (k, k);
        for (var i = k; i < n; i++)
        for (var j = k; j < n; j++)
            if (Math.Abs(factors[i * n + j]) > Math.Abs(factors[row * n + column]))
                (row, column) = (i, j);
        return (row, column);
    }

    private void SwapRows(int k, int row)
    {
        (rows[k], rows[row]) = (rows[row], rows[k]);
        for (var j = 0; j < n; j++)
            (factors[k * n + j], factors[row * n + j]) = (factors[row * n + j], factors[k * n + j]);
    }

    private void SwapColumns(int k, int column)
    {
        (columns[k], columns[column]) = (columns[column], columns[k]);
        for (var i = 0; i < n; i++)
            (factors[i * n + k], factors[i * n + column]) = (factors[i * n + column], factors[i * n + k]);
    }

    private void Eliminate(int k)
    {
        var pivot = factors[k * n + k];
        Diagonal[k] = pivot;
        var top = factors.AsSpan(k * n + k + 1, n - k - 1);
        for (var i = k + 1; i < n; i++)
        {
            var factor = factors[i * n + k] /= pivot;
            var row = factors.AsSpan(i * n + k + 1, n - k - 1);
            for (var j = 0; j < row.Length; j++)
                row[j] -= factor * top[j];
        }
        foreach (ref var x in top)
            x /= pivot;
    }

    /// <summary>The transpose of L⁻¹ P M Q U⁻¹: the derivatives of det at a diagonal matrix are those of its transpose.</summary>
    public double[] Inward(double[] m)
    {
        var permuted = new double[n * n];
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
            permuted[i * n + j] = m[rows[i] * n + columns[j]];
        Divide(permuted, lower: true, transpose: false);
        var turned = Transposed(permuted);
        Divide(turned, lower: false, transpose: true);
        return turned;
    }

    /// <summary>± Pᵀ L⁻ᵀ Gᵀ U⁻ᵀ Qᵀ, with the sign of det P det Q: the transpose of <see cref="Inward"/>.</summary>
    public double[] Outward(double[] g)
    {
        Divide(g, lower: false, transpose: false);
        var turned = Transposed(g);
        Divide(turned, lower: true, transpose: true);
        var answer = new double[n * n];
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
            answer[rows[i] * n + columns[j]] = sign * turned[i * n + j];
        return answer;
    }

    private void Divide(double[] b, bool lower, bool transpose) =>
        Substitution.Run<double>(n, n, factors, lower, transpose, unitDiagonal: true, b);

    private double[] Transposed(double[] m)
    {
        var turned = new double[n * n];
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
            turned[j * n + i] = m[i * n + j];
        return turned;
    }
}
