using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>Running products along an axis: ẏᵢ = xᵢ ẏᵢ₋₁ + yᵢ₋₁ ẋᵢ, a recurrence.</summary>
internal sealed record CumProd(int Axis, bool Reverse) : UnaryOperation
{
    internal override Reading Reading => Reading.Along(Axis);

    internal override TensorType Infer(TensorType x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        var (outer, n, inner) = Along.Sizes(x.Shape, Axis);
        if (x.DType == DType.Float32)
            Cumulative.Product(outer, n, inner, Reverse, x.Span<float>(), y.Writable<float>());
        else
            Cumulative.Product(outer, n, inner, Reverse, x.Span<double>(), y.Writable<double>());
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) =>
        Tensor.Apply(new Recurrence(Axis, Reverse), x, xDot * Shift(y, Axis, Reverse, 1));

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) =>
        Shift(y, Axis, Reverse, 1) * Tensor.Apply(new Recurrence(Axis, !Reverse), Shift(x, Axis, !Reverse, 0), yBar);

    /// <summary>Each element moved to the next place along the axis, or to the one before; <paramref name="first"/> takes the place left free.</summary>
    public static Tensor Shift(Tensor x, int axis, bool reverse, double first)
    {
        var n = x.Shape[axis];
        if (n == 0)
            return x;
        var rest = Tensor.Apply(new Slice(axis, reverse ? 1 : 0, n - 1, 1), x);
        var edge = Tensor.Full(x.Shape.With(axis, 1).ToArray(), first, x.DType);
        return Tensor.Apply(new Concat(axis), reverse ? [rest, edge] : [edge, rest])[0];
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// The running product along an axis: yᵢ = x₀ ⋯ xᵢ, or xᵢ ⋯ xₙ₋₁ with reverse. ẏᵢ = xᵢ ẏᵢ₋₁ + yᵢ₋₁ ẋᵢ: nothing is divided, so zeros are no exception.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor CumProd(int axis, bool reverse = false) =>
        Rank == 0
            ? Along.Line(this, axis, "CumProd").CumProd(0, reverse).Reshape()
            : Apply(new CumProd(Shape.Axis(axis, "CumProd"), reverse), this);
}
