using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>z = atan2(x, y): the first is the ordinate.</summary>
internal readonly struct Atan2 : IBinaryFunction
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Atan2(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Atan2(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Atan2(x, y, z);

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => Over(y, T.Hypot(x, y), z);

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => -Over(x, T.Hypot(x, y), z);

    // side / (x² + y²) in two divisions by the length, which neither overflow nor die early; 0 at the origin and at infinity.
    private static T Over<T>(T side, T length, T z)
        where T : IElementary<T>
    {
        var none = T.Equal(length, T.Constant(0, z)) + T.Equal(length, T.Constant(double.PositiveInfinity, z));
        length = T.Where(none, T.Constant(1, z), length);
        return T.Where(none, Elementary.Zero(z), side) / length / length;
    }

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The angle of a vector in the plane in radians, elementwise: z = atan2(y, x) in [−π, π], y being the ordinate;
    /// hence ż = (x ẏ − y ẋ) / (x² + y²), and 0 at (0, 0). Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Atan2(Tensor y, Tensor x) => Apply(Binary<Atan2>.Instance, y, x);
}
