using System.Numerics;

namespace Functional.Core;

/// <summary>A relation between two numbers.</summary>
internal interface IComparison
{
    static abstract bool Holds<T>(T x, T y)
        where T : IBinaryFloatingPointIeee754<T>;
}

/// <summary>The mask of a relation: 1 where it holds, else 0, with derivative 0.</summary>
internal readonly struct Comparison<TRelation> : IBinaryFunction
    where TRelation : struct, IComparison
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < z.Length; i++)
            z[i] = TRelation.Holds(x[i], y[i]) ? T.One : T.Zero;
    }

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < z.Length; i++)
            z[i] = TRelation.Holds(x[i], y) ? T.One : T.Zero;
    }

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < z.Length; i++)
            z[i] = TRelation.Holds(x, y[i]) ? T.One : T.Zero;
    }

    public static bool Differentiable => false;

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => T.Constant(0, x);

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => T.Constant(0, y);
}
