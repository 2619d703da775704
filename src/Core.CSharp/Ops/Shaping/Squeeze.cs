namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The tensor without the given axes, which have size 1; without arguments, without all axes of size 1. Nothing is copied.</summary>
    /// <exception cref="ShapeException">There is no such axis, one is named twice, or one has another size than 1.</exception>
    public Tensor Squeeze(params int[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Length == 0)
            axes = [.. Enumerable.Range(0, Rank).Where(axis => Shape[axis] == 1)];
        var dropped = Shape.Axes(axes, "Squeeze");
        foreach (var axis in dropped)
            if (Shape[axis] != 1)
                ShapeException.Throw("Squeeze", "axes of size 1", $"axis {axis} of {Shape}");
        return dropped.Length == 0 ? this : Apply(new Reshape(Shape.Reduce(dropped, keepDims: false)), this);
    }
}
