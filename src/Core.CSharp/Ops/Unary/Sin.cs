using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Sin : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Sin(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Cos(x);
}

public abstract partial class Tensor
{
    /// <summary>The sine of an angle in radians, elementwise: y = sin x, hence ẏ = cos x · ẋ.</summary>
    public static Tensor Sin(Tensor x) => Apply(Unary<Sin>.Instance, x);
}
