namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The axes from start to end (both included, negative ones count from the end) as one, row-major; a scalar becomes a vector. Nothing is copied.</summary>
    /// <exception cref="ShapeException">There is no such axis, or end lies before start.</exception>
    public Tensor Flatten(int start = 0, int end = -1)
    {
        if (Rank == 0)
            return Reshape(1);
        var (first, last) = (Shape.Axis(start, "Flatten"), Shape.Axis(end, "Flatten"));
        if (last < first)
            ShapeException.Throw("Flatten", "a last axis that does not lie before the first", $"axes {start} to {end}");
        var sizes = Shape.Sizes;
        var count = Shape.CountOf(first, last + 1);
        return Apply(new Reshape(Shape.Own([.. sizes[..first], count, .. sizes[(last + 1)..]])), this);
    }
}
