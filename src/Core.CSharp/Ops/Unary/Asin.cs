using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Asin : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Asin(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 1 / T.Sqrt((1 - x) * (1 + x));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The inverse sine in radians, elementwise: y = arcsin x in [−π/2, π/2], hence ẏ = ẋ / √(1 − x²). The derivative at ±1 is +∞; NaN beyond.</summary>
    public static Tensor Asin(Tensor x) => Apply(Unary<Asin>.Instance, x);
}
