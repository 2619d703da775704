using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Log1p : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Log1p(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, 1 / (1 + x));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The natural logarithm of 1 + x, elementwise: y = ln(1 + x), exact also near 0; hence ẏ = ẋ / (1 + x). At −1 it is −∞ with derivative +∞; below, both are NaN.</summary>
    public static Tensor Log1p(Tensor x) => Apply(Unary<Log1p>.Instance, x);
}
