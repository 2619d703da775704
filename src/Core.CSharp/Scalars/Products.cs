using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>y = −x.</summary>
internal readonly record struct Negative : IUnaryFunction
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Negate(x, y);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => T.Constant(-1, x);
}

/// <summary>
/// z = x y, and 0 where x is 0: a seed times a slope that may be infinite. Its own derivative in the slope is
/// <see cref="SymmetricProduct"/>, so that second derivatives are right where a seed is 0.
/// </summary>
internal readonly struct StrongProduct : IBinaryFunction, IPairValues<StrongProduct>
{
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var zero = Lanes<T>.Constant(0, x);
        return Lanes<T>.Where(Lanes<T>.Equal(x, zero), zero, x * y);
    }

    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<StrongProduct>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<StrongProduct>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<StrongProduct>.Evaluate(x, y, z);

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => y;

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => x;

    public static bool Unbounded => true;
}

/// <summary>z = x y, and 0 where either is 0: one of them is a seed, the other a slope that may be infinite.</summary>
internal readonly struct SymmetricProduct : IBinaryFunction, IPairValues<SymmetricProduct>
{
    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var zero = Lanes<T>.Constant(0, x);
        return Lanes<T>.Where(Lanes<T>.Equal(x, zero) + Lanes<T>.Equal(y, zero), zero, x * y);
    }

    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<SymmetricProduct>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<SymmetricProduct>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<SymmetricProduct>.Evaluate(x, y, z);

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => y;

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => x;
}

/// <summary>How a seed and a slope are multiplied.</summary>
internal enum Product : byte
{
    /// <summary>By IEEE arithmetic.</summary>
    Plain,

    /// <summary>0 where the seed is 0.</summary>
    Strong,

    /// <summary>0 where either is 0.</summary>
    Symmetric,
}

/// <summary>The products of an operation's slopes.</summary>
internal static class Products
{
    public static Product Of<TFunction>()
        where TFunction : struct, IUnaryFunction => TFunction.Unbounded ? Product.Strong : Product.Plain;

    public static Product OfLeft<TFunction>()
        where TFunction : struct, IBinaryFunction =>
        typeof(TFunction) == typeof(SymmetricProduct) ? Product.Symmetric
        : TFunction.Unbounded ? Product.Strong
        : Product.Plain;

    public static Product OfRight<TFunction>()
        where TFunction : struct, IBinaryFunction =>
        typeof(TFunction) == typeof(SymmetricProduct) || typeof(TFunction) == typeof(StrongProduct) ? Product.Symmetric
        : TFunction.Unbounded ? Product.Strong
        : Product.Plain;

    /// <summary>seed · slope under the rule.</summary>
    public static double Times(this Product product, double seed, double slope) =>
        product switch
        {
            Product.Plain => seed * slope,
            Product.Strong => seed == 0 ? 0 : seed * slope,
            _ => seed == 0 || slope == 0 ? 0 : seed * slope,
        };

    /// <inheritdoc cref="Times(Product, double, double)"/>
    public static Real Times(this Product product, Real seed, Real slope) =>
        product switch
        {
            Product.Plain => seed * slope,
            Product.Strong => Real.Apply<StrongProduct>(seed, slope),
            _ => Real.Apply<SymmetricProduct>(seed, slope),
        };

    /// <inheritdoc cref="Times(Product, double, double)"/>
    public static Dual<Tangent8> Times(this Product product, Dual<Tangent8> seed, Dual<Tangent8> slope) =>
        product == Product.Plain
            ? seed * slope
            : new(
                product.Times(seed.Value, slope.Value),
                (
                    product == Product.Strong
                        ? Tangent8.TimesStrongly(seed.Tangent, slope.Value)
                        : Either(seed.Tangent, slope.Value)
                ) + Either(slope.Tangent, seed.Value)
            );

    private static Tangent8 Either(Tangent8 x, double y) => y == 0 ? default : Tangent8.TimesStrongly(x, y);
}
