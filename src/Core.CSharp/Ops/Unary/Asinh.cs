using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Asinh : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Asinh(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<AsinhSlope>(x);
}

/// <summary>arsinh′(x) = 1 / √(1 + x²); arsinh″ = −x arsinh′ / (1 + x²).</summary>
internal readonly record struct AsinhSlope : IUnaryFunction, IValues<AsinhSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The one is lost beside a large square, which may overflow.
        var one = Lanes<T>.Constant(1, x);
        var size = Lanes<T>.Abs(x);
        var near = 1 / Lanes<T>.Sqrt(Lanes<T>.MultiplyAdd(x, x, one));
        return Lanes<T>.Where(Lanes<T>.Less(Lanes<T>.Constant(1e9, x), size), 1 / size, near);
    }

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -x * y / (1 + T.Square(x));
}

public abstract partial class Tensor
{
    /// <summary>The inverse hyperbolic sine, elementwise: y = arsinh x, hence ẏ = ẋ / √(1 + x²).</summary>
    public static Tensor Asinh(Tensor x) => Apply(Unary<Asinh>.Instance, x);
}
