using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Asinh : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Asinh(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 1 / T.Hypot(T.Constant(1, x), x);
}

public abstract partial class Tensor
{
    /// <summary>The inverse hyperbolic sine, elementwise: y = arsinh x, hence ẏ = ẋ / √(1 + x²).</summary>
    public static Tensor Asinh(Tensor x) => Apply(Unary<Asinh>.Instance, x);
}
