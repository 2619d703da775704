using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Log2 : IUnaryFunction, IValues<Log2>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Log2(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.Log2(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, 1 / (Math.Log(2) * (x + 0.0)));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The binary logarithm, elementwise: y = log₂ x, hence ẏ = ẋ / (x ln 2). At ±0 it is −∞ with derivative +∞; below, both are NaN.</summary>
    public static Tensor Log2(Tensor x) => Apply(Unary<Log2>.Instance, x);
}
