using System.Numerics;

namespace Functional.Core;

/// <summary>
/// seed · slope, where a seed of exactly 0 wins over any slope: the product of the strong zero.
/// Its own derivative in the slope is 0 where either factor is, which <see cref="Both"/> says.
/// </summary>
internal sealed record StrongMultiply(bool Both) : BinaryOperation
{
    public static readonly StrongMultiply Instance = new(false);
    private static readonly StrongMultiply Symmetric = new(true);

    internal override bool IsBilinear => true;

    internal override Reading Reading => Reading.Elementwise;

    internal override ILanewise? Lanewise => Both ? default(ZeroIfEither) : default(ZeroIfSeed);

    internal override TensorType Infer(TensorType x, TensorType y) => Binary<Multiply>.Instance.Infer(x, y);

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
        if (Both)
            Broadcasting.Run<T, Lanewise<ZeroIfEither>>(x, y, z);
        else
            Broadcasting.Run<T, Lanewise<ZeroIfSeed>>(x, y, z);
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) => Batching.Aligned(this, x, y);

    internal override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) => Tensor.Apply(this, xDot, y);

    internal override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) => Tensor.Apply(Symmetric, x, yDot);

    internal override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        Broadcasting.Sum(Tensor.Apply(this, zBar, y), x.Shape)!;

    internal override Tensor VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        Broadcasting.Sum(Tensor.Apply(Symmetric, x, zBar), y.Shape)!;

    private readonly struct ZeroIfSeed : IPairValues<ZeroIfSeed>
    {
        public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var zero = Lanes<T>.Constant(0, x);
            return Lanes<T>.Where(Lanes<T>.Equal(x, zero), zero, x * y);
        }
    }

    private readonly struct ZeroIfEither : IPairValues<ZeroIfEither>
    {
        public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var zero = Lanes<T>.Constant(0, x);
            return Lanes<T>.Where(Lanes<T>.Equal(x, zero) + Lanes<T>.Equal(y, zero), zero, x * y);
        }
    }
}
