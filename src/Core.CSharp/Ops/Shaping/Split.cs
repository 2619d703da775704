namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>Equal parts one after another along an axis: the inverse of <see cref="Concat"/>.</summary>
    /// <exception cref="ShapeException">There is no such axis, or its size is no multiple of the number of parts.</exception>
    public Tensor[] Split(int parts, int axis = 0)
    {
        axis = Shape.Axis(axis, "Split");
        var size = Shape[axis];
        if (parts <= 0 || size % parts != 0)
            ShapeException.Throw(
                "Split",
                $"a number of parts that divides {size}, the size of axis {axis}",
                $"{parts}"
            );
        if (size > 0)
        {
            var sizes = new int[parts];
            Array.Fill(sizes, size / parts);
            return Parts(sizes, axis);
        }
        // Any number of parts divides an empty axis: they are one value.
        var all = Allocation.Zeros<Tensor>(parts, "Split");
        Array.Fill(all, this);
        return all;
    }

    /// <summary>Parts of the given sizes one after another along an axis.</summary>
    /// <exception cref="ShapeException">There is no such axis, or the sizes do not add up to its size.</exception>
    public Tensor[] Split(int[] sizes, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        axis = Shape.Axis(axis, "Split");
        if (Array.Exists(sizes, size => size < 0) || sizes.Sum(size => (long)size) != Shape[axis])
            ShapeException.Throw(
                "Split",
                $"sizes of 0 or more that add up to {Shape[axis]}, the size of axis {axis}",
                $"[{InvariantText.Join(", ", sizes)}]"
            );
        return Parts(sizes, axis);
    }

    private Tensor[] Parts(int[] sizes, int axis)
    {
        var start = 0;
        return Array.ConvertAll(sizes, size => Slice(axis, start, start += size));
    }
}
