using System.Diagnostics;
using System.Numerics;

namespace Functional.Core;

/// <summary>The mask of a relation: 1 where it holds, else 0, with derivative 0.</summary>
internal readonly struct Comparison<TRelation> : IBinaryFunction, ILanewise
    where TRelation : struct, IPairValues<TRelation>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<TRelation>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<TRelation>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<TRelation>.Evaluate(x, y, z);

    public Delegate OnVectors(DType dtype) => new OnVectorPairs<TRelation>().Of(dtype);

    public static string? Name => typeof(TRelation).Name;

    public static bool Differentiable => false;

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => throw new UnreachableException();

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => throw new UnreachableException();
}
