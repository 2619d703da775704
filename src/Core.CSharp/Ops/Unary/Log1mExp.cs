using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Log1mExp : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Log1mExp(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, T.Of<Log1mExpSlope>(x));

    public static bool Unbounded => true;
}

/// <summary>The derivative y of ln(1 − eˣ), −1 / (e⁻ˣ − 1), for x ≤ 0; its own is y (1 − y).</summary>
internal readonly record struct Log1mExpSlope : IUnaryFunction, IValues<Log1mExpSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // 0.0 − x is +0 at both zeros, and so is expm1 of it: the slope at the edge is −∞.
        var y = -1 / Lanes<T>.Expm1(0.0 - x);
        return Lanes<T>.Where(Lanes<T>.Less(Lanes<T>.Constant(0, x), x), Lanes<T>.Constant(double.NaN, x), y);
    }

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => y * (1 - y);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The logarithm of the complement of a probability given by its logarithm, elementwise: y = ln(1 − eˣ) for x ≤ 0, exact at both ends; hence ẏ = −ẋ / (e⁻ˣ − 1). At 0 it is −∞ with derivative −∞; above, both are NaN.</summary>
    public static Tensor Log1mExp(Tensor x) => Apply(Unary<Log1mExp>.Instance, x);
}
