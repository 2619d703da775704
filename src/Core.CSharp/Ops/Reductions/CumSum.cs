using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>Running sums along an axis; the transpose runs the other way.</summary>
internal sealed record CumSum(int Axis, bool Reverse) : LinearOperation
{
    internal override Reading Reading => Reading.Along(Axis);

    internal override TensorType Infer(TensorType x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        var (outer, n, inner) = Along.Sizes(x.Shape, Axis);
        if (x.DType == DType.Float32)
            Cumulative.Sum(outer, n, inner, Reverse, x.Span<float>(), y.Writable<float>());
        else
            Cumulative.Sum(outer, n, inner, Reverse, x.Span<double>(), y.Writable<double>());
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Tensor.Apply(new CumSum(Axis, !Reverse), yBar);
}

public abstract partial class Tensor
{
    /// <summary>The running sum along an axis: yᵢ = x₀ + … + xᵢ, or xᵢ + … + xₙ₋₁ with reverse; hence x̄ᵢ = ȳᵢ + … + ȳₙ₋₁.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor CumSum(int axis, bool reverse = false) =>
        Rank == 0
            ? Along.Line(this, axis, "CumSum").CumSum(0, reverse).Reshape()
            : Apply(new CumSum(Shape.Axis(axis, "CumSum"), reverse), this);
}
