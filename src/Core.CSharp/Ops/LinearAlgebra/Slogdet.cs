using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal sealed record Slogdet : NaryOperation
{
    public static readonly Slogdet Instance = new();

    internal override bool IsPerMatrix => true;

    internal override long Flops(TensorType[] inputs, TensorType[] answers) => Matrices.Cubic(inputs[0], 2.0 / 3);

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        Matrices.RequireSquare(Name, inputs[0].Shape);
        var type = inputs[0] with { Shape = Matrices.Batch(inputs[0].Shape) };
        return [type, type];
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], outputs[0], outputs[1]);
        else
            Run<double>(inputs[0], outputs[0], outputs[1]);
    }

    private static void Run<T>(DenseTensor x, DenseTensor signs, DenseTensor logs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var n = Matrices.Rows(x.Shape);
        for (var i = 0; i < signs.Count; i++)
        {
            var a = ColumnMajor.CopyTransposed(x.Span<T>().Slice(i * n * n, n * n));
            var (sign, logAbs) = new Lu(a, n).SignAndLogAbs();
            signs.Writable<T>()[i] = T.CreateTruncating(sign);
            logs.Writable<T>()[i] = T.CreateTruncating(logAbs);
        }
    }

    private static Tensor Slope(Tensor x) => Inverse.Of(x, nanIfSingular: true).T;

    internal override Tensor[] Batch(BatchOperand[] x, int size) => Tensor.Apply(this, x[0].Value);

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) =>
        [null, xDot[0] is { } moved ? Matrices.Total(Slope(x[0]) * moved) : null];

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        [yBar[1] is { } bar && wanted[0] ? Matrices.Single(bar) * Slope(x[0]) : null];
}

/// <summary>A determinant as sign · exp(logAbs): the sign is −1, 0 or 1, and logAbs is −∞ where the determinant is 0.</summary>
public readonly record struct SignAndLogAbs(Tensor Sign, Tensor LogAbs);

public abstract partial class Tensor
{
    /// <summary>
    /// The sign of the determinant and the logarithm of its absolute value, [… n, n] → […] and […]: where Det overflows or underflows, this does not.
    /// With ℓ = log |det X|: ℓ̇ = tr(X⁻¹ Ẋ), X̄ = ℓ̄ X⁻ᵀ. The sign is constant. (Giles 2008, section 2.2.4.)
    /// At a singular matrix the sign is 0 and the logarithm −∞, whose derivative is NaN.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    public static SignAndLogAbs Slogdet(Tensor x)
    {
        var outputs = Apply(Core.Slogdet.Instance, [x]);
        return new(outputs[0], outputs[1]);
    }
}
