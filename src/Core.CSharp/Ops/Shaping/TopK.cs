namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The k greatest (or least) elements along an axis, in order, and where they stood: the first k of <see cref="Sort"/>, so that NaN counts
    /// as the greatest. The cotangents follow the elements back to their places.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or it has fewer than k elements.</exception>
    public IndexedValues TopK(int k, int axis = -1, bool greatest = true)
    {
        if (Rank == 0 && k == 1)
            return Along.Line(this, axis, "TopK").TopK(1, 0, greatest).AsScalar();
        if (Rank == 0)
            ShapeException.Throw("TopK", "k = 1 of a scalar", $"{k}");
        axis = Shape.Axis(axis, "TopK");
        if (k < 0 || k > Shape[axis])
            ShapeException.Throw("TopK", $"k between 0 and {Shape[axis]}, the size of axis {axis}", $"{k}");
        var indices = Apply(new Order(axis, k, greatest), this);
        return new(TakeAlongAxis(indices, axis), indices);
    }
}
