using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>z = x + c y in one pass, for operands of one shape.</summary>
internal sealed record AddScaled(double Factor) : BinaryOperation
{
    internal override TensorType Infer(TensorType x, TensorType y)
    {
        if (x.DType != y.DType)
            DTypeException.ThrowMixed(Name, x.DType, y.DType);
        if (!x.Shape.Equals(y.Shape))
            ShapeException.Throw(Name, "two tensors of one shape", $"{x.Shape} and {y.Shape}");
        return x;
    }

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (z.DType == DType.Float32)
            Scaled.Add(x.Span<float>(), (float)Factor, y.Span<float>(), z.Writable<float>());
        else
            Scaled.Add(x.Span<double>(), Factor, y.Span<double>(), z.Writable<double>());
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        Tensor.Apply(this, Batching.Full(x, size), Batching.Full(y, size));

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor z, Tensor? xDot, Tensor? yDot, ZeroRule zeros) =>
        yDot is null ? xDot!
        : xDot is null ? yDot * Factor
        : Tensor.Apply(this, xDot, yDot);

    internal override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot, ZeroRule zeros) => xDot;

    internal override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot, ZeroRule zeros) => yDot * Factor;

    internal override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar, ZeroRule zeros) => zBar;

    internal override Tensor VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar, ZeroRule zeros) => zBar * Factor;
}

public abstract partial class Tensor
{
    /// <summary>
    /// The sum with a multiple, z = x + c y, in one pass over tensors of one shape: what a step of an optimiser is.
    /// Hence x̄ = z̄ and ȳ = c z̄. Nothing broadcasts.
    /// </summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public Tensor AddScaled(double factor, Tensor y) => Apply(new AddScaled(factor), this, y);
}
