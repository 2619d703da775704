using System.Numerics;
using System.Runtime.CompilerServices;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Tanh : IUnaryFunction, IValues<Tanh>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Tanh(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Tanh(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.KeepsArguments ? T.Of<TanhSlope>(x, y) : 1 - y * y;
}

/// <summary>
/// tanh′(x) = 1 − y² of x and y = tanh x; tanh″ = −2 y tanh′. Far out it is made of an exponential, as y has rounded the answer away there; near 0, where all lanes mostly are, of y, which is much faster.
/// All of its derivative counts as that in x.
/// </summary>
internal readonly struct TanhSlope : IBinaryFunction, IPairValues<TanhSlope>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<TanhSlope>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<TanhSlope>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<TanhSlope>.Evaluate(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isNear = Lanes<T>.LessEqual(Lanes<T>.Abs(x), Lanes<T>.Constant(0.85, x));
        var near = 1 - y * y;
        return Lanes<T>.All(isNear) ? near : Lanes<T>.Where(isNear, near, Far(x));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Lanes<T> Far<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.TanhSlope(x.Value));

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => -2 * y * z;

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => T.Constant(0, y);

    public static bool MovesRight => false;
}

public abstract partial class Tensor
{
    /// <summary>The hyperbolic tangent, elementwise: y = tanh x, hence ẏ = (1 − y²) ẋ. Finite for every x.</summary>
    public static Tensor Tanh(Tensor x) => Apply(Unary<Tanh>.Instance, x);
}
