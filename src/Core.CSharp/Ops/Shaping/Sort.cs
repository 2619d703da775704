namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The elements along an axis in ascending (or descending) order, and where they stood. Equal elements keep their order, NaN comes last
    /// either way. The cotangents follow the elements back to their places.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <exception cref="DTypeException">The axis is too long for the indices of Float32.</exception>
    public IndexedValues Sort(int axis = -1, bool descending = false)
    {
        axis = Shape.Axis(axis, "Sort");
        var indices = ArgSort(axis, descending);
        return new(TakeAlongAxis(indices, axis), indices);
    }
}
