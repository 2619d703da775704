using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct LogSigmoid : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.LogSigmoid(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<SoftplusSlope>(-x);
}

public abstract partial class Tensor
{
    /// <summary>The logarithm of <see cref="Sigmoid"/>, elementwise: y = ln σ(x) = −ln(1 + e⁻ˣ), hence ẏ = σ(−x) ẋ. Finite for every finite x.</summary>
    public static Tensor LogSigmoid(Tensor x) => Apply(Unary<LogSigmoid>.Instance, x);
}
