using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// The places of the first <see cref="Count"/> elements along an axis in stable order, NaN the greatest; in Float64 where Float32 does not have
/// them all.
/// Constant to every transform.
/// </summary>
internal sealed record Order(int Axis, int Count, bool Descending) : UnaryOperation
{
    public override string Name => "ArgSort";

    internal override bool IsDifferentiable => false;

    internal override TensorType Infer(TensorType x) => new(x.Shape.With(Axis, Count), Places.DTypeOf(x, Axis));

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run<float>(x, y);
        else
            Run<double>(x, y);
    }

    private void Run<T>(DenseTensor x, DenseTensor y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (outer, n, inner) = Along.Sizes(x.Shape, Axis);
        using var places = new Places(y.Count);
        Sorting.TopK(outer, n, inner, Count, Descending, x.Span<T>(), places.Span);
        places.WriteTo(y);
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    internal override Tensor? Jvp(Tensor x, Tensor y, Tensor xDot) => null;

    internal override Tensor? Vjp(Tensor x, Tensor y, Tensor yBar) => null;
}

public abstract partial class Tensor
{
    /// <summary>
    /// The indices that put each line along an axis in ascending (or descending) order, whole numbers in the tensor's dtype. Equal elements
    /// keep their order, NaN counts as the greatest. Not differentiable.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <exception cref="DTypeException">The axis is too long for the indices of Float32.</exception>
    public Tensor ArgSort(int axis = -1, bool descending = false)
    {
        if (Rank == 0)
            return Along.Line(this, axis, "ArgSort").ArgSort(0, descending).Reshape();
        axis = Shape.Axis(axis, "ArgSort");
        Places.Check("ArgSort", Type, axis);
        return Apply(new Order(axis, Shape[axis], descending), this);
    }
}
