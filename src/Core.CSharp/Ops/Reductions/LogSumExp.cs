using System.Numerics;
using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>y = log Σ exp xᵢ along an axis; its derivative is a weighted mean.</summary>
internal sealed record LogSumExp(int Axis) : Reduction(Axis)
{
    protected override void Run<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y) =>
        Lines.Reduce(new Line(), outer, n, inner, x, y);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot, ZeroRule zeros) =>
        (Weights(x) * xDot).Sum(Axis, keepDims: true);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar, ZeroRule zeros) => Weights(x) * yBar;

    private Tensor Weights(Tensor x) => Tensor.Apply(new LogSumExpWeights(Axis), x);

    private readonly struct Line : ILineReduction
    {
        public T Of<T>(Span<T> line)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (line.IsEmpty)
                return T.NegativeInfinity;
            // Also where it is infinite or NaN, which would make the differences NaN.
            var greatest = TensorPrimitives.Max<T>(line);
            if (!T.IsFinite(greatest))
                return greatest;
            TensorPrimitives.Subtract(line, greatest, line);
            TensorPrimitives.Exp<T>(line, line);
            return greatest + T.Log(TensorPrimitives.Sum<T>(line));
        }
    }
}

/// <summary>
/// wᵢ = exp xᵢ / Σ exp xⱼ along an axis, with ẇ = w (ẋ − Σ w ẋ): all 0 where every x is −∞, and where some are +∞ even over these alone.
/// </summary>
internal sealed record LogSumExpWeights(int Axis) : UnaryOperation
{
    internal override TensorType Infer(TensorType x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        var (outer, n, inner) = Along.Sizes(x.Shape, Axis);
        if (x.DType == DType.Float32)
            Lines.Map(new Line(), outer, n, inner, x.Span<float>(), y.Writable<float>());
        else
            Lines.Map(new Line(), outer, n, inner, x.Span<double>(), y.Writable<double>());
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot, ZeroRule zeros) => Centered(y, xDot);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar, ZeroRule zeros) => Centered(y, yBar);

    private Tensor Centered(Tensor w, Tensor seed) => w * (seed - (w * seed).Sum(Axis, keepDims: true));

    private readonly struct Line : ILineMap
    {
        public void In<T>(Span<T> line)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (line.IsEmpty)
                return;
            var greatest = TensorPrimitives.Max<T>(line);
            if (T.IsNegativeInfinity(greatest))
            {
                line.Clear();
                return;
            }
            if (T.IsPositiveInfinity(greatest))
            {
                foreach (ref var value in line)
                    value = T.IsPositiveInfinity(value) ? T.One : T.Zero;
            }
            else
            {
                TensorPrimitives.Subtract(line, greatest, line);
                TensorPrimitives.Exp<T>(line, line);
            }
            TensorPrimitives.Divide(line, TensorPrimitives.Sum<T>(line), line);
        }
    }
}

public abstract partial class Tensor
{
    /// <summary>y = log Σ exp xᵢ over all elements, a scalar, without overflow; x̄ = ȳ exp(x − y). The answer for nothing is −∞.</summary>
    public Tensor LogSumExp() => LogSumExp(null);

    /// <summary>
    /// y = log Σ exp xᵢ over the given axes (negative ones count from the end; null means all), which are dropped, or kept with size 1,
    /// without overflow; x̄ = ȳ exp(x − y). An element of −∞ has weight 0; where all are, y = −∞ and x̄ = 0. Where some are +∞, y = +∞ and
    /// these share the cotangent evenly.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor LogSumExp(int[]? axes, bool keepDims = false) =>
        Along.Reduce(this, Shape.Axes(axes, "LogSumExp"), keepDims, axis => new LogSumExp(axis));

    /// <inheritdoc cref="LogSumExp(int[], bool)"/>
    public Tensor LogSumExp(int axis, bool keepDims = false) => LogSumExp([axis], keepDims);
}
