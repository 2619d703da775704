using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Softplus : IUnaryFunction, IValues<Softplus>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Softplus(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Softplus(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<SoftplusSlope>(x);
}

/// <summary>The derivative of <see cref="Softplus"/>: the sigmoid, with a derivative that is exact in both tails.</summary>
internal readonly record struct SoftplusSlope : IUnaryFunction, IValues<SoftplusSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Sigmoid(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Sigmoid(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<SigmoidSlope>(x, y);
}

public abstract partial class Tensor
{
    /// <summary>The smooth ramp, elementwise: y = ln(1 + eˣ), hence ẏ = σ(x) ẋ. Finite for every finite x.</summary>
    public static Tensor Softplus(Tensor x) => Apply(Unary<Softplus>.Instance, x);
}
