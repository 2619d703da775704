using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct SincDerivative(int Order) : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = Special.SincDerivative(Order, x[i]);
    }

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.SincDerivative(Elementary.NextOrder("SincDerivative", Order), x);
}

public abstract partial class Tensor
{
    /// <summary>The normalised cardinal sine, elementwise: y = sin(πx) / (πx), 1 at 0. Smooth: its derivatives at 0 are 0, −π²/3, 0, ….</summary>
    public static Tensor Sinc(Tensor x) => SincDerivative(0, x);

    /// <summary>The n-th derivative of <see cref="Sinc"/>, elementwise.</summary>
    /// <exception cref="DomainException">The order is negative.</exception>
    public static Tensor SincDerivative(int order, Tensor x)
    {
        if (order < 0)
            DomainException.Throw("SincDerivative", "an order of 0 or more", $"{order}");
        return Apply(new Unary<SincDerivative>(new(order)), x);
    }
}
