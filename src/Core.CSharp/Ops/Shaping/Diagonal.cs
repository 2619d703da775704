using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>y[…, i] = x[…, i, i + offset], or x[…, i − offset, i] where it is negative.</summary>
internal sealed record Diagonal(int Offset) : LinearOperation
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x)
    {
        var (rows, columns) = (x.Shape[x.Shape.Rank - 2], x.Shape[x.Shape.Rank - 1]);
        var length = Offset >= 0 ? Math.Min(rows, columns - Offset) : Math.Min(rows + Offset, columns);
        return x with { Shape = Shape.Own([.. x.Shape.Sizes[..^2], Math.Max(0, length)]) };
    }

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run(x.Shape, x.Span<float>(), y.Shape, y.Writable<float>());
        else
            Run(x.Shape, x.Span<double>(), y.Shape, y.Writable<double>());
    }

    private void Run<T>(Shape from, ReadOnlySpan<T> x, Shape to, Span<T> y)
        where T : unmanaged
    {
        var (rows, columns, length) = (from[from.Rank - 2], from[from.Rank - 1], to[to.Rank - 1]);
        for (var i = 0; i < y.Length; i++)
            y[i] = x[i / length * rows * columns + First(Offset, columns) + i % length * (columns + 1)];
    }

    /// <summary>Where a diagonal starts in its matrix.</summary>
    public static int First(int offset, int columns) => offset >= 0 ? offset : -offset * columns;

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) =>
        Tensor.Apply(new Undiagonal(Offset, x.Shape[x.Shape.Rank - 2], x.Shape[x.Shape.Rank - 1]), yBar);
}

/// <summary>The transpose of <see cref="Diagonal"/>: matrices of the given size with the input on a diagonal, zeros elsewhere.</summary>
internal sealed record Undiagonal(int Offset, int Rows, int Columns) : LinearOperation
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x) =>
        x with
        {
            Shape = Shape.Own([.. x.Shape.Sizes[..^1], Rows, Columns]),
        };

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run(x.Span<float>(), x.Shape[x.Rank - 1], y.Writable<float>());
        else
            Run(x.Span<double>(), x.Shape[x.Rank - 1], y.Writable<double>());
    }

    private void Run<T>(ReadOnlySpan<T> x, int length, Span<T> y)
        where T : unmanaged
    {
        y.Clear();
        var first = Core.Diagonal.First(Offset, Columns);
        for (var i = 0; i < x.Length; i++)
            y[i / length * Rows * Columns + first + i % length * (Columns + 1)] = x[i];
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Tensor.Apply(new Diagonal(Offset), yBar);
}

public abstract partial class Tensor
{
    /// <summary>
    /// A diagonal of the matrices in two axes, which become one axis, the last: [… m, n] → [… k]. The offset says how far above the main
    /// diagonal it lies, below if negative; a diagonal outside the matrix is empty.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or both are the same.</exception>
    public Tensor Diagonal(int offset = 0, int axis1 = -2, int axis2 = -1)
    {
        var (rows, columns) = (Shape.Axis(axis1, "Diagonal"), Shape.Axis(axis2, "Diagonal"));
        if (rows == columns)
            ShapeException.Throw("Diagonal", "two different axes", $"{axis1} and {axis2} of {Shape}");
        var matrices = this;
        if (rows != Rank - 2 || columns != Rank - 1)
        {
            int[] others = [.. Enumerable.Range(0, Rank).Where(axis => axis != rows && axis != columns)];
            matrices = Apply(new Permute(new([.. others, rows, columns])), this);
        }
        return Apply(new Diagonal(offset), matrices);
    }
}
