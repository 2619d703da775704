using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Atanh : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Atanh(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, 1 / ((1 - x) * (1 + x)));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The inverse hyperbolic tangent, elementwise: y = artanh x, hence ẏ = ẋ / (1 − x²). ±∞ at ±1 with derivative +∞; NaN beyond.</summary>
    public static Tensor Atanh(Tensor x) => Apply(Unary<Atanh>.Instance, x);
}
