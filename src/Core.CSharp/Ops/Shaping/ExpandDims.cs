namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>A new axis of size 1 at the given position of the result (−1 is the last). Nothing is copied.</summary>
    /// <exception cref="ShapeException">There is no such position.</exception>
    public Tensor ExpandDims(int axis)
    {
        if (axis < -Rank - 1 || axis > Rank)
            ShapeException.Throw("ExpandDims", $"a position between {-Rank - 1} and {Rank}", $"{axis}");
        var at = axis < 0 ? axis + Rank + 1 : axis;
        var sizes = Shape.Sizes;
        return Apply(new Reshape(Shape.Own([.. sizes[..at], 1, .. sizes[at..]])), this);
    }
}
