using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The pseudoinverse; singular values up to <see cref="Tolerance"/> times the greatest count as 0.</summary>
internal sealed record Pinv(double? Tolerance) : UnaryOperation
{
    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) => Matrices.Cubic(inputs[0], 23);

    internal override TensorType Infer(TensorType x)
    {
        Matrices.RequireMatrix(Name, x.Shape);
        return x with
        {
            Shape = Matrices.Shaped(Matrices.Batch(x.Shape), Matrices.Columns(x.Shape), Matrices.Rows(x.Shape)),
        };
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
        var (m, n) = (Matrices.Rows(x.Shape), Matrices.Columns(x.Shape));
        var (tall, small) = (Math.Max(m, n), Math.Min(m, n));
        var tolerance = Tolerance ?? tall * double.CreateTruncating(T.BitIncrement(T.One) - T.One);
        for (var i = 0; i < Matrices.Count(x.Shape); i++)
        {
            var matrix = x.Span<T>().Slice(i * m * n, m * n);
            var target = y.Writable<T>().Slice(i * m * n, m * n);
            // Of a wide matrix the transpose is taken, whose pseudoinverse is that of the matrix, transposed.
            var a = m >= n ? ColumnMajor.Copy(matrix, m, n) : ColumnMajor.CopyTransposed(matrix);
            if (!ColumnMajor.IsFinite(a))
            {
                target.Fill(T.NaN);
                continue;
            }
            var inverse = Of(a, tall, small, tolerance);
            if (m >= n)
                ColumnMajor.Store(inverse, n, m, target);
            else
                ColumnMajor.StoreTransposed(inverse, target);
        }
    }

    /// <summary>V diag(1 / s) Uᵀ of a column-major matrix m×n, m ≥ n: n×m.</summary>
    private static double[] Of(double[] a, int m, int n, double tolerance)
    {
        var exponent = PowersOfTwo.Normalize(a);
        var (u, s, v) = Factorizations.Svd(a, m, n);
        for (var k = 0; k < n; k++)
        {
            var factor = s[k] > tolerance * s[0] ? 1 / s[k] : 0;
            foreach (ref var element in v.AsSpan(k * n, n))
                element *= factor;
        }
        var inverse = new double[n * m];
        // In row-major words, U Vᵀ is the transpose.
        Gemm.Multiply<double>(m, n, n, u, true, v, false, inverse);
        PowersOfTwo.Scale<double>(inverse, -exponent);
        return inverse;
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    // The products are grouped so that none is larger than the operands of a tall matrix; a wide one is turned.
    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot)
    {
        if (Matrices.IsWide(x))
            return Jvp(x.T, y.T, xDot.T).T;
        var crossed = Matrices.Product(xDot, y, transposeX: true, transposeY: true);
        var outsideX = xDot.T - Matrices.Product(Matrices.Product(xDot, x, transposeX: true), y);
        var outsideY = crossed - Matrices.Product(y, Matrices.Product(x, crossed));
        return Matrices.Product(Matrices.Product(y, y, transposeY: true), outsideX)
            + Matrices.Product(outsideY - Matrices.Product(y, xDot), y);
    }

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar)
    {
        if (Matrices.IsWide(x))
            return Vjp(x.T, y.T, yBar.T).T;
        var crossed = Matrices.Product(y, yBar, transposeY: true);
        var spread = Matrices.Product(yBar, Matrices.Product(y, y, transposeY: true), transposeX: true);
        var outsideX = spread - Matrices.Product(x, Matrices.Product(y, spread));
        var outsideY = crossed - Matrices.Product(Matrices.Product(crossed, y), x);
        return outsideX + Matrices.Product(y, outsideY - Matrices.Product(yBar, y, transposeY: true), transposeX: true);
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// The pseudoinverse of Moore and Penrose, Y = V diag(1 / s) Uᵀ over the singular values of X = U diag(s) Vᵀ that are not 0: [… m, n] → [… n, m];
    /// X Y and Y X are the projections on the columns and the rows of X. Singular values up to <paramref name="tolerance"/> times the greatest count as 0;
    /// without it that is max(m, n) times the distance of 1 from the next number of the dtype.
    /// Ẏ = −Y Ẋ Y + Y Yᵀ Ẋᵀ (I − X Y) + (I − Y X) Ẋᵀ Yᵀ Y (Golub and Pereyra 1973, theorem 4.3), to every order, also for equal singular values and
    /// deficient rank, where it is the derivative along matrices of the same rank: across ranks Y is not continuous.
    /// A matrix with NaN or ∞ has a pseudoinverse of NaN.
    /// </summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    /// <exception cref="DomainException">The tolerance is negative or NaN.</exception>
    public static Tensor Pinv(Tensor x, double? tolerance = null) => Pinv(x, tolerance, "Pinv");

    private static Tensor Pinv(Tensor x, double? tolerance, string operation)
    {
        if (tolerance is { } given && !(given >= 0))
            DomainException.Throw(operation, "a tolerance of 0 or more", $"{given}");
        return Apply(new Pinv(tolerance), x);
    }
}
