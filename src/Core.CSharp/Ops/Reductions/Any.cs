namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// A mask over the given axes (null means all), which are dropped, or kept with size 1: 1 where some element is not 0, else 0. Of
    /// nothing it is 0. Not differentiable.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor Any(int[]? axes = null, bool keepDims = false) =>
        NotEqual(NotEqual(this, 0).Sum(Shape.Axes(axes, "Any"), keepDims), 0);

    /// <inheritdoc cref="Any(int[], bool)"/>
    public Tensor Any(int axis, bool keepDims = false) => Any([axis], keepDims);
}
