using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Reciprocal : IUnaryFunction, IValues<Reciprocal>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Reciprocal(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => 1 / x;

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -T.Square(y);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The reciprocal, elementwise: y = 1/x, hence ẏ = −y² ẋ. ±∞ at ±0, with derivative −∞.</summary>
    public static Tensor Reciprocal(Tensor x) => Apply(Unary<Reciprocal>.Instance, x);
}
