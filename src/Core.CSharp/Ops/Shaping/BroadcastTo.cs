using Functional.Core.Kernels;

namespace Functional.Core;

internal sealed record BroadcastTo(Shape Shape) : LinearOperation
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x)
    {
        if (!Stretches(x.Shape))
            ShapeException.Throw(Name, $"a shape that stretches to {Shape}", $"{x.Shape}");
        return x with { Shape = Shape };
    }

    private bool Stretches(Shape from)
    {
        var added = Shape.Rank - from.Rank;
        for (var i = 0; i < from.Rank && added >= 0; i++)
            if (from[i] != 1 && from[i] != Shape[i + added])
                return false;
        return added >= 0;
    }

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Movement.Broadcast(x.Shape.Sizes, y.Shape.Sizes, x.Span<float>(), y.Writable<float>());
        else
            Movement.Broadcast(x.Shape.Sizes, y.Shape.Sizes, x.Span<double>(), y.Writable<double>());
    }

    internal override Tensor Batch(Tensor x) =>
        Tensor.Apply(
            new BroadcastTo(Batching.Of(x.Shape[0], Shape)),
            Batching.Align(new BatchOperand(x, true), Shape.Rank)
        );

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Broadcasting.Sum(yBar, x.Shape)!;
}

public abstract partial class Tensor
{
    /// <summary>The tensor stretched to a shape by NumPy's rule: new leading axes, and axes of size 1 repeated. The transpose sums over both.</summary>
    /// <exception cref="ShapeException">The tensor does not stretch to that shape.</exception>
    public Tensor BroadcastTo(params int[] shape) => Apply(new BroadcastTo(new Shape(shape)), this);
}
