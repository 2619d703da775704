using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>z = x y.</summary>
internal readonly struct Multiply : IBinaryFunction, IPairValues<Multiply>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(y, x, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * y;

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => y;

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => x;
}

public abstract partial class Tensor
{
    /// <summary>The product, elementwise: z = x y, hence ż = y ẋ + x ẏ. Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor operator *(Tensor x, Tensor y) => Apply(Binary<Multiply>.Instance, x, y);

    /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
    public static Tensor operator *(Tensor x, double y) => x * Literal(y, x);

    /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
    public static Tensor operator *(double x, Tensor y) => Literal(x, y) * y;
}
