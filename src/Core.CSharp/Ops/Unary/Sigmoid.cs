using System.Numerics;
using System.Runtime.CompilerServices;
using Functional.Core.Kernels;

namespace Functional.Core;

internal readonly record struct Sigmoid : IUnaryFunction, IValues<Sigmoid>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Special.Sigmoid(x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Sigmoid(x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.KeepsArguments ? T.Of<SigmoidSlope>(x, y) : y * (1 - y);
}

/// <summary>
/// σ′(x) = y (1 − y) of x and y = σ(x); σ″ = −σ′ tanh(x/2). Far out it is made of an exponential, as y has rounded the answer away there; near 0, where all lanes mostly are, of y, which is much faster.
/// All of its derivative counts as that in x.
/// </summary>
internal readonly struct SigmoidSlope : IBinaryFunction, IPairValues<SigmoidSlope>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<SigmoidSlope>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<SigmoidSlope>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<SigmoidSlope>.Evaluate(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isNear = Lanes<T>.LessEqual(x, Lanes<T>.Constant(1, x));
        var near = y * (1 - y);
        return Lanes<T>.All(isNear) ? near : Lanes<T>.Where(isNear, near, Far(x));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Lanes<T> Far<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Special.SigmoidSlope(x.Value));

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => -z * T.Tanh(0.5 * x);

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => T.Constant(0, y);

    public static bool MovesRight => false;
}

public abstract partial class Tensor
{
    /// <summary>The logistic function, elementwise: y = σ(x) = 1 / (1 + e⁻ˣ), hence ẏ = y (1 − y) ẋ. Finite for every x.</summary>
    public static Tensor Sigmoid(Tensor x) => Apply(Unary<Sigmoid>.Instance, x);
}
