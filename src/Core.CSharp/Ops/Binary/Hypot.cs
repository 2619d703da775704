using System.Numerics;

namespace Functional.Core;

/// <summary>z = √(x² + y²).</summary>
internal readonly struct Hypot : IBinaryFunction, IPairValues<Hypot>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<Hypot>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<Hypot>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<Hypot>.Evaluate(x, y, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Hypot(x, y);

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => Cosine(x, y, z);

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => Cosine(y, x, z);

    // x / z: 0 at the origin, the direction of the infinite side, of both alike where both are.
    private static T Cosine<T>(T x, T y, T z)
        where T : IElementary<T>
    {
        var infinity = T.Constant(double.PositiveInfinity, z);
        var far = T.Equal(T.Abs(x), infinity);
        var direction =
            T.Sign(x) * T.Where(T.Equal(T.Abs(y), infinity), T.Constant(Math.Sqrt(0.5), x), T.Constant(1, x));
        // 0 at the origin, but not constant there: the root's own slope makes a second derivative infinite or NaN, as for a norm.
        var origin = T.Equal(z, T.Constant(0, z));
        var one = T.Constant(1, z);
        var cosine = T.Where(origin, T.Sqrt(T.Where(origin, x, one)), x / T.Where(origin, one, z));
        return T.Where(far, Elementary.Defined(y, direction), cosine);
    }

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The length of a vector in the plane, elementwise: z = √(x² + y²) without overflow in between, hence ż = (x ẋ + y ẏ) / z, and 0 at (0, 0). Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Hypot(Tensor x, Tensor y) => Apply(Binary<Hypot>.Instance, x, y);
}
