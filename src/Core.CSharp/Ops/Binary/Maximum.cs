using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>y = max(x, Bound).</summary>
internal readonly record struct AtLeast(double Bound) : IUnaryFunction, IValues<AtLeast>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(x, T.CreateTruncating(Bound), y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Max(x, Lanes<T>.Constant(Bound, x));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Defined(y, T.Less(T.Constant(Bound, y), y));

    public static bool Selects => true;

    public T Dropped<T>(T x, T y)
        where T : IElementary<T> => T.Less(x, y);

    public static string? Name => nameof(Tensor.Max);
}

/// <summary>z = max(x, y).</summary>
internal readonly struct Maximum : IBinaryFunction, IPairValues<Maximum>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(y, x, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Max(x, y);

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => Elementary.Defined(z, T.Where(T.Equal(x, y), T.Constant(0.5, z), T.Less(y, x)));

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => Elementary.Defined(z, T.Where(T.Equal(x, y), T.Constant(0.5, z), T.Less(x, y)));

    public static bool Selects => true;

    public static T DropsLeft<T>(T x, T y)
        where T : IElementary<T> => T.Less(x, y);

    public static T DropsRight<T>(T x, T y)
        where T : IElementary<T> => T.Less(y, x);

    public static string? Name => nameof(Tensor.Max);
}

public abstract partial class Tensor
{
    /// <summary>The greater of two numbers, elementwise: z = max(x, y), hence ż = ẋ or ẏ, and half of each at a tie. NaN wins. Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Max(Tensor x, Tensor y) => Apply(Binary<Maximum>.Instance, x, y);

    /// <summary>The greater of each number and a literal, elementwise: y = max(x, bound), hence ẏ = ẋ where x alone is the greater, else 0: at the tie as well. NaN wins.</summary>
    public static Tensor Max(Tensor x, double bound) => Apply(new Unary<AtLeast>(new(bound)), x);
}
