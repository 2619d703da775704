using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>y = min xᵢ along an axis.</summary>
internal sealed record ReduceMin(int Axis) : Extremum(Axis)
{
    public override string Name => "Min";

    protected override void Run<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y) =>
        Reductions.Min(outer, n, inner, x, y);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The least of all elements, a scalar: y = min xᵢ. The cotangent is split evenly over the elements that equal it.
    /// A NaN wins, and the NaNs get the cotangent.
    /// </summary>
    /// <exception cref="ShapeException">There is no element.</exception>
    public Tensor Min() => Min(null);

    /// <summary>
    /// The least over the given axes (negative ones count from the end; null means all), which are dropped, or kept with size 1.
    /// The cotangent is split evenly over the elements that equal it. A NaN wins, and the NaNs get the cotangent.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, one is named twice, or there is no element along them.</exception>
    public Tensor Min(int[]? axes, bool keepDims = false) =>
        Along.Reduce(this, Shape.Axes(axes, "Min"), keepDims, axis => new ReduceMin(axis));

    /// <inheritdoc cref="Min(int[], bool)"/>
    public Tensor Min(int axis, bool keepDims = false) => Min([axis], keepDims);

    /// <summary>
    /// The least along an axis together with its place: of equal ones the first, which gets the whole cotangent; the first NaN if there is one.
    /// The axis is dropped, or kept with size 1.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or no element along it.</exception>
    public IndexedValues MinWithIndex(int axis, bool keepDims = false)
    {
        if (Rank == 0)
            return Along.Line(this, axis, "MinWithIndex").MinWithIndex(0);
        axis = Shape.Axis(axis, "MinWithIndex");
        var places = ArgMin(axis, keepDims: true);
        var values = TakeAlongAxis(places, axis);
        return keepDims ? new(values, places) : new(values.Squeeze(axis), places.Squeeze(axis));
    }
}
