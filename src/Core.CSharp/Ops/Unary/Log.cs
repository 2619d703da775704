using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Log : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Log(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 1 / x;

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The natural logarithm, elementwise: y = ln x, hence ẏ = ẋ / x. ln 0 = −∞; NaN below 0.</summary>
    public static Tensor Log(Tensor x) => Apply(Unary<Log>.Instance, x);
}
