using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>z[outer, i, inner] = x[outer, indices[outer, i, inner], inner].</summary>
internal sealed record TakeAlongAxis(int Axis) : Indexed(Axis)
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x, TensorType y)
    {
        if (x.Shape.Rank != y.Shape.Rank || !x.Shape.With(Axis, 0).Equals(y.Shape.With(Axis, 0)))
            ShapeException.Throw(Name, $"indices of shape {x.Shape} but on axis {Axis}", $"{y.Shape}");
        return x with { Shape = y.Shape };
    }

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (z.DType == DType.Float32)
            Run<float>(x, y, z);
        else
            Run<double>(x, y, z);
    }

    private void Run<T>(DenseTensor x, DenseTensor y, DenseTensor z)
        where T : unmanaged
    {
        var (outer, n, inner) = Along.Sizes(x.Shape, Axis);
        using var places = Places.Read(y, Name, Axis, n);
        Movement.TakeAlong(outer, n, inner, y.Shape[Axis], places.Span, x.Span<T>(), z.Writable<T>());
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        Tensor.Apply(this with { Axis = Axis + 1 }, Batching.Full(x, size), Batching.Full(y, size));

    internal override Tensor Transpose(TensorType x, Tensor indices, Tensor zBar) =>
        Tensor.Apply(new UntakeAlongAxis(Axis, x.Shape[Axis]), zBar, indices);
}

/// <summary>The transpose of <see cref="TakeAlongAxis"/>: elements added to where they came from, zeros elsewhere on an axis of the given size.</summary>
internal sealed record UntakeAlongAxis(int Axis, int Size) : Indexed(Axis)
{
    internal override Reading Reading => Reading.Collection;

    internal override TensorType Infer(TensorType x, TensorType y) => x with { Shape = x.Shape.With(Axis, Size) };

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (z.DType == DType.Float32)
            Run<float>(x, y, z);
        else
            Run<double>(x, y, z);
    }

    private void Run<T>(DenseTensor x, DenseTensor y, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (outer, n, inner) = Along.Sizes(z.Shape, Axis);
        using var places = Places.Read(y, Name, Axis, n);
        z.Writable<T>().Clear();
        Movement.TakeAlongAdd(outer, n, inner, y.Shape[Axis], places.Span, x.Span<T>(), z.Writable<T>());
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        Tensor.Apply(this with { Axis = Axis + 1 }, Batching.Full(x, size), Batching.Full(y, size));

    internal override Tensor Transpose(TensorType x, Tensor indices, Tensor zBar) =>
        Tensor.Apply(new TakeAlongAxis(Axis), zBar, indices);
}

public abstract partial class Tensor
{
    /// <summary>
    /// Along each line of an axis the elements that the same line of the indices names: y[…, i, …] = x[…, indices[…, i, …], …]. The shapes are equal but
    /// on the axis; the indices are whole numbers in either dtype, such as those of <see cref="ArgSort"/>. Cotangents of an element
    /// named twice are added.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or the shapes differ elsewhere.</exception>
    /// <exception cref="DomainException">An index is out of range, negative or not whole.</exception>
    public Tensor TakeAlongAxis(Tensor indices, int axis) =>
        Rank == 0 && indices.Rank == 0
            ? Along.Line(this, axis, "TakeAlongAxis").TakeAlongAxis(indices.Reshape(1), 0).Reshape()
            : Apply(new TakeAlongAxis(Shape.Axis(axis, "TakeAlongAxis")), this, indices);
}
