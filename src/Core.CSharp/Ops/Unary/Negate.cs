using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal sealed record Negate : LinearOperation
{
    private static readonly Negate instance = new();

    internal static Tensor Of(Tensor x) => Tensor.Apply(instance, x);

    internal override Reading Reading => Reading.Elementwise;

    internal override ILanewise? Lanewise => default(Opposite);

    internal override TensorType Infer(TensorType x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            TensorPrimitives.Negate(x.Span<float>(), y.Writable<float>());
        else
            TensorPrimitives.Negate(x.Span<double>(), y.Writable<double>());
    }

    private readonly struct Opposite : IValues<Opposite>
    {
        public Lanes<T> Of<T>(Lanes<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => -x;
    }

    internal override Tensor Batch(Tensor x) => Of(x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Of(yBar);
}

public abstract partial class Tensor
{
    /// <summary>The negative, elementwise: y = −x, hence ẏ = −ẋ.</summary>
    public static Tensor operator -(Tensor x) => Negate.Of(x);
}
