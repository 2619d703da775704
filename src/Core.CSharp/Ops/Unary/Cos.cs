using System.Numerics;

namespace Functional.Core;

internal readonly record struct Cos : IUnaryFunction, IValues<Cos>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Cos(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -T.Sin(x);
}

public abstract partial class Tensor
{
    /// <summary>The cosine of an angle in radians, elementwise: y = cos x, hence ẏ = −sin x · ẋ.</summary>
    public static Tensor Cos(Tensor x) => Apply(Unary<Cos>.Instance, x);
}
