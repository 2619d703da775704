using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// The matrix of cofactors, C = ∂det(X)/∂X = det(U Vᵀ) U diag(Πₖ≠ᵢ sₖ) Vᵀ for X = U diag(s) Vᵀ: no division, so singular matrices have one too.
/// Its derivative is the Hessian of the determinant, hence symmetric: Ċ = X⁻ᵀ (tr(CᵀẊ) I − Ẋᵀ C), and pulled back alike.
/// </summary>
internal sealed record Cofactor : UnaryOperation
{
    public static readonly Cofactor Instance = new();

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

    private static void Run<T>(DenseTensor x, DenseTensor y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var n = Matrices.Rows(x.Shape);
        for (var i = 0; i < Matrices.Count(x.Shape); i++)
        {
            var a = ColumnMajor.Copy(x.Span<T>().Slice(i * n * n, n * n), n, n);
            var target = y.Writable<T>().Slice(i * n * n, n * n);
            if (ColumnMajor.IsFinite(a))
                Write(a, n, target);
            else
                target.Fill(T.NaN);
        }
    }

    private static void Write<T>(double[] a, int n, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (u, s, v) = Factorizations.Svd(a, n, n);
        var sign = Math.Sign(new Lu([.. u], n).Determinant) * Math.Sign(new Lu([.. v], n).Determinant);
        for (var k = 0; k < n; k++)
        {
            double others = sign;
            for (var j = 0; j < n; j++)
                others *= j == k ? 1 : s[j];
            for (var i = 0; i < n; i++)
                u[k * n + i] *= others;
        }
        // C = (U diag) Vᵀ from column-major factors is Uᵀᵀ · Vᵀ in row-major words.
        var c = new double[n * n];
        Gemm.Multiply<double>(n, n, n, u, true, v, false, c);
        ColumnMajor.StoreTransposed(c, target);
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => Hessian(x, y, xDot);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => Hessian(x, y, yBar);

    private static Tensor Hessian(Tensor x, Tensor y, Tensor direction)
    {
        var slope = Matrices.Single(Matrices.Total(y * direction));
        return Solve.System(
            x,
            slope * Tensor.Eye(Matrices.Rows(x.Shape), x.DType) - Matrices.Product(direction, y, transposeX: true),
            transpose: true,
            "the second derivative of Det"
        );
    }
}
