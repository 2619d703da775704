using System.Numerics;

namespace Functional.Core;

internal readonly record struct Log : IUnaryFunction, IValues<Log>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    // x + 0.0 takes the sign off −0, which lies on the edge of the domain.
    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Log(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, 1 / (x + 0.0));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The natural logarithm, elementwise: y = ln x, hence ẏ = ẋ / x. At ±0 it is −∞ with derivative +∞; below, both are NaN.</summary>
    public static Tensor Log(Tensor x) => Apply(Unary<Log>.Instance, x);
}
