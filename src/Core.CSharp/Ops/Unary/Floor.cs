using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Floor : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Floor(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Zero(y);
}

public abstract partial class Tensor
{
    /// <summary>The greatest whole number not above x, elementwise. Its derivative is 0, NaN for NaN.</summary>
    public static Tensor Floor(Tensor x) => Apply(Unary<Floor>.Instance, x);
}
