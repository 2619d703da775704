using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>y = max xᵢ along an axis.</summary>
internal sealed record ReduceMax(int Axis) : Extremum(Axis)
{
    public override string Name => "Max";

    protected override void Run<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y) =>
        Reductions.Max(outer, n, inner, x, y);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The greatest of all elements, a scalar: y = max xᵢ. The cotangent is split evenly over the elements that equal it.
    /// A NaN wins, and the NaNs get the cotangent.
    /// </summary>
    /// <exception cref="ShapeException">There is no element.</exception>
    public Tensor Max() => Max(null);

    /// <summary>
    /// The greatest over the given axes (negative ones count from the end; null means all), which are dropped, or kept with size 1.
    /// The cotangent is split evenly over the elements that equal it. A NaN wins, and the NaNs get the cotangent.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, one is named twice, or there is no element along them.</exception>
    public Tensor Max(int[]? axes, bool keepDims = false) =>
        Along.Reduce(this, Shape.Axes(axes, "Max"), keepDims, axis => new ReduceMax(axis));

    /// <inheritdoc cref="Max(int[], bool)"/>
    public Tensor Max(int axis, bool keepDims = false) => Max([axis], keepDims);

    /// <summary>
    /// The greatest along an axis together with its place: of equal ones the first, which gets the whole cotangent; the first NaN if there is one.
    /// The axis is dropped, or kept with size 1.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or no element along it.</exception>
    public IndexedValues MaxWithIndex(int axis, bool keepDims = false)
    {
        if (Rank == 0)
            return Along.Line(this, axis, "MaxWithIndex").MaxWithIndex(0);
        axis = Shape.Axis(axis, "MaxWithIndex");
        var places = ArgMax(axis, keepDims: true);
        var values = TakeAlongAxis(places, axis);
        return keepDims ? new(values, places) : new(values.Squeeze(axis), places.Squeeze(axis));
    }
}
