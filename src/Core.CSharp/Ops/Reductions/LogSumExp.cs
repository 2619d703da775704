using System.Numerics;
using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>y = log Σ exp xᵢ along an axis; its derivative is the mean of ẋ weighted by the softmax of x, which has the same conventions at infinities.</summary>
internal sealed record LogSumExp(int Axis) : Reduction(Axis)
{
    protected override void Run<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y) =>
        Lines.Reduce(new Line(), outer, n, inner, x, y);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) =>
        (Tensor.Softmax(x, Axis) * xDot).Sum(Axis, keepDims: true);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => Tensor.Softmax(x, Axis) * yBar;

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
            Span<T> sum = [T.Zero];
            Reductions.Sum(1, line.Length, 1, line, sum);
            return greatest + (sum[0] < T.One + T.One ? SoftmaxRows.LogSum<T>(line) : T.Log(sum[0]));
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
