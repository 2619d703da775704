using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The logarithm of softmax along an axis, counted from the start.</summary>
internal sealed record LogSoftmax(int Axis) : UnaryOperation
{
    internal override Reading Reading => Reading.Along(Axis);

    internal override TensorType Infer(TensorType x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y) =>
        Core.Softmax.Along<SoftmaxRows.LogSoftmax>(Axis, x, null, y);

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) =>
        x is DenseTensor a && xDot is DenseTensor b
            ? Core.Softmax.Along<SoftmaxRows.LogSoftmaxTangent>(Axis, a, b)
            : Tensor.Apply(new Centering(Axis), Tensor.Softmax(x, Axis), xDot);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) =>
        x is DenseTensor a && yBar is DenseTensor b
            ? Core.Softmax.Along<SoftmaxRows.LogSoftmaxCotangent>(Axis, a, b)
            : Tensor.Apply(new Centering(Axis, Transposed: true), Tensor.Softmax(x, Axis), yBar);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The logarithm of <see cref="Softmax"/> along an axis: yᵢ = xᵢ − ln Σⱼ exp xⱼ, hence ẏ = ẋ − Σⱼ exp yⱼ · ẋⱼ and
    /// x̄ = ȳ − exp y · Σⱼ ȳⱼ. The answer has the shape of x. No finite logit overflows or loses its logarithm: a small weight is
    /// never rounded to 0 first, and a weight near 1 keeps the digits of its small logarithm.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public static Tensor LogSoftmax(Tensor x, int axis = -1)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Rank == 0
            ? LogSoftmax(Along.Line(x, axis, "LogSoftmax"), 0).Reshape()
            : Apply(new LogSoftmax(x.Shape.Axis(axis, "LogSoftmax")), x);
    }
}
