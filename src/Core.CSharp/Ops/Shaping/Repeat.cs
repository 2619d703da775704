namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>Each element <paramref name="times"/> times in a row along an axis; the cotangent is summed over the copies.</summary>
    /// <exception cref="ShapeException">There is no such axis, the count is negative, or the answer has too many elements.</exception>
    public Tensor Repeat(int times, int axis)
    {
        if (Rank == 0)
            return Along.Line(this, axis, "Repeat").Repeat(times, 0);
        axis = Shape.Axis(axis, "Repeat");
        if (times < 0)
            ShapeException.Throw("Repeat", "a count of 0 or more", $"{times}");
        var sizes = Shape.Sizes;
        int[] stretched = [.. sizes[..(axis + 1)], times, .. sizes[(axis + 1)..]];
        var repeated = Shape.With(axis, Shape.Checked((long)Shape[axis] * times, "Repeat"));
        return ExpandDims(axis + 1).BroadcastTo(stretched).Reshape(repeated.ToArray());
    }

    /// <summary>Element i of an axis <c>times[i]</c> times in a row; the cotangent is summed over the copies.</summary>
    /// <exception cref="ShapeException">There is no such axis, a count is negative, there are not as many counts as the axis has elements, or the answer has too many.</exception>
    public Tensor Repeat(int[] times, int axis)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (Rank == 0)
            return Along.Line(this, axis, "Repeat").Repeat(times, 0);
        axis = Shape.Axis(axis, "Repeat");
        if (times.Length != Shape[axis] || Array.Exists(times, count => count < 0))
            ShapeException.Throw(
                "Repeat",
                $"{Shape[axis]} counts of 0 or more for axis {axis}",
                $"[{InvariantText.Join(", ", times)}]"
            );
        var repeated = Shape.With(axis, Shape.Checked(times.Sum(count => (long)count), "Repeat"));
        var indices = Allocation.Zeros<int>(repeated[axis], "Repeat");
        for (int i = 0, at = 0; i < times.Length; at += times[i++])
            indices.AsSpan(at, times[i]).Fill(i);
        return Gather(indices, axis);
    }
}
