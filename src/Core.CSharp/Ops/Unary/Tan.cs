using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Tan : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Tan(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 1 + T.Square(y);
}

public abstract partial class Tensor
{
    /// <summary>The tangent of an angle in radians, elementwise: y = tan x, hence ẏ = (1 + y²) ẋ.</summary>
    public static Tensor Tan(Tensor x) => Apply(Unary<Tan>.Instance, x);
}
