using System.Numerics;

namespace Functional.Core;

/// <summary>A mask over indices: 1 for the last to name its place, else 0.</summary>
internal sealed record LastToName(int Size, int Axis, DType DType) : UnaryOperation
{
    public override string Name => "ScatterSet";

    internal override bool IsDifferentiable => false;

    internal override TensorType Infer(TensorType x) => x with { DType = DType };

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (y.DType == DType.Float32)
            Run(x, y.Writable<float>());
        else
            Run(x, y.Writable<double>());
    }

    private void Run<T>(DenseTensor x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var places = Places.Read(x, Name, Axis, Size);
        var named = new bool[Size];
        for (var i = y.Length - 1; i >= 0; i--)
        {
            ref var seen = ref named[places.Span[i]];
            y[i] = seen ? T.Zero : T.One;
            seen = true;
        }
    }

    internal override Tensor Batch(Tensor x) => Batching.Loop(this, x);

    internal override Tensor? Jvp(Tensor x, Tensor y, Tensor xDot) => null;

    internal override Tensor? Vjp(Tensor x, Tensor y, Tensor yBar) => null;
}

public abstract partial class Tensor
{
    /// <summary>
    /// This tensor with slices in the place of those that the indices name along an axis: [outer…, n, inner…] with indices [i…] and updates
    /// [outer…, i…, inner…]. Of several for one slice the last wins and gets the cotangent; the cotangent of this tensor is 0 where it was replaced.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or the updates have another shape.</exception>
    /// <exception cref="DTypeException">The dtypes of tensor and updates differ.</exception>
    /// <exception cref="DomainException">An index is out of range, negative or not whole.</exception>
    public Tensor ScatterSet(Tensor indices, Tensor updates, int axis = 0)
    {
        if (Rank == 0)
            return Along.Line(this, axis, "ScatterSet").ScatterSet(indices, updates).Reshape();
        axis = CheckUpdates(indices, updates, axis, "ScatterSet");
        var size = Shape[axis];
        var wins = Apply(new LastToName(size, axis, DType), indices);
        var replaced = Apply(new Ungather(0, size), wins, indices);
        var inner = Rank - axis - 1;
        var winners = Where(Trail(wins, inner), updates, Literal(0, this));
        return Where(Trail(replaced, inner), Apply(new Ungather(axis, size), winners, indices), this);

        // Axes of size 1 behind, so that a mask broadcasts against what the axes in front belong to.
        static Tensor Trail(Tensor mask, int count) => mask.Reshape([.. mask.Shape, .. Enumerable.Repeat(1, count)]);
    }

    /// <inheritdoc cref="ScatterSet(Tensor, Tensor, int)"/>
    public Tensor ScatterSet(int[] indices, Tensor updates, int axis = 0) =>
        ScatterSet(Places.Tensor(indices), updates, axis);
}
