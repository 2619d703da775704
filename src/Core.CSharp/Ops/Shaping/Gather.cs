using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>z[outer, i…, inner] = x[outer, indices[i…], inner].</summary>
internal sealed record Gather(int Axis) : ByPlaces(Axis)
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x, TensorType y) =>
        x with
        {
            Shape = Shape.Own([.. x.Shape.Sizes[..Axis], .. y.Shape.Sizes, .. x.Shape.Sizes[(Axis + 1)..]]),
        };

    private protected override int Size(DenseTensor x, DenseTensor z) => x.Shape[Axis];

    private protected override void Run<T>(DenseTensor x, ReadOnlySpan<int> places, DenseTensor z)
    {
        var (outer, n, inner) = Along.Sizes(x.Shape, Axis);
        Movement.Gather(outer, n, inner, places, x.Span<T>(), z.Writable<T>());
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        (x.Batched, y.Batched) switch
        {
            (true, false) => Tensor.Apply(this with { Axis = Axis + 1 }, x.Value, y.Value),
            (false, true) => Batching.ToFront(Tensor.Apply(this, x.Value, y.Value), Axis),
            _ => Batching.Loop(this, x, y, size),
        };

    internal override Tensor Transpose(TensorType x, Tensor indices, Tensor zBar) =>
        Tensor.Apply(new Ungather(Axis, x.Shape[Axis]), zBar, indices);
}

/// <summary>The transpose of <see cref="Gather"/>: rows added to where they came from, zeros elsewhere on an axis of the given size.</summary>
internal sealed record Ungather(int Axis, int Count) : ByPlaces(Axis)
{
    public override string Name => "ScatterAdd";

    internal override Reading Reading => Reading.Collection;

    internal override TensorType Infer(TensorType x, TensorType y) =>
        x with
        {
            Shape = Shape.Own([.. x.Shape.Sizes[..Axis], Count, .. x.Shape.Sizes[(Axis + y.Shape.Rank)..]]),
        };

    private protected override int Size(DenseTensor x, DenseTensor z) => Count;

    private protected override void Run<T>(DenseTensor x, ReadOnlySpan<int> places, DenseTensor z)
    {
        var (outer, n, inner) = Along.Sizes(z.Shape, Axis);
        z.Writable<T>().Clear();
        Movement.ScatterAdd(outer, n, inner, places, x.Span<T>(), z.Writable<T>());
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        y.Batched ? Batching.Loop(this, x, y, size) : Tensor.Apply(this with { Axis = Axis + 1 }, x.Value, y.Value);

    internal override Tensor Transpose(TensorType x, Tensor indices, Tensor zBar) =>
        Tensor.Apply(new Gather(Axis), zBar, indices);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The slices that the indices name along an axis, in the place of that axis: [outer…, n, inner…] with indices [i…] → [outer…, i…, inner…],
    /// as NumPy's <c>take</c>. The indices are whole numbers from 0 to n − 1 in either dtype. The cotangents of a slice named twice are added.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <exception cref="DomainException">An index is out of range, negative or not whole.</exception>
    public Tensor Gather(Tensor indices, int axis = 0) =>
        Rank == 0
            ? Along.Line(this, axis, "Gather").Gather(indices)
            : Apply(new Gather(Shape.Axis(axis, "Gather")), this, indices);

    /// <inheritdoc cref="Gather(Tensor, int)"/>
    public Tensor Gather(int[] indices, int axis = 0) => Gather(Places.Tensor(indices), axis);
}
