using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>y = min(x, Bound).</summary>
internal readonly record struct AtMost(double Bound) : IUnaryFunction, IValues<AtMost>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Min(x, T.CreateTruncating(Bound), y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Min(x, Lanes<T>.Constant(Bound, x));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, T.Less(y, T.Constant(Bound, y)));

    public static bool Selects => true;

    public T Dropped<T>(T x, T y)
        where T : IElementary<T> => T.Less(y, x);

    public static string? Name => nameof(Tensor.Min);
}

/// <summary>z = min(x, y).</summary>
internal readonly struct Minimum : IBinaryFunction, IPairValues<Minimum>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Min(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Min(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Min(y, x, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Min(x, y);

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => Elementary.Defined(z, T.Where(T.Equal(x, y), T.Constant(0.5, z), T.Less(x, y)));

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => Elementary.Defined(z, T.Where(T.Equal(x, y), T.Constant(0.5, z), T.Less(y, x)));

    public static bool Selects => true;

    public static T DropsLeft<T>(T x, T y)
        where T : IElementary<T> => T.Less(y, x);

    public static T DropsRight<T>(T x, T y)
        where T : IElementary<T> => T.Less(x, y);

    public static string? Name => nameof(Tensor.Min);
}

public abstract partial class Tensor
{
    /// <summary>The lesser of two numbers, elementwise: z = min(x, y), hence ż = ẋ or ẏ, and half of each at a tie. NaN wins. Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Min(Tensor x, Tensor y) => Apply(Binary<Minimum>.Instance, x, y);

    /// <summary>The lesser of each number and a literal, elementwise: y = min(x, bound), hence ẏ = ẋ where x alone is the lesser, else 0: at the tie as well. NaN wins.</summary>
    public static Tensor Min(Tensor x, double bound) => Apply(new Unary<AtMost>(new(bound)), x);
}
