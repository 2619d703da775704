using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Relu : IUnaryFunction, IValues<Relu>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(x, T.Zero, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Max(x, Lanes<T>.Constant(0, x));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Sign(y);

    public static bool Selects => true;

    public T Dropped<T>(T x, T y)
        where T : IElementary<T> => T.Less(x, y);
}

public abstract partial class Tensor
{
    /// <summary>The ramp, elementwise: y = max(x, 0), hence ẏ = ẋ where x &gt; 0, else 0: at 0 as well.</summary>
    public static Tensor Relu(Tensor x) => Apply(Unary<Relu>.Instance, x);
}
