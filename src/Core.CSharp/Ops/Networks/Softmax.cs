using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>Softmax along an axis, counted from the start.</summary>
internal sealed record Softmax(int Axis) : UnaryOperation
{
    internal override Reading Reading => Reading.Along(Axis);

    internal override TensorType Infer(TensorType x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y) => Along<SoftmaxRows.Softmax>(Axis, x, null, y);

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => Slope(y, xDot);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => Slope(y, yBar);

    // The Jacobian diag y − y yᵀ is symmetric, so one rule serves both directions.
    private Tensor Slope(Tensor y, Tensor seed) =>
        y is DenseTensor a && seed is DenseTensor b
            ? Along<SoftmaxRows.SoftmaxSlope>(Axis, a, b)
            : y * Tensor.Apply(new Centering(Axis), y, seed);

    /// <summary>A kernel of rows run along an axis of one or two tensors of equal type.</summary>
    internal static DenseTensor Along<TRows>(int axis, DenseTensor x, DenseTensor? y)
        where TRows : struct, IRows
    {
        var result = DenseTensor.Uninitialized(x.Type);
        Along<TRows>(axis, x, y, result);
        return result;
    }

    /// <inheritdoc cref="Along{TRows}(int, DenseTensor, DenseTensor?)"/>
    internal static void Along<TRows>(int axis, DenseTensor x, DenseTensor? y, DenseTensor result)
        where TRows : struct, IRows
    {
        var (outer, inner) = (x.Shape.CountOf(0, axis), x.Shape.CountOf(axis + 1, x.Rank));
        if (x.DType == DType.Float32)
            Rows.Run<float, TRows>(
                outer,
                x.Shape[axis],
                inner,
                x.Span<float>(),
                y is null ? default : y.Span<float>(),
                result.Writable<float>()
            );
        else
            Rows.Run<double, TRows>(
                outer,
                x.Shape[axis],
                inner,
                x.Span<double>(),
                y is null ? default : y.Span<double>(),
                result.Writable<double>()
            );
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// Softmax along an axis: yᵢ = exp xᵢ / Σⱼ exp xⱼ, hence ẏ = y ∘ (ẋ − Σⱼ yⱼ ẋⱼ). The answer has the shape of x.
    /// Each slice is shifted by its own maximum, so no finite logit overflows. A logit of −∞ has weight 0, also where all are −∞;
    /// +∞ takes all the weight, shared out where it occurs more than once.
    /// Source: J. S. Bridle, Neurocomputing, 1990.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public static Tensor Softmax(Tensor x, int axis = -1)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Rank == 0
            ? Softmax(Along.Line(x, axis, "Softmax"), 0).Reshape()
            : Apply(new Softmax(x.Shape.Axis(axis, "Softmax")), x);
    }
}
