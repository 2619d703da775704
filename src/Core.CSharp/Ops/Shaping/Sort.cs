namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The elements along an axis in ascending (or descending) order, and where they stood. Equal elements keep their order, NaN counts as
    /// the greatest. The cotangents follow the elements back to their places.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public IndexedValues Sort(int axis = -1, bool descending = false)
    {
        if (Rank == 0)
            return Along.Line(this, axis, "Sort").Sort(0, descending).AsScalar();
        axis = Shape.Axis(axis, "Sort");
        var indices = Apply(new Order(axis, Shape[axis], descending), this);
        return new(TakeAlongAxis(indices, axis), indices);
    }
}
