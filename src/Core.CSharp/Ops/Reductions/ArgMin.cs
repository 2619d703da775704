using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The place of the least along an axis.</summary>
internal sealed record ArgMin(int Axis) : ArgExtremum(Axis)
{
    protected override void Locate<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<int> places) =>
        Reductions.ArgMin(outer, n, inner, x, places);
}

public abstract partial class Tensor
{
    /// <summary>The row-major place of the least of all elements, a whole number in the tensor's dtype: of equal ones the first, the first NaN if there is one. Not differentiable.</summary>
    /// <exception cref="ShapeException">There is no element.</exception>
    public Tensor ArgMin() => Reshape(Count).ArgMin(0);

    /// <summary>
    /// The place of the least along an axis, which is dropped, or kept with size 1; a whole number in the tensor's dtype: of equal ones the
    /// first, the first NaN if there is one. Not differentiable.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or no element along it.</exception>
    /// <exception cref="DTypeException">The axis is too long for the indices of Float32.</exception>
    public Tensor ArgMin(int axis, bool keepDims = false)
    {
        if (Rank == 0)
            return Along.Line(this, axis, "ArgMin").ArgMin(0);
        axis = Shape.Axis(axis, "ArgMin");
        return Along.Restore(Apply(new ArgMin(axis), this), this, [axis], keepDims);
    }
}
