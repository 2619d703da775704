using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Log10 : IUnaryFunction, IValues<Log10>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Log10(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.Log10(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, 1 / (Math.Log(10) * (x + 0.0)));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The decimal logarithm, elementwise: y = log₁₀ x, hence ẏ = ẋ / (x ln 10). At ±0 it is −∞ with derivative +∞; below, both are NaN.</summary>
    public static Tensor Log10(Tensor x) => Apply(Unary<Log10>.Instance, x);
}
