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

    // y x^(y − 1), and 0 where y = 0, also at x = 0.
    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T>
    {
        var zero = T.Constant(0, y);
        return T.Where(T.Equal(y, zero), zero, y * T.Pow(x, y - 1));
    }

    // z ln x, and 0 where x = 0 and y ≥ 0.
    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T>
    {
        var zero = T.Constant(0, x);
        var corner = T.Equal(x, zero) * T.LessEqual(zero, y);
        return T.Where(corner, zero, z * T.Log(x));
    }
}

public abstract partial class Tensor
{
    /// <summary>The power, elementwise: z = xʸ, hence ż = y xʸ⁻¹ ẋ + z ln x · ẏ. At y = 0 the first term is 0, at x = 0 with y ≥ 0 the second is.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Pow(Tensor x, Tensor y) => Apply(Binary<Pow>.Instance, x, y);

    /// <inheritdoc cref="Pow(Tensor, Tensor)"/>
    public static Tensor Pow(Tensor x, double y) => Pow(x, Literal(y, x));

    /// <inheritdoc cref="Pow(Tensor, Tensor)"/>
    public static Tensor Pow(double x, Tensor y) => Pow(Literal(x, y), y);
}
