using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Erf : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Erf(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 2 / Math.Sqrt(Math.PI) * T.Exp(-T.Square(x));
}

public abstract partial class Tensor
{
    /// <summary>The error function, elementwise: y = 2/√π ∫₀ˣ e^(−t²) dt, hence ẏ = 2/√π e^(−x²) ẋ.</summary>
    public static Tensor Erf(Tensor x) => Apply(Unary<Erf>.Instance, x);
}
