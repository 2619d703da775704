using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Sinh : IUnaryFunction, IValues<Sinh>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Sinh(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Sinh(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Cosh(x);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The hyperbolic sine, elementwise: y = sinh x, hence ẏ = cosh x · ẋ.</summary>
    public static Tensor Sinh(Tensor x) => Apply(Unary<Sinh>.Instance, x);
}
