using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Acos : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Acos(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -T.Of<AsinSlope>(x);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The inverse cosine in radians, elementwise: y = arccos x in [0, π], hence ẏ = −ẋ / √(1 − x²). The derivative at ±1 is −∞; NaN beyond.</summary>
    public static Tensor Acos(Tensor x) => Apply(Unary<Acos>.Instance, x);
}
