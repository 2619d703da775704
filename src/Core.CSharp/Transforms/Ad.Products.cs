using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The Gauss–Newton product G v = Jᵀ H J v of loss(model(p)), with J the model's Jacobian at p and H the loss's Hessian at model(p): a pushforward, a Hessian-vector product and a pullback.
    /// For a convex loss G is positive semidefinite, which the Hessian of the whole is not. Arguments are trees; the product has the type of p.
    /// Schraudolph, "Fast curvature matrix-vector products" (2002).
    /// </summary>
    /// <exception cref="ShapeException">The loss is not a scalar, or a leaf of v has another shape than that of p.</exception>
    /// <exception cref="TreeException">The trees of p and v differ.</exception>
    public static TIn GaussNewton<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> model, Func<TOut, Tensor> loss, TIn p, TIn v, AdOptions? options = null)
    {
        var recording = new Recording<TIn, TOut>(model, p, options);
        return recording.Pullback(Hvp(loss, recording.Value, recording.Pushforward(v), options));
    }

    /// <summary>
    /// The diagonal ∂yᵢ/∂xᵢ of the Jacobian of a function whose answer has the shape of its argument. Columns that do not meet on the diagonal are computed together: the diagonal of an elementwise function
    /// costs one pushforward, that of a tridiagonal one two, all in one vectorized sweep; that of a dense Jacobian costs a pushforward for each element.
    /// The pattern is detected at x.
    /// </summary>
    /// <exception cref="ShapeException">The answer has another shape than the argument.</exception>
    public static Tensor Diagonal(Func<Tensor, Tensor> f, Tensor x)
    {
        var pattern = JacobianPattern(f, x);
        return Diagonal(v => Like("Diagonal", x, Pushforward(f, x, v).Tangent), pattern, x);
    }

    /// <summary>
    /// The diagonal ∂²f/∂xᵢ² of the Hessian of a function with a scalar answer, of the shape of x: Hessian-vector products with sums of unit vectors whose columns do not meet on the diagonal.
    /// A sum of functions of one element each needs one product, a chain two, a dense Hessian as many as x has elements.
    /// </summary>
    /// <exception cref="ShapeException">The function's answer is not a scalar.</exception>
    public static Tensor HessianDiagonal(Func<Tensor, Tensor> f, Tensor x, AdOptions? options = null) =>
        Diagonal(v => Hvp(f, x, v, options), HessianPattern(f, x), x);

    private static Tensor Diagonal(Func<Tensor, Tensor> product, SparsityPattern pattern, Tensor x)
    {
        if (pattern.RowCount != pattern.ColumnCount)
            ShapeException.Throw(
                "Diagonal",
                $"an answer of shape {x.Shape}, as its argument",
                $"{pattern.RowCount} elements"
            );
        var n = x.Count;
        if (n == 0)
            return x;
        var coloring = Coloring.OfDiagonal(pattern);
        var read = new (int, int)[n];
        for (var i = 0; i < n; i++)
            read[i] = (coloring.Colors[i], i);
        var diagonal = SparsityPattern.Banded(n, n, 0, 0);
        return new CompressedSweep(diagonal, coloring, n, read).Run(product, x).Values.Reshape([.. x.Shape]);
    }

    private static Tensor Like(string operation, Tensor x, Tensor y)
    {
        if (!y.Shape.Equals(x.Shape))
            ShapeException.Throw(operation, $"an answer of shape {x.Shape}, as its argument", $"{y.Shape}");
        return y;
    }
}
