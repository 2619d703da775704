namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The mean over all elements, a scalar: y = Σ x / n, hence x̄ = ȳ / n everywhere. The mean of nothing is NaN.</summary>
    public Tensor Mean() => Sum() / Count;

    /// <summary>The mean over the given axes (negative ones count from the end; null means all), which are dropped, or kept with size 1.</summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor Mean(int[]? axes, bool keepDims = false)
    {
        var over = Shape.Axes(axes, "Mean");
        return Sum(over, keepDims) / Along.Count(Shape, over);
    }

    /// <inheritdoc cref="Mean(int[], bool)"/>
    public Tensor Mean(int axis, bool keepDims = false) => Mean([axis], keepDims);
}
