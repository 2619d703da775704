using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Sqrt : IUnaryFunction, IValues<Sqrt>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Sqrt(x, y);

    // y + 0.0 takes the sign off √−0 = −0, which lies on the edge of the domain.
    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Sqrt(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<SqrtSlope>(x);

    public static bool Unbounded => true;
}

/// <summary>The derivative of the square root, ½ / √x; its own is −½ of it over x.</summary>
internal readonly record struct SqrtSlope : IUnaryFunction, IValues<SqrtSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => 0.5 / (Lanes<T>.Sqrt(x) + 0.0);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -0.5 * y / (x + 0.0);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The square root, elementwise: y = √x, hence ẏ = ẋ / (2y). The derivative at ±0 is +∞; NaN below 0.
    /// The root of a sum of squares has no derivative at 0 when written so: use a norm, or <see cref="Hypot"/>.</summary>
    public static Tensor Sqrt(Tensor x) => Apply(Unary<Sqrt>.Instance, x);
}
