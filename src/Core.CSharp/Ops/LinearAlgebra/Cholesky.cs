using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal sealed record Cholesky : UnaryOperation
{
    public static readonly Cholesky Instance = new();

    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) => Matrices.Cubic(inputs[0], 1.0 / 3);

    internal override TensorType Infer(TensorType x)
    {
        Matrices.RequireSquare(Name, x.Shape);
        return x;
    }

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run<float>(x, y);
        else
            Run<double>(x, y);
    }

    private void Run<T>(DenseTensor x, DenseTensor y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var n = Matrices.Rows(x.Shape);
        for (var i = 0; i < Matrices.Count(x.Shape); i++)
        {
            var a = ColumnMajor.CopySymmetric(x.Span<T>().Slice(i * n * n, n * n), n);
            var target = y.Writable<T>().Slice(i * n * n, n * n);
            target.Clear();
            if (!ColumnMajor.IsFinite(a))
                a.AsSpan().Fill(double.NaN);
            else if (!Factorizations.Cholesky(a, n))
                DomainException.Throw(
                    Name,
                    "a positive definite matrix",
                    $"one that is not{Matrices.At(Matrices.Batch(x.Shape), i)}; add a small multiple of the identity"
                );
            for (var row = 0; row < n; row++)
            for (var column = 0; column <= row; column++)
                target[row * n + column] = T.CreateTruncating(a[column * n + row]);
        }
    }

    /// <summary>The lower triangle with half the diagonal: its own transpose.</summary>
    private static Tensor Half(Tensor x) => x * Matrices.Constant(Matrices.Rows(x.Shape), x.DType, 1, 0.5, 0);

    /// <summary>op(L)⁻¹ X op(L)⁻ᵀ.</summary>
    private static Tensor Between(Tensor l, Tensor x, bool transpose)
    {
        var left = TriangularSolve.System(l, x, lower: true, transpose);
        return TriangularSolve.System(l, left.T, lower: true, transpose).T;
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) =>
        Matrices.Product(y, Half(Between(y, Matrices.Symmetric(xDot), transpose: false)));

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) =>
        Matrices.Symmetric(Between(y, Half(Matrices.Product(y, yBar, transposeX: true)), transpose: true));
}

public abstract partial class Tensor
{
    /// <summary>
    /// The Cholesky factor: the lower triangular L with a positive diagonal and L Lᵀ = X, [… n, n] → [… n, n], for a symmetric positive
    /// definite X; of another X the symmetric part (X + Xᵀ) / 2 is taken. With Φ the lower triangle with half the diagonal:
    /// L̇ = L Φ(L⁻¹ Ẋ L⁻ᵀ), X̄ = sym(L⁻ᵀ Φ(Lᵀ L̄) L⁻¹) (Murray 2016, equations 8 and 10). A matrix with NaN or ∞ has a factor of NaN.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    /// <exception cref="DomainException">A matrix is not positive definite.</exception>
    public static Tensor Cholesky(Tensor x) => Apply(Core.Cholesky.Instance, x);
}
