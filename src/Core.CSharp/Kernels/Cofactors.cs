namespace Functional.Core.Kernels;

/// <summary>
/// The gradient of the determinant and its derivatives, which are polynomials in the elements. With P X Q = L D U by complete pivoting,
/// det(X + M) = ± det(D + L⁻¹ P M Q U⁻¹), and the derivatives of det at a diagonal matrix are sums of products of its elements and of minors
/// of the directions: nothing is divided, so that pivots of 0 are numbers like others.
/// </summary>
internal static class Cofactors
{
    /// <summary>
    /// The k-th derivative of the matrix of cofactors of X, row-major, in k directions, fewer than n. It takes n^(k + 1) k!² steps, and n³ for the pivots.
    /// What it is given is overwritten.
    /// </summary>
    public static double[] Of(double[] x, double[][] directions, int n)
    {
        var size = directions.Length + 1;
        // The last derivative does not depend on X: any factors serve, and those of the identity round nothing.
        var pivots = size == n ? null : new CompletePivots(x, n);
        var moved = pivots is null ? directions : Array.ConvertAll(directions, pivots.Inward);
        var g = new double[n * n];
        var sum = new Sum(n, pivots?.Diagonal ?? new double[n], (long)(n - size) * (pivots?.Exponent ?? 0), moved, g);
        sum.Over(new int[size], 0, 0, WideNumber.One);
        return pivots?.Outward(g) ?? g;
    }

    /// <summary>The sum over all sets of rows, each with the minors of the directions in it and the product of D's elements outside it.</summary>
    private sealed class Sum(int n, double[] diagonal, long exponent, double[][] directions, double[] g)
    {
        private readonly WideNumber[] after = After(n, diagonal);

        private static WideNumber[] After(int n, double[] diagonal)
        {
            var after = new WideNumber[n + 1];
            after[n] = WideNumber.One;
            for (var i = n - 1; i >= 0; i--)
                after[i] = after[i + 1] * diagonal[i];
            return after;
        }

        /// <summary>Sets whose first members are chosen; <paramref name="before"/> is the product of what they passed over.</summary>
        public void Over(int[] set, int chosen, int from, WideNumber before)
        {
            if (chosen == set.Length)
            {
                Add(set, (before * after[from]).Scaled(exponent));
                return;
            }
            for (var i = from; i <= n - (set.Length - chosen); i++)
            {
                set[chosen] = i;
                Over(set, chosen + 1, i + 1, before);
                before *= diagonal[i];
            }
        }

        private void Add(int[] set, double outside)
        {
            for (var a = 0; a < set.Length; a++)
            for (var b = 0; b < set.Length; b++)
            {
                int[] rows = [.. set[..a], .. set[(a + 1)..]];
                int[] columns = [.. set[..b], .. set[(b + 1)..]];
                var minor = Minor(rows, columns, 0, 0, 0);
                g[set[a] * n + set[b]] += ((a + b) % 2 == 0 ? 1 : -1) * outside * minor;
            }
        }

        /// <summary>The determinant of the chosen rows and columns whose rows are of different directions, summed over all ways to deal these out.</summary>
        private double Minor(int[] rows, int[] columns, int row, int usedColumns, int usedDirections)
        {
            if (row == rows.Length)
                return 1;
            var sum = 0.0;
            var sign = 1;
            for (var c = 0; c < columns.Length; c++)
            {
                if ((usedColumns & (1 << c)) != 0)
                    continue;
                for (var d = 0; d < directions.Length; d++)
                    if ((usedDirections & (1 << d)) == 0)
                        sum +=
                            sign
                            * directions[d][rows[row] * n + columns[c]]
                            * Minor(rows, columns, row + 1, usedColumns | (1 << c), usedDirections | (1 << d));
                sign = -sign;
            }
            return sum;
        }
    }
}
