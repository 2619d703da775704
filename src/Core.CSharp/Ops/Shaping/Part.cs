namespace Functional.Core;

/// <summary>
/// What to take along one axis, in <c>x[1.., ^1, Part.Steps(step: 2)]</c>: an <see cref="int"/> or <see cref="Index"/> takes one
/// position and drops the axis, a <see cref="Range"/> takes a stretch.
/// </summary>
public readonly struct Part
{
    private enum Kind
    {
        Everything,
        One,
        Stretch,
        Stepped,
    }

    private readonly Kind kind;
    private readonly Index first;
    private readonly Range range;
    private readonly int? start;
    private readonly int? stop;
    private readonly int step;

    private Part(Index position) => (kind, first) = (Kind.One, position);

    private Part(Range range) => (kind, this.range) = (Kind.Stretch, range);

    private Part(int? start, int? stop, int step) =>
        (kind, this.start, this.stop, this.step) = (Kind.Stepped, start, stop, step);

    /// <summary>One position, counted from the end if negative; the axis is dropped.</summary>
    public static implicit operator Part(int position) =>
        new(position < 0 ? new Index(-Math.Max(position, -int.MaxValue), fromEnd: true) : position);

    /// <summary>One position; the axis is dropped.</summary>
    public static implicit operator Part(Index position) => new(position);

    /// <summary>A stretch; ends beyond the axis are cut to it.</summary>
    public static implicit operator Part(Range range) => new(range);

    /// <summary>Positions with a step, as <see cref="Tensor.Slice"/> takes them.</summary>
    public static Part Steps(int? start = null, int? stop = null, int step = 1) => new(start, stop, step);

    /// <summary>Whether one position is taken, so that the axis is to be dropped.</summary>
    internal bool DropsAxis => kind == Kind.One;

    /// <summary>The position on an axis of the given size; negative or too large where there is no such.</summary>
    internal int Position(int size) => first.GetOffset(size);

    /// <summary>The part of an axis that is not dropped.</summary>
    internal Tensor Of(Tensor x, int axis)
    {
        if (kind == Kind.Everything)
            return x;
        if (kind == Kind.Stepped)
            return x.Slice(axis, start, stop, step);
        var size = x.Shape[axis];
        return x.Slice(
            axis,
            Math.Clamp(range.Start.GetOffset(size), 0, size),
            Math.Clamp(range.End.GetOffset(size), 0, size)
        );
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// A part of each axis, as in <c>x[1.., ^1, ..]</c>: a range keeps the axis and is cut to its ends, an index drops it. Axes behind
    /// the last part are taken whole. Nothing is copied where the part is one stretch of the elements.
    /// </summary>
    /// <exception cref="ShapeException">There are fewer axes than parts.</exception>
    /// <exception cref="DomainException">An index is out of range.</exception>
    public Tensor this[params Part[] parts]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(parts);
            if (parts.Length > Rank)
                ShapeException.Throw("Index", $"at most {Rank} parts for {Shape}", $"{parts.Length}");
            var result = this;
            var dropped = new List<int>();
            for (var axis = 0; axis < parts.Length; axis++)
                if (parts[axis].DropsAxis)
                {
                    var position = PartPosition(parts[axis], axis);
                    result = result.Slice(axis, position, position + 1);
                    dropped.Add(axis);
                }
                else
                {
                    result = parts[axis].Of(result, axis);
                }
            return dropped.Count == 0 ? result : result.Squeeze([.. dropped]);
        }
    }

    private int PartPosition(Part part, int axis)
    {
        var position = part.Position(Shape[axis]);
        // An index from the end that goes too far must not be read as one from the end again.
        return Position(position < 0 ? position - Shape[axis] : position, axis);
    }
}
