using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Ceiling : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Ceiling(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Zero(y);
}

public abstract partial class Tensor
{
    /// <summary>The least whole number not below x, elementwise. Its derivative is 0, NaN for NaN.</summary>
    public static Tensor Ceiling(Tensor x) => Apply(Unary<Ceiling>.Instance, x);
}
