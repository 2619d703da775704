using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Tanh : IUnaryFunction, IValues<Tanh>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Tanh(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Tanh(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 1 - y * y;
}

public abstract partial class Tensor
{
    /// <summary>The hyperbolic tangent, elementwise: y = tanh x, hence ẏ = (1 − y²) ẋ. Finite for every x.</summary>
    public static Tensor Tanh(Tensor x) => Apply(Unary<Tanh>.Instance, x);
}
