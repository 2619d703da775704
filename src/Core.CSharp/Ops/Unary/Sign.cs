using System.Numerics;

namespace Functional.Core;

internal readonly record struct Sign : IUnaryFunction, IValues<Sign>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Sign(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Zero(y);
}

public abstract partial class Tensor
{
    /// <summary>The sign, elementwise: −1, 0 or 1, and NaN for NaN; ±0 keep their sign. Its derivative is 0, NaN for NaN.</summary>
    public static Tensor Sign(Tensor x) => Apply(Unary<Sign>.Instance, x);
}
