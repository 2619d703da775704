using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Cosh : IUnaryFunction, IValues<Cosh>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Cosh(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Cosh(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Sinh(x);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The hyperbolic cosine, elementwise: y = cosh x, hence ẏ = sinh x · ẋ.</summary>
    public static Tensor Cosh(Tensor x) => Apply(Unary<Cosh>.Instance, x);
}
