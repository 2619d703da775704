namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// A mask over the given axes (null means all), which are dropped, or kept with size 1: 1 where no element is 0, else 0. Of nothing
    /// it is 1. Not differentiable.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor All(int[]? axes = null, bool keepDims = false) =>
        Equal(Equal(this, 0).Sum(Shape.Axes(axes, "All"), keepDims), 0);

    /// <inheritdoc cref="All(int[], bool)"/>
    public Tensor All(int axis, bool keepDims = false) => All([axis], keepDims);
}
