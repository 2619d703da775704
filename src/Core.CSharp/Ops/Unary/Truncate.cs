using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Truncate : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Truncate(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Zero(y);
}

public abstract partial class Tensor
{
    /// <summary>The whole part, rounded towards 0, elementwise. Its derivative is 0, NaN for NaN.</summary>
    public static Tensor Truncate(Tensor x) => Apply(Unary<Truncate>.Instance, x);
}
