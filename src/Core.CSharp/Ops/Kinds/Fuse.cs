using System.Numerics;
using System.Runtime.InteropServices;

namespace Functional.Core;

/// <summary>A seed times a derivative, of a point (x, y).</summary>
internal interface ISlope
{
    T Times<T>(T x, T y, T seed)
        where T : IElementary<T>;
}

/// <summary>A seed times a derivative, of a point (x, y, z).</summary>
internal interface ISlope3
{
    T Times<T>(T x, T y, T z, T seed)
        where T : IElementary<T>;
}

/// <summary>First-order derivative rules over numbers in one pass: the formula runs on SIMD lanes, with nothing stored in between.</summary>
internal static class Fuse
{
    public static void Unary<T, TSlope>(
        TSlope slope,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> y,
        ReadOnlySpan<T> seed,
        Span<T> result
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSlope : struct, ISlope
    {
        var width = Vector<T>.Count;
        var i = 0;
        for (; i <= x.Length - width; i += width)
            slope.Times(Load(x, i), Load(y, i), Load(seed, i)).Value.CopyTo(result[i..]);
        if (i < x.Length)
            Store(slope.Times(Rest(x[i..]), Rest(y[i..]), Rest(seed[i..])), result[i..]);
    }

    public static void Binary<T, TSlope>(
        TSlope slope,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> y,
        ReadOnlySpan<T> z,
        ReadOnlySpan<T> seed,
        Span<T> result
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSlope : struct, ISlope3
    {
        var width = Vector<T>.Count;
        var i = 0;
        for (; i <= x.Length - width; i += width)
            slope.Times(Load(x, i), Load(y, i), Load(z, i), Load(seed, i)).Value.CopyTo(result[i..]);
        if (i < x.Length)
            Store(slope.Times(Rest(x[i..]), Rest(y[i..]), Rest(z[i..]), Rest(seed[i..])), result[i..]);
    }

    private static Lanes<T> Load<T>(ReadOnlySpan<T> x, int start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Vector.LoadUnsafe(in MemoryMarshal.GetReference(x), (nuint)start));

    private static Lanes<T> Rest<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> padded = stackalloc T[Vector<T>.Count];
        x.CopyTo(padded);
        return new(Vector.Create<T>(padded));
    }

    private static void Store<T>(Lanes<T> lanes, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> padded = stackalloc T[Vector<T>.Count];
        lanes.Value.CopyTo(padded);
        padded[..result.Length].CopyTo(result);
    }
}
