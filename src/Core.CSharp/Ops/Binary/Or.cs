using System.Numerics;

namespace Functional.Core;

/// <summary>z = 1 where either is not 0, else 0.</summary>
internal readonly struct Or : IPairValues<Or>
{
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        1 - Lanes<T>.Equal(x, Lanes<T>.Constant(0, x)) * Lanes<T>.Equal(y, Lanes<T>.Constant(0, y));
}

public abstract partial class Tensor
{
    /// <summary>The mask of two masks, elementwise: 1 where either is not 0, else 0. Shapes broadcast. Not differentiable: its derivative is 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Or(Tensor x, Tensor y) => Apply(Binary<Comparison<Or>>.Instance, x, y);
}
