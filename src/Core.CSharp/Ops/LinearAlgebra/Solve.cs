using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>X = op(A)⁻¹ B, where op transposes if the flag says so.</summary>
internal sealed record Solve(bool Transpose) : NaryOperation
{
    internal static Tensor System(Tensor a, Tensor b, bool transpose = false) =>
        Tensor.Apply(new Solve(transpose), a, b)[0];

    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) =>
        Matrices.Cubic(inputs[0], 2.0 / 3) + 2L * answers[0].Shape.Size * Matrices.Rows(inputs[0].Shape);

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        var (a, b) = (inputs[0], inputs[1]);
        return [a with { Shape = Answer(Name, a, b) }];
    }

    /// <summary>The shape of the answer of a system with several right-hand sides.</summary>
    internal static Shape Answer(string operation, TensorType a, TensorType b)
    {
        if (a.DType != b.DType)
            DTypeException.ThrowMixed(operation, a.DType, b.DType);
        Matrices.RequireSquare(operation, a.Shape);
        var n = Matrices.Rows(a.Shape);
        if (b.Shape.Rank < 2 || Matrices.Rows(b.Shape) != n)
            ShapeException.Throw(
                operation,
                "[… n, n] and right-hand sides [n] or [… n, k]",
                $"{a.Shape} and {b.Shape}"
            );
        var batch = Shape.Broadcast(Matrices.Batch(a.Shape), Matrices.Batch(b.Shape), operation);
        return Matrices.Shaped(batch, n, Matrices.Columns(b.Shape));
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs)
    {
        if (outputs[0].DType == DType.Float32)
            Run<float>(inputs[0], inputs[1], outputs[0]);
        else
            Run<double>(inputs[0], inputs[1], outputs[0]);
    }

    private void Run<T>(DenseTensor a, DenseTensor b, DenseTensor x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (n, k) = (Matrices.Rows(x.Shape), Matrices.Columns(x.Shape));
        var batch = Matrices.Batch(x.Shape);
        var lefts = Matrices.Offsets(a.Shape, batch);
        var rights = Matrices.Offsets(b.Shape, batch);
        Lu? lu = null;
        for (var i = 0; i < batch.Size; i++)
        {
            // Consecutive right-hand sides of one matrix share its factors.
            if (lu is null || lefts[i] != lefts[i - 1])
            {
                var matrix = a.Span<T>().Slice(lefts[i], n * n);
                lu = new(Transpose ? ColumnMajor.CopyTransposed(matrix) : ColumnMajor.Copy(matrix, n, n), n);
                RequireInvertible(lu, Name, batch, i);
            }
            var columns = ColumnMajor.Copy(b.Span<T>().Slice(rights[i], n * k), n, k);
            lu.Solve(columns, k);
            ColumnMajor.Store(columns, n, k, x.Writable<T>().Slice(i * n * k, n * k));
        }
    }

    internal static void RequireInvertible(Lu lu, string operation, Shape batch, int matrix)
    {
        if (lu.ZeroPivot >= 0)
            DomainException.Throw(
                operation,
                "an invertible matrix",
                $"a singular one{Matrices.At(batch, matrix)} (pivot {lu.ZeroPivot} is 0); "
                    + "add a small multiple of the identity, or use Pinv or Lstsq"
            );
    }

    internal override Tensor[] Batch(BatchOperand[] x, int size) => Batching.Aligned(this, x);

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        var moved = xDot[0] is { } aDot ? Matrices.Product(aDot, y[0], transposeX: Transpose) : null;
        var right =
            moved is null ? xDot[1]
            : xDot[1] is { } bDot ? bDot - moved
            : -moved;
        return [right is null ? null : System(x[0], right, Transpose)];
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var right = System(x[0], yBar[0]!, !Transpose);
        var left =
            !wanted[0] ? null
            : Transpose ? -Matrices.Product(y[0], right, transposeY: true)
            : -Matrices.Product(right, y[0], transposeY: true);
        return [Broadcasting.Sum(left, x[0].Shape), wanted[1] ? Broadcasting.Sum(right, x[1].Shape) : null];
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// The solution X of A X = B: [… n, n], [… n, k] → [… n, k]. Leading axes broadcast. A right-hand side of rank 1 is one vector for every
    /// matrix: [… n, n], [n] → [… n]. Ẋ = A⁻¹ (Ḃ − Ȧ X); B̄ = A⁻ᵀ X̄, Ā = −B̄ Xᵀ (Giles 2008, section 2.3.1). By LU factors with partial pivoting.
    /// <see cref="Lstsq"/> takes singular and rectangular matrices.
    /// </summary>
    /// <exception cref="ShapeException">A is not square, or B has another number of rows.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    /// <exception cref="DomainException">A matrix is singular: elimination met a pivot of exactly 0.</exception>
    public static Tensor Solve(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (b.Rank != 1)
            return Core.Solve.System(a, b);
        var x = Core.Solve.System(a, Matrices.Column(b));
        return Apply(new Reshape(x.Shape.Reduce([x.Rank - 1], keepDims: false)), x);
    }
}
