namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// Layer normalisation: y = γ (x − μ) / √(σ² + ε) + β, with the mean μ and variance σ² (over n, not n − 1) of each example over its last axes,
    /// as many as γ has. Shapes: x [… s], γ and β [s] → y of the shape of x. The derivative goes through μ and σ² too.
    /// ε may be any number; where σ² + ε is negative the answer is NaN.
    /// A composition of sums and elementwise operations, whose derivatives it has.
    /// Source: J. L. Ba, J. R. Kiros and G. E. Hinton, Layer normalization, 2016.
    /// </summary>
    /// <exception cref="ShapeException">γ or β does not have the shape of the last axes of x.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor LayerNorm(Tensor x, Tensor scale, Tensor shift, double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(shift);
        var leading = x.Rank - scale.Rank;
        if (scale.Rank == 0 || leading < 0 || !scale.Shape.Sizes.SequenceEqual(x.Shape.Sizes[Math.Max(0, leading)..]))
            ShapeException.Throw("LayerNorm", $"a scale of the last axes of {x.Shape}", $"{scale.Shape}");
        if (!shift.Shape.Equals(scale.Shape))
            ShapeException.Throw("LayerNorm", $"a shift {scale.Shape}, as the scale is", $"{shift.Shape}");
        int[] axes = [.. Enumerable.Range(leading, scale.Rank)];
        return Standardize(x, axes, epsilon).Value * scale + shift;
    }
}
