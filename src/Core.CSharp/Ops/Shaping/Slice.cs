namespace Functional.Core;

/// <summary>Every <see cref="Step"/>-th index of an axis, from <see cref="Start"/>, <see cref="Size"/> of them; a negative step runs backwards.</summary>
internal sealed record Slice(int Axis, int Start, int Size, int Step) : LinearOperation
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x) => x with { Shape = x.Shape.With(Axis, Size) };

    // Along the outermost axis a run of indices is a stretch of the elements: nothing is copied.
    internal override int? View(TensorType x) =>
        Step == 1 && x.Shape.CountOf(0, Axis) == 1 ? Start * x.Shape.CountOf(Axis + 1, x.Shape.Rank) : null;

    internal override DenseTensor Evaluate(DenseTensor x) =>
        View(x.Type) is { } start ? x.Stretch(Infer(x.Type).Shape, start) : base.Evaluate(x);

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run(x.Span<float>(), x.Shape, y.Writable<float>());
        else
            Run(x.Span<double>(), x.Shape, y.Writable<double>());
    }

    private void Run<T>(ReadOnlySpan<T> x, Shape shape, Span<T> y)
    {
        var outer = shape.CountOf(0, Axis);
        var inner = shape.CountOf(Axis + 1, shape.Rank);
        var (size, step) = (Size, Step);
        var at = 0;
        for (var i = 0; i < outer; i++)
        {
            var from = (i * shape[Axis] + Start) * inner;
            if (Step == 1)
                x.Slice(from, Size * inner).CopyTo(y[(i * Size * inner)..]);
            else
                for (var j = 0; j < size; j++, at += inner)
                    if (inner == 1)
                        y[at] = x[from + j * step];
                    else
                        x.Slice(from + j * step * inner, inner).CopyTo(y[at..]);
        }
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) =>
        Tensor.Apply(new Unslice(Axis, x.Shape[Axis], Start, Step), yBar);
}

/// <summary>The transpose of <see cref="Slice"/>: the input's indices put in their places on an axis of the given size, zeros elsewhere.</summary>
internal sealed record Unslice(int Axis, int Size, int Start, int Step) : LinearOperation
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x) => x with { Shape = x.Shape.With(Axis, Size) };

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run(x.Span<float>(), x.Shape, y.Writable<float>());
        else
            Run(x.Span<double>(), x.Shape, y.Writable<double>());
    }

    private void Run<T>(ReadOnlySpan<T> x, Shape shape, Span<T> y)
    {
        y.Clear();
        var outer = shape.CountOf(0, Axis);
        var inner = shape.CountOf(Axis + 1, shape.Rank);
        var at = 0;
        for (var i = 0; i < outer; i++)
        {
            var to = (i * Size + Start) * inner;
            if (Step == 1)
                x.Slice(i * shape[Axis] * inner, shape[Axis] * inner).CopyTo(y[to..]);
            else
                for (var j = 0; j < shape[Axis]; j++, at += inner)
                    if (inner == 1)
                        y[to + j * Step] = x[at];
                    else
                        x.Slice(at, inner).CopyTo(y[(to + j * Step * inner)..]);
        }
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) =>
        Tensor.Apply(new Slice(Axis, Start, x.Shape[Axis], Step), yBar);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The indices start, start + step, … before stop of an axis. Negative positions count from the end, positions beyond an end are cut to it
    /// as in NumPy, null is the end where the walk begins or ends; a negative step walks backwards.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or the step is 0.</exception>
    public Tensor Slice(int axis, int? start = null, int? stop = null, int step = 1)
    {
        axis = Shape.Axis(axis, "Slice");
        if (step == 0)
            ShapeException.Throw("Slice", "a step other than 0", "0");
        var size = Shape[axis];
        var (low, high) = step > 0 ? (0, size) : (-1, size - 1);
        var from = Clip(start, step > 0 ? low : high);
        var to = Clip(stop, step > 0 ? high : low);
        var count = (int)Math.Max(0, ((long)to - from + step - Math.Sign(step)) / step);
        return count == size && step == 1 ? this : Apply(new Slice(axis, count == 0 ? 0 : from, count, step), this);

        int Clip(int? position, int missing) =>
            position is { } p ? Math.Clamp(p < 0 ? p + size : p, low, high) : missing;
    }
}
