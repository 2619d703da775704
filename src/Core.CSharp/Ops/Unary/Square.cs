using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Square : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(x, x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 2 * x;
}

public abstract partial class Tensor
{
    /// <summary>The square, elementwise: y = x², hence ẏ = 2x ẋ.</summary>
    public static Tensor Square(Tensor x) => Apply(Unary<Square>.Instance, x);
}
