using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// The gradient G = ∂φ/∂X of a function φ of square matrices, or the k-th derivative of G in the directions A₁ … Aₖ: X, A₁, …, Aₖ → Gₖ, all [… n, n].
/// It is linear and symmetric in the directions, and ⟨Gₖ(X; A₁ … Aₖ), B⟩ is the (k + 1)-th derivative of φ, symmetric in B too.
/// So the derivatives of Gₖ are Gₖ₊₁ and Gₖ again: one kernel serves every order, and nothing is divided by gaps or pivots on the way.
/// </summary>
internal abstract record GradientForm(int Directions) : NaryOperation
{
    internal sealed override bool IsPerMatrix => true;

    internal sealed override TensorType[] Infer(TensorType[] inputs)
    {
        Matrices.RequireSquare(Name, inputs[0].Shape);
        return [inputs[0]];
    }

    internal sealed override void Execute(DenseTensor[] inputs, DenseTensor[] outputs)
    {
        if (outputs[0].DType == DType.Float32)
            Run<float>(inputs, outputs[0]);
        else
            Run<double>(inputs, outputs[0]);
    }

    private void Run<T>(DenseTensor[] inputs, DenseTensor y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var n = Matrices.Rows(y.Shape);
        var size = n * n;
        for (var i = 0; i < Matrices.Count(y.Shape); i++)
        {
            var start = i * size;
            // The transpose in column-major words is the matrix in row-major words.
            var operands = Array.ConvertAll(
                inputs,
                input => ColumnMajor.CopyTransposed(input.Span<T>().Slice(start, size))
            );
            var target = y.Writable<T>().Slice(start, size);
            if (ColumnMajor.IsFinite(operands[0]))
                ColumnMajor.StoreTransposed(Value(operands[0], operands[1..], n, y.DType), target);
            else
                target.Fill(T.NaN);
        }
    }

    /// <summary>Gₖ of one row-major matrix, all of whose numbers are finite, in the given directions; what it is given may be overwritten.</summary>
    protected abstract double[] Value(double[] x, double[][] directions, int n, DType dtype);

    /// <summary>The form with one direction more.</summary>
    protected abstract GradientForm Next { get; }

    /// <summary>The form at X with one direction more; null where it is 0 for every matrix.</summary>
    protected virtual Tensor? Deeper(Tensor[] x, Tensor direction) => Tensor.Apply(Next, [.. x, direction])[0];

    /// <summary>The direction of a cotangent and the cotangent of a direction; the transpose for an operation whose answer is Gᵀ.</summary>
    protected virtual Tensor Adjoint(Tensor direction) => direction;

    /// <summary>What a direction in one operand contributes to the answer.</summary>
    private Tensor? Along(Tensor[] x, int place, Tensor direction)
    {
        if (place == 0)
            return Deeper(x, direction);
        var operands = (Tensor[])x.Clone();
        operands[place] = direction;
        return Tensor.Apply(this, operands)[0];
    }

    internal sealed override Tensor[] Batch(BatchOperand[] x, int size) =>
        Tensor.Apply(this, Array.ConvertAll(x, operand => Batching.Full(operand, size)));

    internal sealed override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        Tensor? sum = null;
        for (var i = 0; i < x.Length; i++)
            if (xDot[i] is { } moved && Along(x, i, moved) is { } term)
                sum = sum is null ? term : sum + term;
        return [sum];
    }

    internal sealed override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        [.. x.Select((_, i) => wanted[i] && Along(x, i, Adjoint(yBar[0]!)) is { } bar ? Adjoint(bar) : null)];
}
