using System.Numerics;

namespace Functional.Core;

/// <summary>z = 1 where x == y, else 0.</summary>
internal readonly struct Equal : IPairValues<Equal>
{
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Equal(x, y);
}

public abstract partial class Tensor
{
    /// <summary>A mask, elementwise: 1 where x equals y, else 0; NaN compares with nothing. Shapes broadcast. Not differentiable: its derivative is 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Equal(Tensor x, Tensor y) => Apply(Binary<Comparison<Equal>>.Instance, x, y);

    /// <inheritdoc cref="Equal(Tensor, Tensor)"/>
    public static Tensor Equal(Tensor x, double y) => Equal(x, Literal(y, x));
}
