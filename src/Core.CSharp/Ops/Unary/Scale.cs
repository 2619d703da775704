using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal sealed record Scale(double Factor) : LinearOperation
{
    internal override Reading Reading => Reading.Elementwise;

    internal override ILanewise? Lanewise => new By(Factor);

    internal override TensorType Infer(TensorType x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            TensorPrimitives.Multiply(x.Span<float>(), (float)Factor, y.Writable<float>());
        else
            TensorPrimitives.Multiply(x.Span<double>(), Factor, y.Writable<double>());
    }

    private readonly struct By(double factor) : IValues<By>
    {
        public Lanes<T> Of<T>(Lanes<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * factor;
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Tensor.Apply(this, yBar);
}

public abstract partial class Tensor
{
    /// <summary>The tensor times a number, elementwise: y = b x, hence ẏ = b ẋ.</summary>
    public static Tensor Scale(Tensor x, double factor) => Apply(new Scale(factor), x);
}
