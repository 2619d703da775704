using System.Numerics;

namespace Functional.Core;

/// <summary>
/// The linear recurrence hᵢ = aᵢ hᵢ₋₁ + bᵢ along an axis, h₀ = b₀, or from the last to the first. Derivatives of running products
/// are recurrences, and a recurrence's derivatives are recurrences again: no division, so zeros are no exception.
/// </summary>
internal sealed record Recurrence(int Axis, bool Reverse) : BinaryOperation
{
    internal override Reading Reading => Reading.Along(Axis);

    internal override TensorType Infer(TensorType a, TensorType b) => b;

    internal override void Execute(DenseTensor a, DenseTensor b, DenseTensor h)
    {
        if (h.DType == DType.Float32)
            Run(h.Shape, a.Span<float>(), b.Span<float>(), h.Writable<float>());
        else
            Run(h.Shape, a.Span<double>(), b.Span<double>(), h.Writable<double>());
    }

    private void Run<T>(Shape shape, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> h)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (outer, n, inner) = Along.Sizes(shape, Axis);
        var back = Reverse ? inner : -inner;
        for (var block = 0; block < outer; block++)
        for (var step = 0; step < n; step++)
        {
            var row = (block * n + (Reverse ? n - 1 - step : step)) * inner;
            for (var i = row; i < row + inner; i++)
                h[i] = step == 0 ? b[i] : a[i] * h[i + back] + b[i];
        }
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        Tensor.Apply(this with { Axis = Axis + 1 }, Batching.Full(x, size), Batching.Full(y, size));

    internal override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) =>
        Tensor.Apply(this, x, xDot * CumProd.Shift(z, Axis, Reverse, 0));

    internal override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) => Tensor.Apply(this, x, yDot);

    internal override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        CumProd.Shift(z, Axis, Reverse, 0) * Adjoint(x, zBar);

    internal override Tensor VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) => Adjoint(x, zBar);

    // λᵢ = h̄ᵢ + aᵢ₊₁ λᵢ₊₁.
    private Tensor Adjoint(Tensor a, Tensor hBar) =>
        Tensor.Apply(new Recurrence(Axis, !Reverse), CumProd.Shift(a, Axis, !Reverse, 0), hBar);
}
