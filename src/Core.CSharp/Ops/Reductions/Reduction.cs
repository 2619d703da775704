using System.Numerics;

namespace Functional.Core;

/// <summary>An operation that turns each line along an axis into one number; the axis is kept with size 1.</summary>
internal abstract record Reduction(int Axis) : UnaryOperation
{
    internal override Reading Reading => Reading.Along(Axis);

    internal override TensorType Infer(TensorType x) => x with { Shape = x.Shape.With(Axis, 1) };

    internal sealed override void Execute(DenseTensor x, DenseTensor y)
    {
        var (outer, n, inner) = Along.Sizes(x.Shape, Axis);
        if (x.DType == DType.Float32)
            Run(outer, n, inner, x.Span<float>(), y.Writable<float>());
        else
            Run(outer, n, inner, x.Span<double>(), y.Writable<double>());
    }

    internal sealed override Tensor Batch(Tensor x) => Tensor.Apply(this with { Axis = Axis + 1 }, x);

    /// <summary>y[outer, inner] from x[outer, n, inner].</summary>
    protected abstract void Run<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
