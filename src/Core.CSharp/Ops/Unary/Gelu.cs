using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Gelu : IUnaryFunction, IValues<Gelu>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.Gelu(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<GeluSlope>(x);
}

/// <summary>The derivative of <see cref="Gelu"/>, exact in both tails and beside its zero.</summary>
internal readonly record struct GeluSlope : IUnaryFunction, IValues<GeluSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.GeluSlope(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<GeluCurvature>(x);
}

/// <summary>The second derivative of <see cref="Gelu"/>, exact in both tails and beside its zeros.</summary>
internal readonly record struct GeluCurvature : IUnaryFunction, IValues<GeluCurvature>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.GeluCurvature(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T>
    {
        x = Elementary.Within(x, 40);
        return x * (T.Square(x) - 4) * (Math.Sqrt(0.125) * T.Of<ErfSlope>(Math.Sqrt(0.5) * x));
    }
}

public abstract partial class Tensor
{
    /// <summary>The Gaussian error linear unit, elementwise: y = x Φ(x), Φ(x) = ½ erfc(−x/√2) being the normal distribution; hence ẏ = (Φ(x) + x φ(x)) ẋ, φ(x) = e^(−x²/2)/√(2π).
    /// The limits at ±∞ are those of the ramp. Hendrycks, Gimpel (2016).</summary>
    public static Tensor Gelu(Tensor x) => Apply(Unary<Gelu>.Instance, x);
}
