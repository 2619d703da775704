using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Cbrt : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Cbrt(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 1 / (3 * T.Square(y));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The cube root, elementwise: y = ∛x, negative for negative x; hence ẏ = ẋ / (3y²). The derivative at 0 is +∞.</summary>
    public static Tensor Cbrt(Tensor x) => Apply(Unary<Cbrt>.Instance, x);
}
