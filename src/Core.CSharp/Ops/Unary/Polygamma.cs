using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Polygamma(int Order) : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = Special.Polygamma(Order, x[i]);
    }

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, T.Polygamma(Elementary.NextOrder("Polygamma", Order), x));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The polygamma function ψ⁽ⁿ⁾, elementwise: the n-th derivative of <see cref="Digamma"/>, hence ẏ = ψ⁽ⁿ⁺¹⁾(x) ẋ.</summary>
    /// <exception cref="DomainException">The order is negative.</exception>
    public static Tensor Polygamma(int order, Tensor x)
    {
        if (order < 0)
            DomainException.Throw("Polygamma", "an order of 0 or more", $"{order}");
        return Apply(new Unary<Polygamma>(new(order)), x);
    }

    /// <summary>The digamma function, elementwise: y = ψ(x) = d/dx ln Γ(x), hence ẏ = ψ⁽¹⁾(x) ẋ. NaN at 0, −1, −2, ….</summary>
    public static Tensor Digamma(Tensor x) => Polygamma(0, x);
}
