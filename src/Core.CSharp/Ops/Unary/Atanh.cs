using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Atanh : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Atanh(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<AtanhSlope>(x);

    public static bool Unbounded => true;
}

/// <summary>artanh′(x) = 1 / (1 − x²), NaN beyond ±1; artanh″ = 2x artanh′².</summary>
internal readonly record struct AtanhSlope : IUnaryFunction, IValues<AtanhSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var one = Lanes<T>.Constant(1, x);
        var y = 1 / Lanes<T>.MultiplyAdd(-x, x, one);
        return Lanes<T>.Where(Lanes<T>.Less(one, Lanes<T>.Abs(x)), Lanes<T>.Constant(double.NaN, x), y);
    }

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 2 * (x * y) * y;

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The inverse hyperbolic tangent, elementwise: y = artanh x, hence ẏ = ẋ / (1 − x²). ±∞ at ±1 with derivative +∞; NaN beyond.</summary>
    public static Tensor Atanh(Tensor x) => Apply(Unary<Atanh>.Instance, x);
}
