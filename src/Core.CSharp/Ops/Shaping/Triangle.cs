namespace Functional.Core;

/// <summary>The elements on one side of a diagonal of the last two axes, zeros elsewhere; it is its own transpose.</summary>
internal sealed record Triangle(int Offset, bool Lower) : LinearOperation
{
    public override string Name => Lower ? "Tril" : "Triu";

    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x)
    {
        if (x.Shape.Rank < 2)
            ShapeException.Throw(Name, "two axes or more", $"{x.Shape}");
        return x;
    }

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run(x.Shape, x.Span<float>(), y.Writable<float>());
        else
            Run(x.Shape, x.Span<double>(), y.Writable<double>());
    }

    private void Run<T>(Shape shape, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged
    {
        y.Clear();
        var (rows, columns) = (shape[shape.Rank - 2], shape[shape.Rank - 1]);
        var lines = shape.CountOf(0, shape.Rank - 1);
        for (var line = 0; line < lines; line++)
        {
            // The first column strictly above the diagonal, and the first on it.
            var above = (int)Math.Clamp((long)(line % rows) + Offset + 1, 0, columns);
            var on = (int)Math.Clamp((long)(line % rows) + Offset, 0, columns);
            var (start, end) = Lower ? (0, above) : (on, columns);
            x.Slice(line * columns + start, end - start).CopyTo(y[(line * columns + start)..]);
        }
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Tensor.Apply(this, yBar);
}
