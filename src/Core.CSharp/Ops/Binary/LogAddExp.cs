using System.Numerics;

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
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes<T>.Where(Lanes<T>.Less(x, y), y, x) + Lanes<T>.Softplus(-Lanes<T>.Abs(Difference(x, y)));

    // x − y, and 0 where both are the same infinity.
    private static T Difference<T>(T x, T y)
        where T : IElementary<T>
    {
        var same = T.Equal(x, y) * T.Equal(T.Abs(x), T.Constant(double.PositiveInfinity, x));
        return T.Where(same, T.Constant(0, x), x - y);
    }

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => T.Sigmoid(Difference(x, y));

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => T.Sigmoid(Difference(y, x));
}

public abstract partial class Tensor
{
    /// <summary>The logarithm of a sum of exponentials, elementwise: z = ln(eˣ + eʸ) without overflow in between, hence ż = σ(x − y) ẋ + σ(y − x) ẏ; half of each where both are the same infinity. Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor LogAddExp(Tensor x, Tensor y) => Apply(Binary<LogAddExp>.Instance, x, y);
}
