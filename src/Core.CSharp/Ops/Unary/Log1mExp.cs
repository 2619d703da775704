using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Log1mExp : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Log1mExp(x, y);

    // 0.0 − x is +0 at both zeros, and so is expm1 of it: the slope at the edge is −∞.
    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, -1 / T.Expm1(0.0 - x));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The logarithm of the complement of a probability given by its logarithm, elementwise: y = ln(1 − eˣ) for x ≤ 0, exact at both ends; hence ẏ = −ẋ / (e⁻ˣ − 1). At 0 it is −∞ with derivative −∞; above, both are NaN.</summary>
    public static Tensor Log1mExp(Tensor x) => Apply(Unary<Log1mExp>.Instance, x);
}
