using System.Numerics;

namespace Functional.Core;

internal readonly record struct GeluTanh : IUnaryFunction, IValues<GeluTanh>
{
    private const double Cubic = 0.044715;
    private static readonly double Twice = 2 * Math.Sqrt(2 / Math.PI);

    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes<T>.Sigmoid(x * (Twice + Twice * Cubic * (x * x))) * Lanes<T>.Above(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T>
    {
        var t = Elementary.Within(x, 40);
        var s = T.Sigmoid(t * (Twice + Twice * Cubic * T.Square(t)));
        s = T.Where(T.Equal(t, x), s, 0.5 + 0.5 * T.Sign(x));
        return s + t * (s * (1 - s)) * (Twice + 3 * Twice * Cubic * T.Square(t));
    }
}

public abstract partial class Tensor
{
    /// <summary>The Gaussian error linear unit by the tanh approximation, elementwise: y = ½ x (1 + tanh u) = x σ(2u), u = √(2/π) (x + 0.044715 x³).
    /// Close to <see cref="Gelu"/> within 5·10⁻⁴; with s = σ(2u), ẏ = (s + 2 x s (1 − s) u′) ẋ. Hendrycks, Gimpel (2016).</summary>
    public static Tensor GeluTanh(Tensor x) => Apply(Unary<GeluTanh>.Instance, x);
}
