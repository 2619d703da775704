using System.Numerics;

namespace Functional.Core;

/// <summary>z = x − y trunc(x / y).</summary>
internal readonly struct Rem : IBinaryFunction, IPairValues<Rem>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<Rem>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<Rem>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<Rem>.Evaluate(x, y, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Rem(x, y);

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => Elementary.Defined(z, T.Constant(1, z));

    // x − z is y times the whole quotient; trunc(x / y) itself may round up to the next.
    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => -T.Round((x - z) / y);

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The remainder of a division towards 0, elementwise: z = x − y trunc(x/y), exact and of the sign of x; hence ż = ẋ − trunc(x/y) ẏ. NaN for y = 0 or an infinite x. Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Rem(Tensor x, Tensor y) => Apply(Binary<Rem>.Instance, x, y);

    /// <inheritdoc cref="Rem"/>
    public static Tensor operator %(Tensor x, Tensor y) => Rem(x, y);

    /// <inheritdoc cref="Rem"/>
    public static Tensor operator %(Tensor x, double y) => Rem(x, Literal(y, x));
}
