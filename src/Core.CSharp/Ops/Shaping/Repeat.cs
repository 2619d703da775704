namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>Each element <paramref name="times"/> times in a row along an axis; the cotangent is summed over the copies.</summary>
    /// <exception cref="ShapeException">There is no such axis, or the count is negative.</exception>
    public Tensor Repeat(int times, int axis)
    {
        axis = Shape.Axis(axis, "Repeat");
        if (times < 0)
            ShapeException.Throw("Repeat", "a count of 0 or more", $"{times}");
        var sizes = Shape.Sizes;
        int[] stretched = [.. sizes[..(axis + 1)], times, .. sizes[(axis + 1)..]];
        return ExpandDims(axis + 1)
            .BroadcastTo(stretched)
            .Reshape(Shape.With(axis, checked(Shape[axis] * times)).ToArray());
    }

    /// <summary>Element i of an axis <c>times[i]</c> times in a row; the cotangent is summed over the copies.</summary>
    /// <exception cref="ShapeException">There is no such axis, a count is negative, or there are not as many counts as the axis has elements.</exception>
    public Tensor Repeat(int[] times, int axis)
    {
        axis = Shape.Axis(axis, "Repeat");
        if (times.Length != Shape[axis] || Array.Exists(times, count => count < 0))
            ShapeException.Throw(
                "Repeat",
                $"{Shape[axis]} counts of 0 or more for axis {axis}",
                $"[{InvariantText.Join(", ", times)}]"
            );
        int[] indices = [.. times.SelectMany((count, i) => Enumerable.Repeat(i, count))];
        return Gather(indices, axis);
    }
}
