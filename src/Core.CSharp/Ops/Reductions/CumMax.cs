using System.Buffers;
using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The place of the running extreme along an axis: of equal ones the first met; a NaN, once met, stays.</summary>
internal sealed record CumArg(int Axis, bool Greatest, bool Reverse) : UnaryOperation
{
    public override string Name => Greatest ? "CumMax" : "CumMin";

    internal override bool IsDifferentiable => false;

    internal override TensorType Infer(TensorType x) => new(x.Shape, Places.DTypeOf(x, Axis));

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
        using var places = new Places(x.Count);
        // The kernel leaves the extremes themselves where the places will be written, if these have the same dtype.
        using var extremes = new Rented<T>(y.DType == x.DType ? 0 : x.Count);
        var running = y.DType == x.DType ? y.Writable<T>() : extremes.Span;
        if (Greatest)
            Cumulative.Max(outer, n, inner, Reverse, x.Span<T>(), running, places.Span);
        else
            Cumulative.Min(outer, n, inner, Reverse, x.Span<T>(), running, places.Span);
        places.WriteTo(y);
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    internal override Tensor? Jvp(Tensor x, Tensor y, Tensor xDot) => null;

    internal override Tensor? Vjp(Tensor x, Tensor y, Tensor yBar) => null;
}

public abstract partial class Tensor
{
    /// <summary>
    /// The running maximum along an axis: yᵢ = max(x₀, …, xᵢ), or max(xᵢ, …, xₙ₋₁) with reverse. The cotangent goes to the place that holds
    /// the maximum, of equal ones to the first met. A NaN, once met, stays.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor CumMax(int axis, bool reverse = false) => CumExtreme(axis, true, reverse, "CumMax");

    /// <summary>The running minimum along an axis, as <see cref="CumMax"/> is the running maximum.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor CumMin(int axis, bool reverse = false) => CumExtreme(axis, false, reverse, "CumMin");

    private Tensor CumExtreme(int axis, bool greatest, bool reverse, string operation)
    {
        if (Rank == 0)
            return Along.Line(this, axis, operation).CumExtreme(0, greatest, reverse, operation).Reshape();
        axis = Shape.Axis(axis, operation);
        return TakeAlongAxis(Apply(new CumArg(axis, greatest, reverse), this), axis);
    }
}
