using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Round : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Round(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Zero(y);
}

public abstract partial class Tensor
{
    /// <summary>The nearest whole number, a half to the even one, elementwise. Its derivative is 0, NaN for NaN.</summary>
    public static Tensor Round(Tensor x) => Apply(Unary<Round>.Instance, x);
}
