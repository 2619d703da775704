using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>z = xʸ.</summary>
internal readonly struct Pow : IBinaryFunction
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Pow(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Pow(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Pow(x, y, z);

    public static bool Unbounded => true;

    // y x^(y − 1); at (0, 0) both factors are replaced by constants, so that 0 · ∞ does not arise there or in a derivative.
    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T>
    {
        var corner = Elementary.Origin(x, y);
        return T.Where(corner, T.Constant(0, y), y) * T.Pow(x, T.Where(corner, T.Constant(1, y), y - 1));
    }

    // z ln x, where ln 0 is taken for 0: 0 · 0 and 1 · 0 for y ≥ 0, and ∞ · 0 = NaN below.
    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => z * T.Log(T.Where(T.Equal(x, T.Constant(0, x)), T.Constant(1, x), x));
}

public abstract partial class Tensor
{
    /// <summary>The power, elementwise: z = xʸ, hence ż = y xʸ⁻¹ ẋ + z ln x · ẏ. At y = 0 the first term is 0; at x = 0 the second is 0 for y ≥ 0 and NaN below; a negative x has no derivative in y.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Pow(Tensor x, Tensor y) => Apply(Binary<Pow>.Instance, x, y);

    /// <inheritdoc cref="Pow(Tensor, Tensor)"/>
    public static Tensor Pow(double x, Tensor y) => Pow(Literal(x, y), y);
}
