using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal sealed record Eigh : NaryOperation
{
    public static readonly Eigh Instance = new();

    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) => Matrices.Cubic(inputs[0], 9);

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        var shape = inputs[0].Shape;
        Matrices.RequireSquare(Name, shape);
        return [inputs[0] with { Shape = shape.Reduce([shape.Rank - 1], keepDims: false) }, inputs[0]];
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], outputs[0], outputs[1]);
        else
            Run<double>(inputs[0], outputs[0], outputs[1]);
    }

    private static void Run<T>(DenseTensor x, DenseTensor values, DenseTensor vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var n = Matrices.Rows(x.Shape);
        for (var i = 0; i < Matrices.Count(x.Shape); i++)
        {
            var a = ColumnMajor.CopySymmetric(x.Span<T>().Slice(i * n * n, n * n), n);
            var lambda = values.Writable<T>().Slice(i * n, n);
            var v = vectors.Writable<T>().Slice(i * n * n, n * n);
            if (ColumnMajor.IsFinite(a))
            {
                var (found, columns) = Factorizations.Eigh(a, n);
                ColumnMajor.StoreTransposed(found, lambda);
                ColumnMajor.Store(columns, n, n, v);
            }
            else
            {
                lambda.Fill(T.NaN);
                v.Fill(T.NaN);
            }
        }
    }

    /// <summary>Fᵢⱼ = 1 / (λⱼ − λᵢ), 0 on the diagonal, infinite where two eigenvalues are equal.</summary>
    private static Tensor Gaps(Tensor values) => Matrices.Reciprocals(Matrices.Row(values) - Matrices.Column(values));

    internal override Tensor[] Batch(BatchOperand[] x, int size) => Tensor.Apply(this, x[0].Value);

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        if (xDot[0] is not { } moved)
            return [null, null];
        var v = y[1];
        var p = Matrices.Product(v, Matrices.Product(Matrices.Symmetric(moved), v), transposeX: true);
        return [Matrices.Diagonal(p), Matrices.Product(v, (p * Gaps(y[0])))];
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var v = y[1];
        var fromValues = yBar[0] is { } valuesBar ? Matrices.Diagonalize(valuesBar) : null;
        var fromVectors = yBar[1] is { } vBar ? (Matrices.Product(v, vBar, transposeX: true) * Gaps(y[0])) : null;
        var p =
            fromValues is null ? fromVectors!
            : fromVectors is null ? fromValues
            : fromValues + fromVectors;
        return [Matrices.Symmetric(Matrices.Product(v, Matrices.Product(p, v, transposeY: true)))];
    }
}

/// <summary>Eigenvalues, ascending, and the matrix whose columns are their orthonormal eigenvectors.</summary>
public readonly record struct Eigenpairs(Tensor Values, Tensor Vectors);

public abstract partial class Tensor
{
    /// <summary>
    /// The eigenvalues λ and eigenvectors V of a symmetric matrix, X V = V diag(λ): [… n, n] → [… n], ascending, and [… n, n], orthonormal columns,
    /// the element of largest absolute value in each column positive. Of a matrix that is not symmetric, (X + Xᵀ) / 2 is taken.
    /// With P = Vᵀ Ẋ V and Fᵢⱼ = 1 / (λⱼ − λᵢ) off the diagonal: λ̇ = diag P, V̇ = V (F ∘ P);
    /// X̄ = sym(V (diag λ̄ + F ∘ VᵀV̄) Vᵀ) (Giles 2008, section 2.2.5, for orthonormal V).
    /// Equal eigenvalues: the derivative of a function of the eigenvalues alone that treats them alike is right; eigenvectors
    /// have none, so ±∞ or NaN comes out where a cotangent that is not exactly 0 meets such a pair, and large numbers near it.
    /// A matrix with NaN or ∞ has eigenpairs of NaN.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    public static Eigenpairs Eigh(Tensor x)
    {
        var outputs = Apply(Core.Eigh.Instance, [x]);
        return new(outputs[0], outputs[1]);
    }
}
