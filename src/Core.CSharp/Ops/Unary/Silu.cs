using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Silu : IUnaryFunction, IValues<Silu>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.Silu(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<SiluSlope>(x);
}

/// <summary>The derivative of <see cref="Silu"/>, exact in both tails and beside its zero.</summary>
internal readonly record struct SiluSlope : IUnaryFunction, IValues<SiluSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.SiluSlope(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<SiluCurvature>(x);
}

/// <summary>The second derivative of <see cref="Silu"/>, exact in both tails and beside its zeros.</summary>
internal readonly record struct SiluCurvature : IUnaryFunction, IValues<SiluCurvature>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.SiluCurvature(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T>
    {
        var t = T.Tanh(0.5 * x);
        var s = T.Of<SigmoidSlope>(x, T.Sigmoid(x));
        x = Elementary.Within(x, 800);
        return -s * (t * (3 - x * t) + 2 * (x * s));
    }
}

public abstract partial class Tensor
{
    /// <summary>The sigmoid-weighted linear unit (swish), elementwise: y = x σ(x), hence ẏ = (σ + x σ (1 − σ)) ẋ. The limits at ±∞ are those of the ramp.</summary>
    public static Tensor Silu(Tensor x) => Apply(Unary<Silu>.Instance, x);
}
