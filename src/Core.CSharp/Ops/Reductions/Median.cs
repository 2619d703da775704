namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The median of all elements, a scalar; see <see cref="Median(int, bool)"/>.</summary>
    /// <exception cref="ShapeException">There is no element.</exception>
    public Tensor Median() => Reshape(Count).Median(0);

    /// <summary>
    /// The middle of the elements along an axis in order, or the mean of the middle two; the axis is dropped, or kept with size 1. The
    /// cotangent follows the elements to their places, by the stable order where some are equal. A NaN wins.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or no element along it.</exception>
    public Tensor Median(int axis, bool keepDims = false)
    {
        if (Rank == 0)
            return Along.Line(this, axis, "Median").Median(0);
        axis = Shape.Axis(axis, "Median");
        var n = Shape[axis];
        if (n == 0)
            ShapeException.Throw("Median", $"one element or more along axis {axis}", $"{Shape}");
        var sorted = Sort(axis).Values;
        var low = At((n - 1) / 2);
        var middle = n % 2 == 1 ? low : 0.5 * low + 0.5 * At(n / 2);
        var last = At(n - 1);
        // NaN comes last in order.
        var median = Where(NotEqual(last, last), last, middle);
        return keepDims ? median : median.Squeeze(axis);

        Tensor At(int place) => sorted.Slice(axis, place, place + 1);
    }
}
