using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>z = x + op(u) op(v) of matrices, where op transposes if its flag says so.</summary>
internal sealed record MultiplyAdd(bool TransposeU, bool TransposeV) : NaryOperation
{
    private MatMul Product => new(TransposeU, TransposeV);

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        var product = Product.Infer(inputs[1], inputs[2]);
        if (inputs[0].DType != product.DType)
            DTypeException.ThrowMixed(Name, inputs[0].DType, product.DType);
        if (product.Shape.Rank != 2 || !inputs[0].Shape.Equals(product.Shape))
            ShapeException.Throw(Name, $"a sum of the product's shape {product.Shape}, a matrix", $"{inputs[0].Shape}");
        return [product];
    }

    internal override long Flops(TensorType[] inputs, TensorType[] answers) => Product.Flops(inputs[1..], answers);

    internal override bool MayOverwrite(int input) => input == 0;

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs)
    {
        if (outputs[0].DType == DType.Float32)
            Run<float>(inputs, outputs[0]);
        else
            Run<double>(inputs, outputs[0]);
    }

    private void Run<T>(DenseTensor[] inputs, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (u, v) = (inputs[1], inputs[2]);
        var x = inputs[0].Span<T>();
        var sum = z.Writable<T>();
        if (!Unsafe.AreSame(ref MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(sum)))
            x.CopyTo(sum);
        var (m, n) = (z.Shape[0], z.Shape[1]);
        var k = u.Shape[TransposeU ? 0 : 1];
        Gemm.Multiply(m, n, k, u.Span<T>(), TransposeU, v.Span<T>(), TransposeV, sum, accumulate: true);
    }

    internal override Tensor[] Batch(BatchOperand[] x, int size) =>
        [
            Batching.Full(x[0], size)
                + Batching.Full(new(Product.Batch(x[1], x[2], size), x[1].Batched || x[2].Batched), size),
        ];

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot, ZeroRule zeros)
    {
        var product =
            xDot[1] is null && xDot[2] is null ? null : Product.Jvp(x[1], x[2], y[0], xDot[1], xDot[2], zeros);
        return
        [
            xDot[0] is null ? product
            : product is null ? xDot[0]
            : xDot[0]! + product,
        ];
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted, ZeroRule zeros) =>
        yBar[0] is not { } zBar
            ? [null, null, null]
            :
            [
                zBar,
                wanted[1] ? Product.VjpLeft(x[1], x[2], y[0], zBar, zeros) : null,
                wanted[2] ? Product.VjpRight(x[1], x[2], y[0], zBar, zeros) : null,
            ];
}

public abstract partial class Tensor
{
    /// <summary>
    /// The sum of a matrix and a product, in one pass over it: z = x + u v with [m, n], [m, k], [k, n] → [m, n], hence ż = ẋ + u̇ v + u v̇, and x̄ = z̄, ū = z̄ vᵀ, v̄ = uᵀ z̄.
    /// </summary>
    /// <exception cref="ShapeException">The sizes do not fit, or an operand is no matrix.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor MultiplyAdd(Tensor x, Tensor u, Tensor v, bool transposeU = false, bool transposeV = false) =>
        Apply(new MultiplyAdd(transposeU, transposeV), x, u, v)[0];
}
