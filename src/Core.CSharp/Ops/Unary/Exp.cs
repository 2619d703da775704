using System.Numerics;

namespace Functional.Core;

internal readonly record struct Exp : IUnaryFunction, IValues<Exp>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Kernels.Exponential.Of(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Exp(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => y;

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The exponential, elementwise: y = eˣ, hence ẏ = y ẋ. Overflow gives ∞ and a derivative of ∞.</summary>
    public static Tensor Exp(Tensor x) => Apply(Unary<Exp>.Instance, x);
}
