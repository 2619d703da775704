using System.Numerics;

namespace Functional.Core;

internal readonly record struct Silu : IUnaryFunction, IValues<Silu>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Sigmoid(x) * Lanes<T>.Above(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T>
    {
        var s = T.Sigmoid(x);
        return s + Elementary.Within(x, 800) * (s * (1 - s));
    }
}

public abstract partial class Tensor
{
    /// <summary>The sigmoid-weighted linear unit (swish), elementwise: y = x σ(x), hence ẏ = (σ + x σ (1 − σ)) ẋ. The limits at ±∞ are those of the ramp.</summary>
    public static Tensor Silu(Tensor x) => Apply(Unary<Silu>.Instance, x);
}
