using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>The same numbers in another dtype, rounded to nearest; its transpose casts back.</summary>
internal sealed record Cast(DType To) : LinearOperation
{
    internal override Reading Reading => Reading.Elementwise;

    internal override TensorType Infer(TensorType x) => x with { DType = To };

    internal override DenseTensor Evaluate(DenseTensor x) => x.DType == To ? x : base.Evaluate(x);

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        switch (x.DType, To)
        {
            case (DType.Float32, DType.Float64):
                TensorPrimitives.ConvertTruncating(x.Span<float>(), y.Writable<double>());
                break;
            case (DType.Float64, DType.Float32):
                TensorPrimitives.ConvertTruncating(x.Span<double>(), y.Writable<float>());
                break;
            case (DType.Float32, _):
                x.Span<float>().CopyTo(y.Writable<float>());
                break;
            default:
                x.Span<double>().CopyTo(y.Writable<double>());
                break;
        }
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) => yBar.Cast(x.DType);
}

public abstract partial class Tensor
{
    /// <summary>The same numbers in another dtype, rounded to the nearest: y = x, hence ẏ = ẋ, of the new dtype, and x̄ = ȳ, of the old one.</summary>
    /// <exception cref="DTypeException">There is no such dtype.</exception>
    public Tensor Cast(DType dtype) => dtype == DType ? this : Apply(new Cast(DTypes.Checked(dtype, "Cast")), this);
}
