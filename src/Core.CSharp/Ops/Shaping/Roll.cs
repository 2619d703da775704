namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The elements moved on by <paramref name="shift"/> places along an axis; those that leave at one end enter at the other.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor Roll(int shift, int axis)
    {
        if (Shape.Axes([axis], "Roll").Length == 0)
            return this;
        axis = Shape.Axis(axis, "Roll");
        var size = Shape[axis];
        if (size == 0 || shift % size == 0)
            return this;
        var cut = size - (int)(((long)shift % size + size) % size);
        return Concat([Slice(axis, cut), Slice(axis, 0, cut)], axis);
    }

    /// <summary>The elements moved on by <paramref name="shift"/> places in row-major order, round the end.</summary>
    public Tensor Roll(int shift) => Apply(new Reshape(Shape), Reshape(Count).Roll(shift, 0));
}
