using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>z = x / y.</summary>
internal readonly struct Divide : IBinaryFunction, IPairValues<Divide>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Divide(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Divide(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Divide(x, y, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x / y;

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => 1 / y;

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => -z / y;

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The quotient, elementwise: z = x / y, hence ż = (ẋ − z ẏ) / y. Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor operator /(Tensor x, Tensor y) => Apply(Binary<Divide>.Instance, x, y);

    /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
    public static Tensor operator /(Tensor x, double y) => x / Literal(y, x);

    /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
    public static Tensor operator /(double x, Tensor y) => Literal(x, y) / y;
}
