using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Asin : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Asin(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<AsinSlope>(x);

    public static bool Unbounded => true;
}

/// <summary>arcsin′(x) = 1 / √(1 − x²), and arcsin″ = x arcsin′ / (1 − x²): a product of 1 − x and 1 + x has a slope that cancels near 0.</summary>
internal readonly record struct AsinSlope : IUnaryFunction, IValues<AsinSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        1 / Lanes<T>.Sqrt(Lanes<T>.MultiplyAdd(-x, x, Lanes<T>.Constant(1, x)));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => x * y / ((1 - x) * (1 + x));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The inverse sine in radians, elementwise: y = arcsin x in [−π/2, π/2], hence ẏ = ẋ / √(1 − x²). The derivative at ±1 is +∞; NaN beyond.</summary>
    public static Tensor Asin(Tensor x) => Apply(Unary<Asin>.Instance, x);
}
