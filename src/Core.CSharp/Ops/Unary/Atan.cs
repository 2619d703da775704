using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

internal readonly record struct Atan : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Atan(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => 1 / (1 + T.Square(x));
}

public abstract partial class Tensor
{
    /// <summary>The inverse tangent in radians, elementwise: y = arctan x in [−π/2, π/2], hence ẏ = ẋ / (1 + x²).</summary>
    public static Tensor Atan(Tensor x) => Apply(Unary<Atan>.Instance, x);
}
