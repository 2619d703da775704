using System.Numerics;

namespace Functional.Core;

/// <summary>y = xⁿ for a number n.</summary>
internal readonly record struct Power(double Exponent) : IUnaryFunction, IValues<Power>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Pow(x, Exponent);

    // The chain of derivatives of a whole power ends with x⁰, before 0 · 0⁻¹ can arise.
    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Exponent == 0 ? T.Constant(0, x) : Exponent * T.Pow(x, Exponent - 1);

    public static bool Unbounded => true;

    public static string? Name => nameof(Tensor.Pow);
}

public abstract partial class Tensor
{
    /// <summary>The power with a number for exponent, elementwise: y = xⁿ, hence ẏ = n xⁿ⁻¹ ẋ. x⁰ is 1 with derivative 0, also at 0; a negative x with an exponent that is not whole gives NaN.</summary>
    public static Tensor Pow(Tensor x, double exponent) => Apply(new Unary<Power>(new(exponent)), x);
}
