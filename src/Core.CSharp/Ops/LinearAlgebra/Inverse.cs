using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// The inverse; of a singular matrix an exception, or NaN everywhere with <paramref name="NaNIfSingular"/>, as a derivative wants it: what has
/// a value at a matrix does not raise in its derivative there.
/// </summary>
internal sealed record Inverse(bool NaNIfSingular) : UnaryOperation
{
    internal static Tensor Of(Tensor x, bool nanIfSingular = false) => Tensor.Apply(new Inverse(nanIfSingular), x);

    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) => Matrices.Cubic(inputs[0], 2);

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
            var lu = new Lu(ColumnMajor.Copy(x.Span<T>().Slice(i * n * n, n * n), n, n), n);
            var target = y.Writable<T>().Slice(i * n * n, n * n);
            if (NaNIfSingular && lu.ZeroPivot >= 0)
            {
                target.Fill(T.NaN);
                continue;
            }
            Solve.RequireInvertible(lu, Name, Matrices.Batch(x.Shape), i);
            var inverse = new double[n * n];
            for (var k = 0; k < n; k++)
                inverse[k * n + k] = 1;
            lu.Solve(inverse, n);
            ColumnMajor.Store(inverse, n, n, target);
        }
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => -Matrices.Product(Matrices.Product(y, xDot), y);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) =>
        -Matrices.Product(Matrices.Product(y, yBar, transposeX: true), y, transposeY: true);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The inverse: [… n, n] → [… n, n], Y = X⁻¹, hence Ẏ = −Y Ẋ Y and X̄ = −Yᵀ Ȳ Yᵀ (Giles 2008, section 2.2.3).
    /// To solve a system, <see cref="Solve"/> is faster and more accurate; <see cref="Pinv(Tensor, double?)"/> takes singular and rectangular matrices.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    /// <exception cref="DomainException">A matrix is singular: elimination met a pivot of exactly 0.</exception>
    public static Tensor Inverse(Tensor x) => Core.Inverse.Of(x);
}
