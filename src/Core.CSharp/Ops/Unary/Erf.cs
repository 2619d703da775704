using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Erf : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Erf(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<ErfSlope>(x);
}

/// <summary>erf′(x) = 2/√π e^(−x²), exact in both tails; erf″ = −2x erf′.</summary>
internal readonly record struct ErfSlope : IUnaryFunction, IValues<ErfSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.ErfSlope(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<ErfCurvature>(x);
}

/// <summary>erf″(x) = −2x erf′(x), exact in both tails; erf‴ = 2 (2x² − 1) erf′.</summary>
internal readonly record struct ErfCurvature : IUnaryFunction, IValues<ErfCurvature>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.ErfCurvature(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 2 * (2 * T.Square(Elementary.Within(x, 40)) - 1) * T.Of<ErfSlope>(x);
}

public abstract partial class Tensor
{
    /// <summary>The error function, elementwise: y = 2/√π ∫₀ˣ e^(−t²) dt, hence ẏ = 2/√π e^(−x²) ẋ.</summary>
    public static Tensor Erf(Tensor x) => Apply(Unary<Erf>.Instance, x);
}
