using System.Numerics;

namespace Functional.Core;

/// <summary>z = 1 where x &lt; y, else 0.</summary>
internal readonly struct Less : IPairValues<Less>
{
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Less(x, y);
}

public abstract partial class Tensor
{
    /// <summary>A mask, elementwise: 1 where x is less than y, else 0; NaN compares with nothing. Shapes broadcast. Not differentiable: its derivative is 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Less(Tensor x, Tensor y) => Apply(Binary<Comparison<Less>>.Instance, x, y);

    /// <inheritdoc cref="Less(Tensor, Tensor)"/>
    public static Tensor Less(Tensor x, double y) => Less(x, Literal(y, x));
}
