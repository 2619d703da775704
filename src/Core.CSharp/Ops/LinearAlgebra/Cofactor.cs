namespace Functional.Core;

/// <summary>
/// The matrix of cofactors, C = ∂det(X)/∂X, or its k-th derivative in k directions: polynomials, exact at every matrix, singular ones included.
/// That of order n and beyond is 0.
/// </summary>
internal sealed record Cofactor(int Directions) : GradientForm(Directions)
{
    internal static Tensor Of(Tensor x) => Tensor.Apply(new Cofactor(0), [x])[0];

    internal override long Flops(TensorType[] inputs, TensorType[] answers) =>
        Matrices.Cubic(inputs[0], 8.0 / 3 + 2 * Directions);

    protected override double[] Value(double[] x, double[][] directions, int n, DType dtype) =>
        Kernels.Cofactors.Of(x, directions, n);

    protected override GradientForm Next => new Cofactor(Directions + 1);

    protected override Tensor? Deeper(Tensor[] x, Tensor direction) =>
        Directions + 1 < Matrices.Rows(direction.Shape) ? base.Deeper(x, direction) : null;
}
