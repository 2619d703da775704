using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>exp(X), the transpose of the gradient of tr exp(X), or its k-th derivative in k directions.</summary>
internal sealed record MatrixExp(int Directions) : GradientForm(Directions)
{
    // Six products and a system of the approximant, and some squarings, each 3ᵏ times.
    internal override long Flops(TensorType[] inputs, TensorType[] answers) =>
        Matrices.Cubic(inputs[0], 20 * Math.Pow(3, Directions));

    protected override double[] Value(double[] x, double[][] directions, int n, DType dtype) =>
        MatrixExponential.Of(x, directions, n);

    protected override GradientForm Next => new MatrixExp(Directions + 1);

    protected override Tensor Adjoint(Tensor direction) => direction.T;
}

public abstract partial class Tensor
{
    /// <summary>
    /// The exponential of a square matrix, Y = Σ Xʲ / j!: [… n, n] → [… n, n]. Ẏ = L(X, Ẋ) and X̄ = L(Xᵀ, Ȳ), where
    /// L(X, E) = ∫₀¹ exp(sX) E exp((1 − s)X) ds is Fréchet's derivative, found together with exp(X); no eigenvalue is looked for, so that
    /// equal ones, defective matrices and 0 are no exceptions. By scaling and squaring (Higham 2005; Al-Mohy and Higham 2009).
    /// The k-th derivative takes 3ᵏ times as long. A matrix with NaN or ∞ has an exponential of NaN.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    public static Tensor MatrixExp(Tensor x) => Apply(new MatrixExp(0), [x])[0];
}
