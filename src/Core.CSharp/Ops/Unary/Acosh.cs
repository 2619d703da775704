using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Acosh : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Acosh(x, y);

    // Two roots, so that the square neither overflows nor brings x < −1 back into the domain.
    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 1 / (T.Sqrt(x - 1) * T.Sqrt(x + 1));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The inverse hyperbolic cosine, elementwise: y = arcosh x ≥ 0 for x ≥ 1, hence ẏ = ẋ / √(x² − 1). The derivative at 1 is +∞; NaN below.</summary>
    public static Tensor Acosh(Tensor x) => Apply(Unary<Acosh>.Instance, x);
}
