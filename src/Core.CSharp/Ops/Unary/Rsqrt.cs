using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Rsqrt : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.ReciprocalSqrt(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -0.5 * y / x;

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The reciprocal square root, elementwise: y = 1/√x, hence ẏ = −y ẋ / (2x). At 0 it is +∞ with derivative −∞; NaN below.</summary>
    public static Tensor Rsqrt(Tensor x) => Apply(Unary<Rsqrt>.Instance, x);
}
