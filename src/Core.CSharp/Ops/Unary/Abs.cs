using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Abs : IUnaryFunction, IValues<Abs>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Abs(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Abs(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Sign(x);
}

public abstract partial class Tensor
{
    /// <summary>The absolute value, elementwise: y = |x|, hence ẏ = sign x · ẋ, 0 at 0.</summary>
    public static Tensor Abs(Tensor x) => Apply(Unary<Abs>.Instance, x);
}
