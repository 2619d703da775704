using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>X = op(A)⁻¹ B for a triangular A, of which the other triangle is not read; <paramref name="NaNIfSingular"/> as for <see cref="Inverse"/>.</summary>
internal sealed record TriangularSolve(bool Lower, bool Transpose, bool UnitDiagonal, bool NaNIfSingular)
    : NaryOperation
{
    internal static Tensor System(
        Tensor a,
        Tensor b,
        bool lower,
        bool transpose,
        bool unitDiagonal = false,
        bool nanIfSingular = false
    ) => Tensor.Apply(new TriangularSolve(lower, transpose, unitDiagonal, nanIfSingular), a, b)[0];

    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) =>
        (long)answers[0].Shape.Size * Matrices.Rows(inputs[0].Shape);

    internal override TensorType[] Infer(TensorType[] inputs) =>
        [inputs[0] with { Shape = Core.Solve.Answer(Name, inputs[0], inputs[1]) }];

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
        for (var i = 0; i < batch.Size; i++)
        {
            var answer = x.Writable<T>().Slice(i * n * k, n * k);
            b.Span<T>().Slice(rights[i], n * k).CopyTo(answer);
            var matrix = a.Span<T>().Slice(lefts[i], n * n);
            var exponent = PowersOfTwo.Clear(answer);
            var zero = Substitution.Run(n, k, matrix, Lower, Transpose, UnitDiagonal, answer);
            if (zero >= 0 && NaNIfSingular)
                answer.Fill(T.NaN);
            else if (zero >= 0)
                DomainException.Throw(
                    Name,
                    "a diagonal without zeros",
                    $"0 at [{zero}, {zero}]{Matrices.At(batch, i)}; "
                        + "the matrix is singular: add a small multiple of the identity, or drop dependent columns"
                );
            PowersOfTwo.Scale(answer, exponent);
        }
    }

    /// <summary>What of a derivative with respect to A belongs to the triangle that is read.</summary>
    private Tensor Triangle(Tensor aBar) =>
        aBar
        * Matrices.Constant(
            Matrices.Rows(aBar.Shape),
            aBar.DType,
            below: Lower ? 1 : 0,
            on: UnitDiagonal ? 0 : 1,
            above: Lower ? 0 : 1
        );

    internal override Tensor[] Batch(BatchOperand[] x, int size) => Batching.Aligned(this, x);

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        var moved = xDot[0] is { } aDot ? Matrices.Product(Triangle(aDot), y[0], transposeX: Transpose) : null;
        var right =
            moved is null ? xDot[1]
            : xDot[1] is { } bDot ? bDot - moved
            : -moved;
        return [right is null ? null : Tensor.Apply(this, x[0], right)[0]];
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var right = Tensor.Apply(this with { Transpose = !Transpose }, x[0], yBar[0]!)[0];
        var left =
            !wanted[0] ? null
            : Transpose ? -Matrices.Product(y[0], right, transposeY: true)
            : -Matrices.Product(right, y[0], transposeY: true);
        return
        [
            left is null ? null : Triangle(Broadcasting.Sum(left, x[0].Shape)!),
            wanted[1] ? Broadcasting.Sum(right, x[1].Shape) : null,
        ];
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// The solution X of A X = B, or of Aᵀ X = B with <paramref name="transpose"/>, for a lower or upper triangular A, by substitution:
    /// [… n, n], [… n, k] → [… n, k]; leading axes broadcast, and a right-hand side of rank 1 is one vector for every matrix.
    /// Only the triangle that is named is read, without the diagonal if <paramref name="unitDiagonal"/> takes that as ones; elsewhere Ā is 0.
    /// Ẋ = A⁻¹ (Ḃ − Ȧ X); B̄ = A⁻ᵀ X̄, Ā = −tri(B̄ Xᵀ).
    /// </summary>
    /// <exception cref="ShapeException">A is not square, or B has another number of rows.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    /// <exception cref="DomainException">There is a zero on the diagonal.</exception>
    public static Tensor TriangularSolve(
        Tensor a,
        Tensor b,
        bool lower = true,
        bool transpose = false,
        bool unitDiagonal = false
    )
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (b.Rank != 1)
            return Core.TriangularSolve.System(a, b, lower, transpose, unitDiagonal);
        var x = Core.TriangularSolve.System(a, Matrices.Column(b), lower, transpose, unitDiagonal);
        return Apply(new Reshape(x.Shape.Reduce([x.Rank - 1], keepDims: false)), x);
    }
}
