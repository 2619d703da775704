namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The elements in the opposite order along the given axes; without arguments, along all.</summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor Flip(params int[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        var result = this;
        foreach (var axis in Shape.Axes(axes.Length == 0 ? null : axes, "Flip"))
            result = result.Slice(axis, step: -1);
        return result;
    }
}
