using System.Numerics;

namespace Functional.Core;

internal readonly record struct Gelu : IUnaryFunction, IValues<Gelu>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        0.5 * Lanes<T>.Erfc(x * -Math.Sqrt(0.5)) * Lanes<T>.Above(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T>
    {
        var t = Elementary.Within(x, 40);
        return 0.5 * T.Erfc(x * -Math.Sqrt(0.5)) + t * (1 / Math.Sqrt(2 * Math.PI) * T.Exp(-0.5 * T.Square(t)));
    }
}

public abstract partial class Tensor
{
    /// <summary>The Gaussian error linear unit, elementwise: y = x Φ(x), Φ(x) = ½ erfc(−x/√2) being the normal distribution; hence ẏ = (Φ(x) + x φ(x)) ẋ, φ(x) = e^(−x²/2)/√(2π).
    /// The limits at ±∞ are those of the ramp. Hendrycks, Gimpel (2016).</summary>
    public static Tensor Gelu(Tensor x) => Apply(Unary<Gelu>.Instance, x);
}
