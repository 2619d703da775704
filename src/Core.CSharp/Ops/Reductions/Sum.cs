namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The sum over all elements, a scalar: y = Σ x, hence x̄ = ȳ everywhere. The sum of nothing is 0.</summary>
    public Tensor Sum() => Broadcasting.Sum(this, Shape.Scalar)!;

    /// <summary>The sum over the given axes (negative ones count from the end; null means all), which are dropped, or kept with size 1.</summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor Sum(int[]? axes, bool keepDims = false)
    {
        var over = Shape.Axes(axes, "Sum");
        var kept = Broadcasting.Sum(this, Shape.Reduce(over, keepDims: true))!;
        return keepDims ? kept : Apply(new Reshape(Shape.Reduce(over, keepDims: false)), kept);
    }

    /// <inheritdoc cref="Sum(int[], bool)"/>
    public Tensor Sum(int axis, bool keepDims = false) => Sum([axis], keepDims);
}
