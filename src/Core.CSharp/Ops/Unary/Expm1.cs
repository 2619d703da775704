using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Expm1 : IUnaryFunction, IValues<Expm1>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Expm1(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Expm1(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Exp(x);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The exponential less 1, elementwise: y = eˣ − 1, exact also near 0; hence ẏ = eˣ ẋ.</summary>
    public static Tensor Expm1(Tensor x) => Apply(Unary<Expm1>.Instance, x);
}
