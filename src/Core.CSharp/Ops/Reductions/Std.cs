namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The standard deviation of all elements, a scalar: the square root of <see cref="Var(double)"/>, with derivative 0 where it is 0. NaN where n ≤ ddof.</summary>
    public Tensor Std(double ddof = 0) => Std(null, ddof);

    /// <summary>
    /// The standard deviation over the given axes (negative ones count from the end; null means all), which are dropped, or kept with
    /// size 1: y = ‖x − x̂‖ / √(n − ddof), where x̂ is the mean of the n elements. For equal elements it is 0, and its derivative is 0;
    /// NaN where n ≤ ddof.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor Std(int[]? axes, double ddof = 0, bool keepDims = false)
    {
        var over = Shape.Axes(axes, "Std");
        return PerFreedom(Centered(over).Norm(over, 2, keepDims), Math.Sqrt(Along.Count(Shape, over) - ddof));
    }

    /// <inheritdoc cref="Std(int[], double, bool)"/>
    public Tensor Std(int axis, double ddof = 0, bool keepDims = false) => Std([axis], ddof, keepDims);
}
