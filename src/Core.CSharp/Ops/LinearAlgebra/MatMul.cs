using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The batched matrix product of op(x) and op(y), where op transposes the last two axes if its flag says so.</summary>
internal sealed record MatMul(bool TransposeX, bool TransposeY) : BilinearOperation
{
    internal override Reading Reading => new ProductReading(TransposeX, TransposeY);

    internal override TensorType Infer(TensorType x, TensorType y)
    {
        if (x.DType != y.DType)
            DTypeException.ThrowMixed(Name, x.DType, y.DType);
        if (x.Shape.Rank < 2 || y.Shape.Rank < 2 || Inner(x.Shape, TransposeX) != Outer(y.Shape, TransposeY))
            ShapeException.Throw(
                Name,
                "[… m, k] and [… k, n]",
                $"{Describe(x, TransposeX)} and {Describe(y, TransposeY)}"
            );
        var batch = Shape.Broadcast(Matrices.Batch(x.Shape), Matrices.Batch(y.Shape), Name);
        return x with { Shape = Matrices.Shaped(batch, Outer(x.Shape, TransposeX), Inner(y.Shape, TransposeY)) };
    }

    internal override long Flops(TensorType[] inputs, TensorType[] answers) =>
        2L * answers[0].Shape.Size * Inner(inputs[0].Shape, TransposeX);

    private static string Describe(TensorType x, bool transposed) =>
        transposed ? $"{x.Shape} transposed" : $"{x.Shape}";

    private static int Outer(Shape x, bool transposed) => x[x.Rank - (transposed ? 1 : 2)];

    private static int Inner(Shape x, bool transposed) => x[x.Rank - (transposed ? 2 : 1)];

    internal override DenseTensor Evaluate(DenseTensor x, DenseTensor y)
    {
        var type = Infer(x.Type, y.Type);
        if (
            x.Rank == 2
            && y.Rank == 2
            && type.Shape.Size >= OuterProduct.Least
            && y.Count <= OuterProduct.LongestRow
            && Inner(x.Shape, TransposeX) == 1
        )
            return new(type, new OuterProduct(x, y));
        var z = DenseTensor.Uninitialized(type, this);
        Execute(x, y, z);
        return z;
    }

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        // A transpose whose elements nobody has moved yet is read from where they lie.
        var (left, transposeX) = x.Unwritten is Transposition { Original: var a } ? (a, !TransposeX) : (x, TransposeX);
        var (right, transposeY) = y.Unwritten is Transposition { Original: var b } ? (b, !TransposeY) : (y, TransposeY);
        if (z.DType == DType.Float32)
            Run<float>(left, transposeX, right, transposeY, z);
        else
            Run<double>(left, transposeX, right, transposeY, z);
    }

    private static void Run<T>(DenseTensor x, bool transposeX, DenseTensor y, bool transposeY, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (m, n, k) = (Outer(x.Shape, transposeX), Inner(y.Shape, transposeY), Inner(x.Shape, transposeX));
        var a = x.Span<T>();
        var b = y.Span<T>();
        var c = z.Writable<T>();
        var batch = Matrices.Count(z.Shape);
        if (batch == 0 || m == 0 || n == 0)
            return;
        // One left matrix after another against the same right matrix is one tall product.
        if (b.Length == k * n && a.Length == batch * m * k && (batch == 1 || !transposeX))
        {
            Gemm.Multiply(m * batch, n, k, a, transposeX, b, transposeY, c);
            return;
        }
        var xs = Matrices.Offsets(x.Shape, Matrices.Batch(z.Shape));
        var ys = Matrices.Offsets(y.Shape, Matrices.Batch(z.Shape));
        for (var i = 0; i < batch; i++)
            Gemm.Multiply(
                m,
                n,
                k,
                a.Slice(xs[i], m * k),
                transposeX,
                b.Slice(ys[i], k * n),
                transposeY,
                c.Slice(i * m * n, m * n)
            );
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) => Batching.Aligned(this, x, y);

    internal override Tensor TransposeLeft(TensorType x, Tensor y, Tensor zBar) =>
        Broadcasting.Sum(
            TransposeX ? Matrices.Product(y, zBar, TransposeY, true) : Matrices.Product(zBar, y, false, !TransposeY),
            x.Shape
        )!;

    internal override Tensor TransposeRight(Tensor x, TensorType y, Tensor zBar)
    {
        // The sum over a batch of left matrices against one right matrix is one tall product.
        if (y.Shape.Rank == 2 && !TransposeX)
            (x, zBar) = (Tall(x), Tall(zBar));
        return Broadcasting.Sum(
            TransposeY ? Matrices.Product(zBar, x, true, TransposeX) : Matrices.Product(x, zBar, !TransposeX, false),
            y.Shape
        )!;
    }

    /// <summary>The matrices of a batch one under the other.</summary>
    private static Tensor Tall(Tensor x) =>
        x.Rank == 2
            ? x
            : Tensor.Apply(new Reshape(Shape.Own([x.Shape.CountOf(0, x.Rank - 1), Matrices.Columns(x.Shape)])), x);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The matrix product: [… m, k] · [… k, n] → [… m, n]. Leading axes broadcast. A vector on the left is a row, on the right a column,
    /// and that axis is dropped again: [k] · [k, n] → [n], [m, k] · [k] → [m], [k] · [k] → [].
    /// With z = x y: x̄ = z̄ yᵀ and ȳ = xᵀ z̄, taken without copying a transpose.
    /// </summary>
    /// <exception cref="ShapeException">The inner sizes differ, or an operand is a scalar.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor MatMul(Tensor x, Tensor y, bool transposeX = false, bool transposeY = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var left = x.Rank == 1 ? x.Reshape(1, x.Count) : x;
        var right = y.Rank == 1 ? y.Reshape(y.Count, 1) : y;
        var z = Apply(new MatMul(transposeX && x.Rank > 1, transposeY && y.Rank > 1), left, right);
        if (x.Rank > 1 && y.Rank > 1)
            return z;
        var sizes = z.Shape.ToArray().ToList();
        if (y.Rank == 1)
            sizes.RemoveAt(sizes.Count - 1);
        if (x.Rank == 1)
            sizes.RemoveAt(sizes.Count - (y.Rank == 1 ? 1 : 2));
        return z.Reshape([.. sizes]);
    }
}
