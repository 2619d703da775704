using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Atan : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Atan(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<AtanSlope>(x);
}

/// <summary>arctan′(x) = 1 / (1 + x²); arctan″ = −2x arctan′², multiplied so that nothing vanishes in between.</summary>
internal readonly record struct AtanSlope : IUnaryFunction, IValues<AtanSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => 1 / Lanes<T>.MultiplyAdd(x, x, Lanes<T>.Constant(1, x));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -2 * (x * y) * y;
}

public abstract partial class Tensor
{
    /// <summary>The inverse tangent in radians, elementwise: y = arctan x in [−π/2, π/2], hence ẏ = ẋ / (1 + x²).</summary>
    public static Tensor Atan(Tensor x) => Apply(Unary<Atan>.Instance, x);
}
