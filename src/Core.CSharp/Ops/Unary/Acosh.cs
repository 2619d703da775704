using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Acosh : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Acosh(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Of<AcoshSlope>(x);

    public static bool Unbounded => true;
}

/// <summary>arcosh′(x) = 1 / √(x² − 1); arcosh″ = −x arcosh′ / (x² − 1).</summary>
internal readonly record struct AcoshSlope : IUnaryFunction, IValues<AcoshSlope>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The one is lost beside a large square, which may overflow. Squares also of numbers below −1 lie in the domain.
        var one = Lanes<T>.Constant(1, x);
        var near = 1 / Lanes<T>.Sqrt(Lanes<T>.MultiplyAdd(x, x, -one));
        var y = Lanes<T>.Where(Lanes<T>.Less(Lanes<T>.Constant(1e9, x), x), 1 / x, near);
        return Lanes<T>.Where(Lanes<T>.Less(x, one), Lanes<T>.Constant(double.NaN, x), y);
    }

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => -x * y / ((x - 1) * (x + 1));

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The inverse hyperbolic cosine, elementwise: y = arcosh x ≥ 0 for x ≥ 1, hence ẏ = ẋ / √(x² − 1). The derivative at 1 is +∞; NaN below.</summary>
    public static Tensor Acosh(Tensor x) => Apply(Unary<Acosh>.Instance, x);
}
