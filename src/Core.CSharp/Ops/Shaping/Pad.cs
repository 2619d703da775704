namespace Functional.Core;

/// <summary>What stands beyond the ends of a padded axis.</summary>
public enum PadMode
{
    /// <summary>The element at the end again: a a | a b c | c c.</summary>
    Edge,

    /// <summary>The elements as in a mirror that stands at the end: c b | a b c | b a.</summary>
    Reflect,
}

public abstract partial class Tensor
{
    /// <summary>The tensor with <c>before[i]</c> and <c>after[i]</c> elements of the given value added at the ends of axis i.</summary>
    /// <exception cref="ShapeException">There is not one width per axis, one is negative, or the answer has too many elements.</exception>
    public Tensor Pad(int[] before, int[] after, double value = 0)
    {
        CheckWidths(before, after);
        // Refused before the first axis is padded.
        _ = Padded(before, after);
        var result = this;
        for (var axis = 0; axis < Rank; axis++)
        {
            var (low, high) = (before[axis], after[axis]);
            if (low == 0 && high == 0)
                continue;
            if (value == 0)
                result = Apply(new Unslice(axis, low + Shape[axis] + high, low, 1), result);
            else
                result = Concat([Edge(result, axis, low, value), result, Edge(result, axis, high, value)], axis);
        }
        return result;

        static Tensor Edge(Tensor x, int axis, int width, double value) =>
            Full(x.Shape.With(axis, width).ToArray(), value, x.DType);
    }

    /// <summary>The tensor with <c>before[i]</c> and <c>after[i]</c> of its own elements added at the ends of axis i; their cotangents are added to the originals'.</summary>
    /// <exception cref="ShapeException">There is not one width per axis, one is negative, the axis has too few elements to take them from, or the answer has too many.</exception>
    /// <exception cref="DomainException">There is no such mode.</exception>
    public Tensor Pad(int[] before, int[] after, PadMode mode)
    {
        if (mode is not (PadMode.Edge or PadMode.Reflect))
            DomainException.Throw("Pad", "the mode Edge or Reflect", $"{(int)mode}");
        CheckWidths(before, after);
        var padded = Padded(before, after);
        var result = this;
        for (var axis = 0; axis < Rank; axis++)
        {
            var (low, high, size) = (before[axis], after[axis], Shape[axis]);
            if (low == 0 && high == 0)
                continue;
            var most = mode == PadMode.Edge ? (size == 0 ? 0 : int.MaxValue) : Math.Max(0, size - 1);
            if (low > most || high > most)
                ShapeException.Throw(
                    "Pad",
                    $"widths of at most {most} for axis {axis} of size {size} in mode {mode}",
                    $"{low} and {high}"
                );
            var places = Allocation.Zeros<int>(padded[axis], "Pad");
            for (var i = 0; i < places.Length; i++)
                places[i] = Place(i - low, size);
            result = result.Gather(places, axis);
        }
        return result;

        int Place(int i, int size) =>
            mode == PadMode.Edge ? Math.Clamp(i, 0, size - 1)
            : i < 0 ? -i
            : i >= size ? size - 2 - (i - size)
            : i;
    }

    private Shape Padded(int[] before, int[] after) =>
        Shape.Own([.. Shape.Select((size, axis) => Shape.Checked((long)before[axis] + size + after[axis], "Pad"))]);

    private void CheckWidths(int[] before, int[] after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Length != Rank || after.Length != Rank || before.Concat(after).Any(width => width < 0))
            ShapeException.Throw(
                "Pad",
                $"a width of 0 or more before and after each axis of {Shape}",
                $"[{InvariantText.Join(", ", before)}] and [{InvariantText.Join(", ", after)}]"
            );
    }
}
