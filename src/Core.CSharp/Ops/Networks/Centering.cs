using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// z = y − Σ x y along an axis, of weights x that add up to 1: what the logarithm of softmax makes of a tangent; transposed, z = y − x Σ y, of a cotangent.
/// Where a weight is near 1, what is left of it comes from the others, so that the slopes of the winning class keep their digits.
/// </summary>
internal sealed record Centering(int Axis, bool Transposed = false) : BinaryOperation
{
    internal override Reading Reading => Reading.Along(Axis);

    internal override TensorType Infer(TensorType x, TensorType y) => y;

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (Transposed)
            Softmax.Along<SoftmaxRows.CenteringTransposed>(Axis, x, y, z);
        else
            Softmax.Along<SoftmaxRows.Centering>(Axis, x, y, z);
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        Tensor.Apply(this with { Axis = Axis + 1 }, Batching.Full(x, size), Batching.Full(y, size));

    internal override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) =>
        Transposed ? -(xDot * Sum(y)) : -Broadcasting.To(Sum(xDot * y), z.Shape)!;

    internal override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) => Tensor.Apply(this, x, yDot);

    internal override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        Transposed ? -(zBar * Sum(y)) : -(y * Sum(zBar));

    internal override Tensor VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        Tensor.Apply(this with { Transposed = !Transposed }, x, zBar);

    private Tensor Sum(Tensor x) => x.Sum(Axis, keepDims: true);
}
