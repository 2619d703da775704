using System.Numerics;

namespace Functional.Core;

/// <summary>z = x ln y, and 0 where x is 0.</summary>
internal readonly struct XLogY : IBinaryFunction, IPairValues<XLogY>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<XLogY>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<XLogY>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<XLogY>.Evaluate(x, y, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes<T>.Where(Lanes<T>.Equal(x, Lanes<T>.Constant(0, x)), Elementary.Zero(y), x * Lanes<T>.Log(y));

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => T.Log(T.Where(Elementary.Origin(x, y), T.Constant(1, y), y));

    // At (0, 0) both operands are replaced, so that 0 / 0 does not arise there or in a derivative.
    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T>
    {
        var corner = Elementary.Origin(x, y);
        var numerator = T.Where(corner, T.Constant(0, x), x);
        return Elementary.Defined(z, numerator / (T.Where(corner, T.Constant(1, y), y) + 0.0));
    }

    public static bool Unbounded => true;
}

public abstract partial class Tensor
{
    /// <summary>The product x ln y, elementwise, that is 0 where x is 0 whatever y: entropy's term. ż = ln y · ẋ + x/y · ẏ, and both parts are 0 at (0, 0). Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor XLogY(Tensor x, Tensor y) => Apply(Binary<XLogY>.Instance, x, y);
}
