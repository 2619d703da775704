using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>y = Π xᵢ along an axis.</summary>
internal sealed record Prod(int Axis) : Reduction(Axis)
{
    protected override void Run<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y) =>
        Reductions.Product(outer, n, inner, x, y);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => (xDot * Others(x)).Sum(Axis, keepDims: true);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => yBar * Others(x);

    // The product of all but one: what precedes times what follows. y / xᵢ would be 0 / 0 where xᵢ is 0.
    private Tensor Others(Tensor x) =>
        CumProd.Shift(Tensor.Apply(new CumProd(Axis, false), x), Axis, false, 1)
        * CumProd.Shift(Tensor.Apply(new CumProd(Axis, true), x), Axis, true, 1);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The product over all elements, a scalar: y = Π xᵢ, hence x̄ᵢ = ȳ Π xⱼ over j ≠ i, which is right at zeros too: one zero leaves a
    /// cotangent in its own place alone, two leave none. The product of nothing is 1.
    /// </summary>
    public Tensor Prod() => Prod(null);

    /// <summary>
    /// The product over the given axes (negative ones count from the end; null means all), which are dropped, or kept with size 1:
    /// y = Π xᵢ, hence x̄ᵢ = ȳ Π xⱼ over j ≠ i, without a division.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor Prod(int[]? axes, bool keepDims = false) =>
        Along.Reduce(this, Shape.Axes(axes, "Prod"), keepDims, axis => new Prod(axis));

    /// <inheritdoc cref="Prod(int[], bool)"/>
    public Tensor Prod(int axis, bool keepDims = false) => Prod([axis], keepDims);
}
