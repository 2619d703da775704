using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct GeluTanh : IUnaryFunction, IValues<GeluTanh>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.GeluTanh(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<GeluTanhSlope>(x);
}

/// <summary>The derivative of <see cref="GeluTanh"/>, exact in both tails and beside its zero.</summary>
internal readonly record struct GeluTanhSlope : IUnaryFunction, IValues<GeluTanhSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.GeluTanhSlope(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<GeluTanhCurvature>(x);
}

/// <summary>The second derivative of <see cref="GeluTanh"/>, exact in both tails and beside its zeros.</summary>
internal readonly record struct GeluTanhCurvature : IUnaryFunction, IValues<GeluTanhCurvature>
{
    private const double Cubic = 0.044715;
    private static readonly double Twice = 2 * Math.Sqrt(2 / Math.PI);

    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.GeluTanhCurvature(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T>
    {
        x = Elementary.Within(x, 40);
        var square = T.Square(x);
        var v = x * (Twice + Twice * Cubic * square);
        var first = Twice + 3 * Twice * Cubic * square;
        var second = 6 * Twice * Cubic * x;
        var (s, t) = (T.Of<SigmoidSlope>(v, T.Sigmoid(v)), T.Tanh(0.5 * v));
        // σ′(v) q, with q = 2v′ + x v″ − x v′² t and t′ = 2 σ′(v) v′.
        var q = 2 * first + x * second - x * T.Square(first) * t;
        var turn =
            24 * Twice * Cubic * x - first * (first + 2 * (x * second)) * t - 2 * (x * s) * (first * T.Square(first));
        return s * (turn - first * t * q);
    }
}

public abstract partial class Tensor
{
    /// <summary>The Gaussian error linear unit by the tanh approximation, elementwise: y = ½ x (1 + tanh u) = x σ(2u), u = √(2/π) (x + 0.044715 x³).
    /// Close to <see cref="Gelu"/> within 5·10⁻⁴; with s = σ(2u), ẏ = (s + 2 x s (1 − s) u′) ẋ. Hendrycks, Gimpel (2016).</summary>
    public static Tensor GeluTanh(Tensor x) => Apply(Unary<GeluTanh>.Instance, x);
}
