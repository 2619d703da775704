using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Square : IUnaryFunction, IValues<Square>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(x, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * x;

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 2 * x;
}

public abstract partial class Tensor
{
    /// <summary>The square, elementwise: y = x², hence ẏ = 2x ẋ.</summary>
    public static Tensor Square(Tensor x) => Apply(Unary<Square>.Instance, x);
}
