using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>y = min(max(x, Low), High).</summary>
internal readonly record struct Clip(double Low, double High) : IUnaryFunction, IValues<Clip>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Evaluate(x, T.CreateTruncating(Low), T.CreateTruncating(High), y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes<T>.Min(Lanes<T>.Max(x, Lanes<T>.Constant(Low, x)), Lanes<T>.Constant(High, x));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Slope(y, Low, High);

    public static bool Selects => true;

    public T Dropped<T>(T x, T y)
        where T : IElementary<T> => T.Less(x, y) + T.Less(y, x);

    public static string? Name => nameof(Tensor.Clamp);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T low, T high, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Max(x, low, y);
        TensorPrimitives.Min(y, high, y);
    }

    /// <summary>1 where the answer lies strictly between the bounds, else 0; NaN for NaN.</summary>
    public static T Slope<T>(T y, double low, double high)
        where T : IElementary<T> =>
        Elementary.Defined(y, T.Less(T.Constant(low, y), y) * T.Less(y, T.Constant(high, y)));
}

public abstract partial class Tensor
{
    /// <summary>The number cut off at two bounds, elementwise: y = min(max(x, low), high), hence ẏ = ẋ where low &lt; x &lt; high, else 0: at the bounds as well.</summary>
    /// <exception cref="DomainException">In a debug build: low is greater than high. Otherwise high wins.</exception>
    public static Tensor Clamp(Tensor x, double low, double high)
    {
        RefuseCrossedBounds(low, high);
        return Apply(new Unary<Clip>(new(low, high)), x);
    }

    /// <summary>The number cut off at two bounds, elementwise: min(max(x, low), high), with the derivatives of these two: halves at a tie, so that the partial derivatives always sum to 1. Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Clamp(Tensor x, Tensor low, Tensor high) => Min(Max(x, low), high);

    [Conditional("DEBUG")]
    internal static void RefuseCrossedBounds(double low, double high)
    {
        if (low > high)
            DomainException.Throw("Clamp", "a low bound that is not above the high one", $"{low} and {high}");
    }
}
