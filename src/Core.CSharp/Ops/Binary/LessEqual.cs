using System.Numerics;

namespace Functional.Core;

/// <summary>z = 1 where x &lt;= y, else 0.</summary>
internal readonly struct LessEqual : IPairValues<LessEqual>
{
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.LessEqual(x, y);
}

public abstract partial class Tensor
{
    /// <summary>A mask, elementwise: 1 where x is at most y, else 0; NaN compares with nothing. Shapes broadcast. Not differentiable: its derivative is 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor LessEqual(Tensor x, Tensor y) => Apply(Binary<Comparison<LessEqual>>.Instance, x, y);

    /// <inheritdoc cref="LessEqual(Tensor, Tensor)"/>
    public static Tensor LessEqual(Tensor x, double y) => LessEqual(x, Literal(y, x));
}
