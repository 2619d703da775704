using Functional.Core.Kernels;

namespace Functional.Core;

internal sealed record BroadcastTo(Shape Shape) : LinearOperation
{
    internal override TensorType Infer(TensorType x)
    {
        if (!Shape.Broadcast(x.Shape, Shape, Name).Equals(Shape))
            ShapeException.Throw(Name, $"a shape that stretches to {Shape}", $"{x.Shape}");
        return x with { Shape = Shape };
    }

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run<float>(x, y);
        else
            Run<double>(x, y);
    }

    private static void Run<T>(DenseTensor x, DenseTensor y)
        where T : unmanaged
    {
        if (x.Count == 1)
            y.Writable<T>().Fill(x.Span<T>()[0]);
        else if (y.Count > 0)
            Pairwise.Stretch(x.Span<T>(), Broadcasting.Strides(x.Shape, y.Shape), y.Writable<T>(), y.Shape.Sizes);
    }

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Broadcasting.Sum(yBar, x.Shape)!;
}

public abstract partial class Tensor
{
    /// <summary>The tensor stretched to a shape by NumPy's rule: new leading axes, and axes of size 1 repeated. The transpose sums over both.</summary>
    /// <exception cref="ShapeException">The tensor does not stretch to that shape.</exception>
    public Tensor BroadcastTo(params int[] shape) => Apply(new BroadcastTo(new Shape(shape)), this);
}
