namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// Which second derivatives of a function with a scalar answer may differ from 0, for the x given: the pattern of the gradient's Jacobian, made symmetric.
    /// </summary>
    /// <inheritdoc cref="JacobianPattern"/>
    public static SparsityPattern HessianPattern(Func<Tensor, Tensor> f, Tensor x)
    {
        var pattern = JacobianPattern(Grad(f), x);
        return pattern.Union(pattern.Transpose());
    }

    /// <summary>
    /// The sparse Hessian x ↦ H of a function with a scalar answer, H[i, j] = ∂²f/∂xᵢ∂xⱼ with the elements of x numbered row-major: [x.Count, x.Count]. Hessian-vector products with
    /// the sums of columns of one colour, in one vectorized sweep, from which H is recovered by its symmetry. The pattern is detected anew at each call.
    /// Powell, Toint (1979); Coleman, Moré (1984).
    /// </summary>
    /// <exception cref="ShapeException">The function's answer is not a scalar (thrown when the Hessian is called).</exception>
    public static Func<Tensor, SparseMatrix> SparseHessian(Func<Tensor, Tensor> f, AdOptions? options = null) =>
        x => SparseHessian(f, HessianPattern(f, x), options)(x);

    /// <summary>As <see cref="SparseHessian(Func{Tensor, Tensor}, AdOptions)"/>, with the pattern at x kept and coloured now for all calls.</summary>
    /// <exception cref="ShapeException">The function's answer is not a scalar.</exception>
    public static Func<Tensor, SparseMatrix> SparseHessian(
        Func<Tensor, Tensor> f,
        Tensor x,
        AdOptions? options = null
    ) => SparseHessian(f, HessianPattern(f, x), options);

    /// <summary>As <see cref="SparseHessian(Func{Tensor, Tensor}, AdOptions)"/>, with a given pattern, which is coloured now. Where H has something outside the pattern, the answer is wrong.</summary>
    /// <exception cref="ShapeException">The pattern is not symmetric; or x has another number of elements, or the answer is no scalar (thrown when the Hessian is called).</exception>
    public static Func<Tensor, SparseMatrix> SparseHessian(
        Func<Tensor, Tensor> f,
        SparsityPattern pattern,
        AdOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(f);
        var coloring = Coloring.OfSymmetric(pattern);
        var sweep = new CompressedSweep(pattern, coloring, pattern.RowCount, Places(pattern, coloring));
        var gradient = Grad(f, options);
        return x =>
        {
            Match("SparseHessian", "x", pattern.ColumnCount, x);
            return sweep.Run(v => Pushforward(gradient, x, v).Tangent, x);
        };
    }

    // (i, j) is read from row i where j is the only one of its colour there; else from row j, where then i is.
    private static (int Color, int Element)[] Places(SparsityPattern pattern, Coloring coloring)
    {
        var result = new (int Color, int Element)[pattern.Count];
        pattern.Transpose(out var mirror);
        var count = new int[coloring.Count];
        for (var i = 0; i < pattern.RowCount; i++)
        {
            foreach (var j in pattern.Row(i))
                count[coloring.Colors[j]]++;
            for (var at = pattern.RowStarts[i]; at < pattern.RowStarts[i + 1]; at++)
            {
                var color = coloring.Colors[pattern.ColumnIndices[at]];
                if (count[color] == 1)
                    result[at] = result[mirror[at]] = (color, i);
            }
            foreach (var j in pattern.Row(i))
                count[coloring.Colors[j]] = 0;
        }
        return result;
    }
}
