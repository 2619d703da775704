using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The thin decomposition into U, the singular values and Vᵀ.</summary>
internal sealed record Svd : NaryOperation
{
    public static readonly Svd Instance = new();

    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) => Matrices.Cubic(inputs[0], 21);

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        var shape = inputs[0].Shape;
        Matrices.RequireMatrix(Name, shape);
        var k = Math.Min(Matrices.Rows(shape), Matrices.Columns(shape));
        return
        [
            inputs[0] with
            {
                Shape = shape.With(shape.Rank - 1, k),
            },
            inputs[0] with
            {
                Shape = Matrices.Shaped(Matrices.Batch(shape), k),
            },
            inputs[0] with
            {
                Shape = shape.With(shape.Rank - 2, k),
            },
        ];
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], outputs);
        else
            Run<double>(inputs[0], outputs);
    }

    private static void Run<T>(DenseTensor x, DenseTensor[] outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (m, n) = (Matrices.Rows(x.Shape), Matrices.Columns(x.Shape));
        var k = Math.Min(m, n);
        for (var i = 0; i < Matrices.Count(x.Shape); i++)
        {
            var matrix = x.Span<T>().Slice(i * m * n, m * n);
            var u = outputs[0].Writable<T>().Slice(i * m * k, m * k);
            var s = outputs[1].Writable<T>().Slice(i * k, k);
            var vt = outputs[2].Writable<T>().Slice(i * k * n, k * n);
            // A wide matrix is decomposed as its transpose, V diag(s) Uᵀ.
            var a = m >= n ? ColumnMajor.Copy(matrix, m, n) : ColumnMajor.CopyTransposed(matrix);
            if (!ColumnMajor.IsFinite(a))
            {
                u.Fill(T.NaN);
                s.Fill(T.NaN);
                vt.Fill(T.NaN);
                continue;
            }
            var (tall, values, square) = Factorizations.Svd(a, Math.Max(m, n), k);
            ColumnMajor.Store(m >= n ? tall : square, m, k, u);
            ColumnMajor.StoreTransposed(values, s);
            ColumnMajor.StoreTransposed(m >= n ? square : tall, vt);
        }
    }

    /// <summary>Fᵢⱼ = 1 / (sⱼ² − sᵢ²), 0 on the diagonal, infinite where two singular values are equal.</summary>
    private static Tensor Gaps(Tensor row, Tensor column) => Matrices.Reciprocals((row - column) * (row + column));

    internal override Tensor[] Batch(BatchOperand[] x, int size) => Tensor.Apply(this, x[0].Value);

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        if (xDot[0] is not { } moved)
            return [null, null, null];
        var (u, s, vt) = (y[0], y[1], y[2]);
        var (row, column) = (Matrices.Row(s), Matrices.Column(s));
        var right = Matrices.Product(moved, vt, transposeY: true);
        var p = Matrices.Product(u, right, transposeX: true);
        var gaps = Gaps(row, column);
        var uDot = Matrices.Product(u, (p * row + column * p.T) * gaps);
        var vtDot = Matrices.Product((column * p + p.T * row) * gaps, vt, transposeX: true);
        // What of Ẋ lies outside the spaces of U and of V turns them by its share of a singular value.
        if (Matrices.IsTall(u))
            uDot += (right - Matrices.Product(u, p)) * (1 / row);
        if (Matrices.IsWide(vt))
        {
            var left = Matrices.Product(u, moved, transposeX: true);
            vtDot += (left - Matrices.Product(p, vt)) * (1 / column);
        }
        return [uDot, Matrices.Diagonal(p), vtDot];
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var (u, s, vt) = (y[0], y[1], y[2]);
        var (row, column) = (Matrices.Row(s), Matrices.Column(s));
        Tensor? p = yBar[1] is { } sBar ? Matrices.Diagonalize(sBar) : null;
        Tensor? outside = null;
        if (yBar[0] is { } uBar)
        {
            var inner = Matrices.Product(u, uBar, transposeX: true);
            var g = inner * Gaps(row, column);
            p = Plus(p, (g + g.T) * row);
            if (Matrices.IsTall(u))
                outside = Matrices.Product((uBar - Matrices.Product(u, inner)) * (1 / row), vt);
        }
        if (yBar[2] is { } vtBar)
        {
            var inner = Matrices.Product(vt, vtBar, transposeY: true);
            var h = inner * Gaps(row, column);
            p = Plus(p, column * (h + h.T));
            if (Matrices.IsWide(vt))
                outside = Matrices.Product(u, (vtBar - Matrices.Product(inner, vt, transposeX: true)) * (1 / column));
        }
        return [Plus(outside, Matrices.Product(Matrices.Product(u, p!), vt))];
    }

    private static Tensor Plus(Tensor? x, Tensor y) => x is null ? y : x + y;
}

/// <summary>Factors of a matrix X = U diag(S) Vt: orthonormal columns of U and rows of Vt, singular values descending.</summary>
public readonly record struct SvdFactors(Tensor U, Tensor S, Tensor Vt);

public abstract partial class Tensor
{
    /// <summary>
    /// The thin singular value decomposition X = U diag(s) Vᵀ: [… m, n] → U [… m, k], s [… k] descending and 0 or more, Vᵀ [… k, n],
    /// k = min(m, n). The element of largest absolute value in each column of the taller factor (U, but V where m &lt; n) is positive.
    /// With P = Uᵀ Ẋ V and Fᵢⱼ = 1 / (sⱼ² − sᵢ²) off the diagonal, S = diag(s): ṡ = diag P, U̇ = U (F ∘ (P S + S Pᵀ)) + (I − U Uᵀ) Ẋ V S⁻¹,
    /// V̇ = V (F ∘ (S P + Pᵀ S)) + (I − V Vᵀ) Ẋᵀ U S⁻¹, and the pullback is their transpose (Townsend 2016).
    /// Through the singular values alone X̄ = U diag(s̄) Vᵀ, always defined. The vectors want distinct singular values, and positive ones
    /// where X is not square: ±∞ or NaN comes out where a cotangent that is not exactly 0 meets others.
    /// A matrix with NaN or ∞ has factors of NaN.
    /// </summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public static SvdFactors Svd(Tensor x)
    {
        var outputs = Apply(Core.Svd.Instance, [x]);
        return new(outputs[0], outputs[1], outputs[2]);
    }
}
