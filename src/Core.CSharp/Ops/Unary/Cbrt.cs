using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Cbrt : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Cbrt(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<CbrtSlope>(x);

    public static bool Unbounded => true;
}

/// <summary>The derivative of the cube root, ∛x / (3x); its own is −⅔ of it over x.</summary>
internal readonly record struct CbrtSlope : IUnaryFunction, IValues<CbrtSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = Lanes<T>.Cbrt(x) / x / 3;
        var zero = Lanes<T>.Constant(0, x);
        var infinity = Lanes<T>.Constant(double.PositiveInfinity, x);
        y = Lanes<T>.Where(Lanes<T>.Equal(x, zero), infinity, y);
        return Lanes<T>.Where(Lanes<T>.Equal(Lanes<T>.Abs(x), infinity), zero, y);
    }

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -2 * y / (3 * x);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The cube root, elementwise: y = ∛x, negative for negative x; hence ẏ = ẋ / (3y²). The derivative at 0 is +∞.</summary>
    public static Tensor Cbrt(Tensor x) => Apply(Unary<Cbrt>.Instance, x);
}
