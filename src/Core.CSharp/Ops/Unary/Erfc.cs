using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Erfc : IUnaryFunction, IValues<Erfc>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Erfc(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Erfc(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -T.Of<ErfSlope>(x);
}

public abstract partial class Tensor
{
    /// <summary>The complement of the error function, elementwise: y = 1 − erf x, exact in the tail; hence ẏ = −2/√π e^(−x²) ẋ.</summary>
    public static Tensor Erfc(Tensor x) => Apply(Unary<Erfc>.Instance, x);
}
