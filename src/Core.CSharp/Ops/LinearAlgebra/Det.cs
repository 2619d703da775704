using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal sealed record Det : UnaryOperation
{
    public static readonly Det Instance = new();

    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) => Matrices.Cubic(inputs[0], 2.0 / 3);

    internal override TensorType Infer(TensorType x)
    {
        Matrices.RequireSquare(Name, x.Shape);
        return x with { Shape = Matrices.Batch(x.Shape) };
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
        var values = y.Writable<T>();
        for (var i = 0; i < values.Length; i++)
        {
            // The determinant of the transpose is the same, and is read without reordering.
            var a = ColumnMajor.CopyTransposed(x.Span<T>().Slice(i * n * n, n * n));
            values[i] = T.CreateTruncating(new Lu(a, n).Determinant);
        }
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => Matrices.Total(Cofactor.Of(x) * xDot);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => Matrices.Single(yBar) * Cofactor.Of(x);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The determinant: [… n, n] → […]; 1 for n = 0. ẏ = Σ Cᵢⱼ Ẋᵢⱼ and X̄ = ȳ C, where C is the matrix of cofactors,
    /// det(X) X⁻ᵀ where X is invertible. It is a polynomial, and its derivatives of every order are right at every matrix, singular ones included:
    /// no inverse is taken. The derivative of order k takes n³ + n^k k!² steps. Large determinants overflow: see <see cref="Slogdet"/>.
    /// (Giles 2008, section 2.2.4, with the cofactors in place of det(X) X⁻ᵀ.)
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    public static Tensor Det(Tensor x) => Apply(Core.Det.Instance, x);
}
