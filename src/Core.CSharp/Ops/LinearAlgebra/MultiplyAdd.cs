using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>z = x + op(u) op(v) of matrices, where op transposes if its flag says so; x is a matrix, or a row for all rows.</summary>
internal sealed record MultiplyAdd(bool TransposeU, bool TransposeV) : NaryOperation
{
    private MatMul Product => new(TransposeU, TransposeV);

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        var product = Product.Infer(inputs[1], inputs[2]);
        if (inputs[0].DType != product.DType)
            DTypeException.ThrowMixed(Name, inputs[0].DType, product.DType);
        var x = inputs[0].Shape;
        if (product.Shape.Rank != 2 || !x.Equals(product.Shape) && !(x.Rank == 1 && x[0] == product.Shape[1]))
            ShapeException.Throw(
                Name,
                $"an x of the product's shape {product.Shape}, a matrix, or of that of its rows",
                $"{inputs[0].Shape}"
            );
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
            for (var i = 0; i < sum.Length; i += x.Length)
                x.CopyTo(sum[i..]);
        var (m, n) = (z.Shape[0], z.Shape[1]);
        var k = u.Shape[TransposeU ? 0 : 1];
        Gemm.Multiply(m, n, k, u.Span<T>(), TransposeU, v.Span<T>(), TransposeV, sum, accumulate: true);
    }

    internal override Tensor[] Batch(BatchOperand[] x, int size) =>
        [Rows(x[0], size) + Batching.Full(new(Product.Batch(x[1], x[2], size), x[1].Batched || x[2].Batched), size)];

    // A row of each instance stands before the instance's rows.
    private static Tensor Rows(BatchOperand x, int size)
    {
        var full = Batching.Full(x, size);
        return full.Rank == 2 ? full.ExpandDims(1) : full;
    }

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        var sum = Broadcasting.To(xDot[0], y[0].Shape);
        var product = Product.Jvp(x[1], x[2], y[0], xDot[1], xDot[2]);
        return
        [
            sum is null ? product
            : product is null ? sum
            : sum + product,
        ];
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var zBar = yBar[0]!;
        return
        [
            Broadcasting.Sum(zBar, x[0].Shape),
            wanted[1] ? Product.TransposeLeft(x[1].Type, x[2], zBar) : null,
            wanted[2] ? Product.TransposeRight(x[1], x[2].Type, zBar) : null,
        ];
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// The sum of a matrix and a product, in one pass over it: z = x + u v with [m, n], [m, k], [k, n] → [m, n], hence ż = ẋ + u̇ v + u v̇, and x̄ = z̄, ū = z̄ vᵀ, v̄ = uᵀ z̄.
    /// x may be a row [n], which is added to each row of the product: a layer's bias.
    /// </summary>
    /// <exception cref="ShapeException">The sizes do not fit, or an operand is no matrix.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor MultiplyAdd(Tensor x, Tensor u, Tensor v, bool transposeU = false, bool transposeV = false) =>
        Apply(new MultiplyAdd(transposeU, transposeV), x, u, v)[0];
}
