using System.Numerics;

namespace Functional.Core;

/// <summary>z = 1 where x &gt;= y, else 0.</summary>
internal readonly struct GreaterEqual : IPairValues<GreaterEqual>
{
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.LessEqual(y, x);
}

public abstract partial class Tensor
{
    /// <summary>A mask, elementwise: 1 where x is at least y, else 0; NaN compares with nothing. Shapes broadcast. Not differentiable: its derivative is 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor GreaterEqual(Tensor x, Tensor y) => Apply(Binary<Comparison<GreaterEqual>>.Instance, x, y);

    /// <inheritdoc cref="GreaterEqual(Tensor, Tensor)"/>
    public static Tensor GreaterEqual(Tensor x, double y) => GreaterEqual(x, Literal(y, x));
}
