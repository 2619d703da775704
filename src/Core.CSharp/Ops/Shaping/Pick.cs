namespace Functional.Core;

/// <summary>The block that the first <see cref="Axes"/> indices name, given as its row-major number: a stretch of the elements.</summary>
internal sealed record Pick(int Axes, int Block) : LinearOperation
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x) => x with { Shape = Shape.Own([.. x.Shape.Sizes[Axes..]]) };

    internal override DenseTensor Evaluate(DenseTensor x)
    {
        var shape = Infer(x.Type).Shape;
        return x.Stretch(shape, Block * shape.Size);
    }

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            x.Span<float>().Slice(Block * y.Count, y.Count).CopyTo(y.Writable<float>());
        else
            x.Span<double>().Slice(Block * y.Count, y.Count).CopyTo(y.Writable<double>());
    }

    // Behind the batch the picked axes are one axis, of which one position is kept.
    internal override Tensor Batch(Tensor x)
    {
        int[] rest = [.. x.Shape.Sizes[(Axes + 1)..]];
        var blocks = x.Reshape([x.Shape[0], x.Shape.CountOf(1, Axes + 1), .. rest]);
        return Tensor.Apply(new Slice(1, Block, 1, 1), blocks).Reshape([x.Shape[0], .. rest]);
    }

    internal override Tensor Transpose(TensorType x, Tensor yBar) =>
        Tensor.Apply(new Unpick(Shape.Own([.. x.Shape.Sizes[..Axes]]), Block), yBar);
}

/// <summary>The transpose of <see cref="Pick"/>: the input as one block among zeros, behind axes of the given sizes.</summary>
internal sealed record Unpick(Shape Leading, int Block) : LinearOperation
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x) =>
        x with
        {
            Shape = Shape.Own([.. Leading.Sizes, .. x.Shape.Sizes]),
        };

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run(x.Span<float>(), y.Writable<float>());
        else
            Run(x.Span<double>(), y.Writable<double>());
    }

    private void Run<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        y.Clear();
        x.CopyTo(y[(Block * x.Length)..]);
    }

    internal override Tensor Batch(Tensor x)
    {
        int[] rest = [.. x.Shape.Sizes[1..]];
        var block = x.Reshape([x.Shape[0], 1, .. rest]);
        return Tensor.Apply(new Unslice(1, Leading.Size, Block, 1), block).Reshape([x.Shape[0], .. Leading, .. rest]);
    }

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Tensor.Apply(new Pick(Leading.Rank, Block), yBar);
}

public abstract partial class Tensor
{
    /// <summary>The slice at a position of the first axis, which is dropped; a negative position counts from the end. Nothing is copied.</summary>
    /// <exception cref="ShapeException">There are fewer axes than positions.</exception>
    /// <exception cref="DomainException">A position is out of range.</exception>
    public Tensor this[int i] => Pick([i]);

    /// <summary>The slice at positions of the first two axes, which are dropped; a negative position counts from the end. Nothing is copied.</summary>
    /// <inheritdoc cref="this[int]"/>
    public Tensor this[int i, int j] => Pick([i, j]);

    /// <summary>The slice at positions of the first three axes, which are dropped; a negative position counts from the end. Nothing is copied.</summary>
    /// <inheritdoc cref="this[int]"/>
    public Tensor this[int i, int j, int k] => Pick([i, j, k]);

    /// <summary>The slice at positions of the first four axes, which are dropped; a negative position counts from the end. Nothing is copied.</summary>
    /// <inheritdoc cref="this[int]"/>
    public Tensor this[int i, int j, int k, int l] => Pick([i, j, k, l]);

    private Tensor Pick(ReadOnlySpan<int> positions)
    {
        if (positions.Length > Rank)
            ShapeException.Throw("Index", $"at most {Rank} positions for {Shape}", $"{positions.Length}");
        var block = 0;
        for (var axis = 0; axis < positions.Length; axis++)
            block = block * Shape[axis] + Position(positions[axis], axis);
        return Apply(new Pick(positions.Length, block), this);
    }

    private int Position(int position, int axis)
    {
        var size = Shape[axis];
        if (position < -size || position >= size)
            DomainException.Throw(
                "Index",
                size == 0
                    ? $"no position along axis {axis} of size 0"
                    : $"a position from {-size} to {size - 1} along axis {axis} of size {size}",
                $"{position}"
            );
        return position < 0 ? position + size : position;
    }
}
