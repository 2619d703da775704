using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Lgamma : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Lgamma(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Polygamma(0, x);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The logarithm of the gamma function, elementwise: y = ln |Γ(x)|, hence ẏ = ψ(x) ẋ with <see cref="Digamma"/>. At 0, −1, −2, … it is +∞ with derivative NaN.</summary>
    public static Tensor Lgamma(Tensor x) => Apply(Unary<Lgamma>.Instance, x);
}
