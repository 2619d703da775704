namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The variance of all elements, a scalar: y = Σ (x − x̂)² / (n − ddof), where x̂ is their mean. NaN where n ≤ ddof.</summary>
    public Tensor Var(double ddof = 0) => Var(null, ddof);

    /// <summary>
    /// The variance over the given axes (negative ones count from the end; null means all), which are dropped, or kept with size 1:
    /// y = Σ (x − x̂)² / (n − ddof), where x̂ is the mean of the n elements; hence x̄ = 2 ȳ (x − x̂) / (n − ddof). It is exactly 0 for equal
    /// elements, and so is its derivative; NaN where n ≤ ddof.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor Var(int[]? axes, double ddof = 0, bool keepDims = false)
    {
        var over = Shape.Axes(axes, "Var");
        return PerFreedom(Square(Centered(over)).Sum(over, keepDims), Along.Count(Shape, over) - ddof);
    }

    /// <inheritdoc cref="Var(int[], double, bool)"/>
    public Tensor Var(int axis, double ddof = 0, bool keepDims = false) => Var([axis], ddof, keepDims);

    // Without a degree of freedom the derivative is NaN in every mode: of a quotient, a tangent of exactly 0 would stay 0.
    private static Tensor PerFreedom(Tensor x, double freedom) => freedom > 0 ? x / freedom : x * double.NaN;

    // x − x̂ by way of x − x₀, which is exactly 0 where all elements are equal; the derivative in x₀ is 0.
    private Tensor Centered(int[] axes)
    {
        if (Count == 0)
            return this;
        var first = this;
        foreach (var axis in axes)
            first = first.Slice(axis, 0, 1);
        var near = this - Ad.StopGradient(first);
        return near - near.Mean(axes, keepDims: true);
    }
}
