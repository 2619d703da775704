using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Sigmoid : IUnaryFunction, IValues<Sigmoid>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Sigmoid(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Sigmoid(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => y * (1 - y);
}

public abstract partial class Tensor
{
    /// <summary>The logistic function, elementwise: y = σ(x) = 1 / (1 + e⁻ˣ), hence ẏ = y (1 − y) ẋ. Finite for every x.</summary>
    public static Tensor Sigmoid(Tensor x) => Apply(Unary<Sigmoid>.Instance, x);
}
