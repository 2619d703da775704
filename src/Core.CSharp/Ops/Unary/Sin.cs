using System.Numerics;

namespace Functional.Core;

internal readonly record struct Sin : IUnaryFunction, IValues<Sin>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Sin(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Cos(x);
}

public abstract partial class Tensor
{
    /// <summary>The sine of an angle in radians, elementwise: y = sin x, hence ẏ = cos x · ẋ.</summary>
    public static Tensor Sin(Tensor x) => Apply(Unary<Sin>.Instance, x);
}
