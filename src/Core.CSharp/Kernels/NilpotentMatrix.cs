using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>
/// A column-major n×n matrix with polynomials in t₁ … tₖ for elements, of which no square is kept: tᵢ² = 0. The coefficient of the product of the
/// tᵢ in a set is found under the set's bits; null is 0. A function of such a matrix, computed as of any other, has its derivatives for coefficients.
/// </summary>
internal sealed class NilpotentMatrix(int n, int variables)
{
    private readonly int n = n;
    private readonly int variables = variables;
    private readonly double[]?[] coefficients = new double[]?[1 << variables];

    public double[]? this[Index set]
    {
        get => coefficients[set];
        set => coefficients[set] = value;
    }

    public static NilpotentMatrix operator *(NilpotentMatrix x, NilpotentMatrix y)
    {
        var z = x.Zero();
        for (var set = 0; set < z.coefficients.Length; set++)
            foreach (var part in Parts(set))
                z.Accumulate(set, x.coefficients[part], y.coefficients[set & ~part], 1);
        return z;
    }

    public static NilpotentMatrix operator +(NilpotentMatrix x, NilpotentMatrix y) => Sum((1, x), (1, y));

    /// <summary>The sum of multiples.</summary>
    public static NilpotentMatrix Sum(params ReadOnlySpan<(double Factor, NilpotentMatrix X)> terms)
    {
        var z = terms[0].X.Zero();
        foreach (var (factor, x) in terms)
            for (var set = 0; set < z.coefficients.Length; set++)
                if (x.coefficients[set] is { } a)
                    TensorPrimitives.MultiplyAdd(a, factor, z.Filled(set), z.Filled(set));
        return z;
    }

    /// <summary>Adds a multiple of the identity to this matrix, and gives it.</summary>
    public NilpotentMatrix PlusIdentity(double factor)
    {
        var constant = Filled(0);
        for (var i = 0; i < n; i++)
            constant[i * n + i] += factor;
        return this;
    }

    /// <summary>A⁻¹ B: what the higher coefficients of A contribute is taken from those of B, and the constant one is divided by.</summary>
    public static NilpotentMatrix Solve(NilpotentMatrix a, NilpotentMatrix b)
    {
        var lu = new Lu((double[])a.Filled(0).Clone(), a.n);
        for (var set = 0; set < b.coefficients.Length; set++)
        {
            foreach (var part in Parts(set))
                if (part != 0)
                    b.Accumulate(set, a.coefficients[part], b.coefficients[set & ~part], -1);
            if (b.coefficients[set] is { } right)
                lu.Solve(right, a.n);
        }
        return b;
    }

    /// <summary>All subsets of a set, itself and the empty one included.</summary>
    private static IEnumerable<int> Parts(int set)
    {
        for (var part = set; ; part = (part - 1) & set)
        {
            yield return part;
            if (part == 0)
                yield break;
        }
    }

    private NilpotentMatrix Zero() => new(n, variables);

    private double[] Filled(int set) => coefficients[set] ??= new double[n * n];

    private void Accumulate(int set, double[]? x, double[]? y, double sign)
    {
        if (x is null || y is null)
            return;
        var product = new double[n * n];
        // In row-major words, (X Y)ᵀ = Yᵀ Xᵀ.
        Gemm.Multiply<double>(n, n, n, y, false, x, false, product);
        TensorPrimitives.MultiplyAdd(product, sign, Filled(set), Filled(set));
    }
}
