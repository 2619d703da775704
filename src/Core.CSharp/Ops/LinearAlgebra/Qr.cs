using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The thin factors of matrices with at least as many rows as columns.</summary>
internal sealed record Qr : NaryOperation
{
    public static readonly Qr Instance = new();

    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) => Matrices.Cubic(inputs[0], 2);

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        var shape = inputs[0].Shape;
        Matrices.RequireMatrix(Name, shape);
        var n = Matrices.Columns(shape);
        return [inputs[0], inputs[0] with { Shape = shape.With(shape.Rank - 2, n) }];
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], outputs[0], outputs[1]);
        else
            Run<double>(inputs[0], outputs[0], outputs[1]);
    }

    private static void Run<T>(DenseTensor x, DenseTensor q, DenseTensor r)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (m, n) = (Matrices.Rows(x.Shape), Matrices.Columns(x.Shape));
        for (var i = 0; i < Matrices.Count(x.Shape); i++)
        {
            var a = ColumnMajor.Copy(x.Span<T>().Slice(i * m * n, m * n), m, n);
            var triangle = Factorizations.Qr(a, m, n);
            var target = r.Writable<T>().Slice(i * n * n, n * n);
            ColumnMajor.Store(a, m, n, q.Writable<T>().Slice(i * m * n, m * n));
            target.Clear();
            for (var row = 0; row < n; row++)
            for (var column = row; column < n; column++)
                target[row * n + column] = T.CreateTruncating(triangle[column * n + row]);
        }
    }

    /// <summary>X R⁻¹, or X R⁻ᵀ.</summary>
    private static Tensor Divide(Tensor x, Tensor r, bool transpose) =>
        TriangularSolve.System(r, x.T, lower: false, transpose: !transpose, nanIfSingular: true).T;

    internal override Tensor[] Batch(BatchOperand[] x, int size) => Tensor.Apply(this, x[0].Value);

    // With W = Ẋ R⁻¹ and M = Qᵀ W = Ω + N, Ω skew and N upper triangular: Ω is fixed by the part of M below the diagonal,
    // Q̇ = W − Q N and Ṙ = N R. The diagonal that Tril keeps cancels.
    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        if (xDot[0] is not { } moved)
            return [null, null];
        var (q, r) = (y[0], y[1]);
        var w = Divide(moved, r, transpose: false);
        var m = Matrices.Product(q, w, transposeX: true);
        var below = m.Tril();
        var upper = m - below + below.T;
        return [w - Matrices.Product(q, upper), Matrices.Product(upper, r)];
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var (q, r) = (y[0], y[1]);
        var fromR = yBar[1] is { } rBar ? Matrices.Product(rBar, r, transposeY: true) : null;
        var fromQ = yBar[0] is { } qBar ? Matrices.Product(q, qBar, transposeX: true) : null;
        var n =
            fromQ is null ? fromR!
            : fromR is null ? -fromQ
            : fromR - fromQ;
        var m = n - (n - n.T).Tril();
        var w = Matrices.Product(q, m);
        return [Divide(yBar[0] is null ? w : w + yBar[0]!, r, transpose: true)];
    }
}

/// <summary>Factors of a matrix X = Q R: Q with orthonormal columns, R upper triangular with a diagonal of 0 or more.</summary>
public readonly record struct QrFactors(Tensor Q, Tensor R);

public abstract partial class Tensor
{
    /// <summary>
    /// The thin QR factors of X = Q R: [… m, n] → Q [… m, k] with orthonormal columns and R [… k, n] upper triangular, k = min(m, n).
    /// The diagonal of R is 0 or more, which makes them unique where X has full rank. With W = Ẋ R⁻¹, M = Qᵀ W and N = M − Ω, where Ω is skew and
    /// equal to M below the diagonal: Q̇ = W − Q N, Ṙ = N R (Walter and Lehmann 2012). Where m &lt; n the first m columns are factored
    /// and the others are rotated along. Where the first k columns are linearly dependent there is no derivative: NaN.
    /// </summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public static QrFactors Qr(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Matrices.RequireMatrix("Qr", x.Shape);
        var m = Matrices.Rows(x.Shape);
        if (m >= Matrices.Columns(x.Shape))
        {
            var factors = Apply(Core.Qr.Instance, [x]);
            return new(factors[0], factors[1]);
        }
        var square = Apply(Core.Qr.Instance, [x.Slice(-1, 0, m)]);
        var rest = Matrices.Product(square[0], x.Slice(-1, m), transposeX: true);
        return new(square[0], Concat([square[1], rest], -1));
    }
}
