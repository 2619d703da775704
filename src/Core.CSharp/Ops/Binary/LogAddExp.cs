using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>z = ln(eˣ + eʸ).</summary>
internal readonly struct LogAddExp : IBinaryFunction, IPairValues<LogAddExp>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<LogAddExp>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<LogAddExp>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<LogAddExp>.Evaluate(x, y, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var distance = LogAddExpSlope.Distance(x, y, out var low);
        var tail = Lanes<T>.Softplus(-Lanes<T>.Abs(distance));
        // Where what was lost of the distance matters, the tail is an exponential.
        return Lanes<T>.Where(Lanes<T>.Less(x, y), y, x) + (tail - tail * (Lanes<T>.Sign(distance) * low));
    }

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => T.Of<LogAddExpSlope>(x, y);

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => T.Of<LogAddExpSlope>(y, x);
}

/// <summary>The derivative of <see cref="LogAddExp"/> in x, σ(x − y), with the difference in two parts: its rounding would count as often as it is large.</summary>
internal readonly struct LogAddExpSlope : IBinaryFunction, IPairValues<LogAddExpSlope>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<LogAddExpSlope>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<LogAddExpSlope>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<LogAddExpSlope>.Evaluate(x, y, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var s = Lanes<T>.Sigmoid(Distance(x, y, out var low));
        return s + s * (1 - s) * low;
    }

    /// <summary>x − y, 0 where both are the same infinity, and what rounding took of it.</summary>
    public static Lanes<T> Distance<T>(Lanes<T> x, Lanes<T> y, out Lanes<T> low)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var distance = Difference(x, y);
        var back = distance - x;
        low = Elementary.Within((x - (distance - back)) - (y + back), double.PositiveInfinity);
        return distance;
    }

    // x − y, and 0 where both are the same infinity.
    public static T Difference<T>(T x, T y)
        where T : IElementary<T>
    {
        return T.Where(IsOneInfinity(x, y), T.Constant(0, x), x - y);
    }

    /// <summary>The mask of places where both are the same infinity.</summary>
    public static T IsOneInfinity<T>(T x, T y)
        where T : IElementary<T> => T.Equal(x, y) * T.Equal(T.Abs(x), T.Constant(double.PositiveInfinity, x));

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => T.Of<LogAddExpCurvature>(x, y);

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => -T.Of<LogAddExpCurvature>(x, y);
}

/// <summary>The second derivative of <see cref="LogAddExp"/> in x, σ′(x − y), with the difference in two parts.</summary>
internal readonly struct LogAddExpCurvature : IBinaryFunction, IPairValues<LogAddExpCurvature>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<LogAddExpCurvature>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<LogAddExpCurvature>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<LogAddExpCurvature>.Evaluate(x, y, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var distance = LogAddExpSlope.Distance(x, y, out var low);
        var s = new Lanes<T>(Special.SigmoidSlope(distance.Value));
        // Beside an infinity that both are, the halves stay.
        var zero = Lanes<T>.Constant(0, x);
        var moves = Lanes<T>.Where(LogAddExpSlope.IsOneInfinity(x, y), zero, s);
        return moves - moves * Lanes<T>.Tanh(0.5 * distance) * low;
    }

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => -z * T.Tanh(0.5 * LogAddExpSlope.Difference(x, y));

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => z * T.Tanh(0.5 * LogAddExpSlope.Difference(x, y));
}

public abstract partial class Tensor
{
    /// <summary>The logarithm of a sum of exponentials, elementwise: z = ln(eˣ + eʸ) without overflow in between, hence ż = σ(x − y) ẋ + σ(y − x) ẏ; half of each where both are the same infinity. Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor LogAddExp(Tensor x, Tensor y) => Apply(Binary<LogAddExp>.Instance, x, y);
}
