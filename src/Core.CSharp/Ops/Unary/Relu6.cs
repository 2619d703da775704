using System.Numerics;

namespace Functional.Core;

internal readonly record struct Relu6 : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Clip.Evaluate(x, T.Zero, T.CreateTruncating(6), y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Clip.Slope(y, 0, 6);

    public static bool Selects => true;

    public T Dropped<T>(T x, T y)
        where T : IElementary<T> => T.Less(x, y) + T.Less(y, x);
}

public abstract partial class Tensor
{
    /// <summary>The ramp cut off at 6, elementwise: y = min(max(x, 0), 6), hence ẏ = ẋ where 0 &lt; x &lt; 6, else 0: at 0 and 6 as well.</summary>
    public static Tensor Relu6(Tensor x) => Apply(Unary<Relu6>.Instance, x);
}
