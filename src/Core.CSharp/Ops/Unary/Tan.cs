using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Tan : IUnaryFunction, IValues<Tan>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Tan(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.Tan(x.Value));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 1 + T.Square(y);
}

public abstract partial class Tensor
{
    /// <summary>The tangent of an angle in radians, elementwise: y = tan x, hence ẏ = (1 + y²) ẋ.</summary>
    public static Tensor Tan(Tensor x) => Apply(Unary<Tan>.Instance, x);
}
