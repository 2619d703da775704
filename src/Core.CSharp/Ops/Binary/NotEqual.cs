using System.Numerics;

namespace Functional.Core;

/// <summary>z = 1 where x != y, else 0.</summary>
internal readonly struct NotEqual : IPairValues<NotEqual>
{
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => 1 - Lanes<T>.Equal(x, y);
}

public abstract partial class Tensor
{
    /// <summary>A mask, elementwise: 1 where x differs from y, else 0; NaN differs from everything. Shapes broadcast. Not differentiable: its derivative is 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor NotEqual(Tensor x, Tensor y) => Apply(Binary<Comparison<NotEqual>>.Instance, x, y);

    /// <inheritdoc cref="NotEqual(Tensor, Tensor)"/>
    public static Tensor NotEqual(Tensor x, double y) => NotEqual(x, Literal(y, x));
}
