using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Functional.Core.Kernels;

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

/// <summary>The loops over spans of a function written on lanes; optimised from their first call, as vectors that are not are very slow.</summary>
internal readonly struct Lanewise<TValues> : IPairwise
    where TValues : struct, IPairValues<TValues>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = Vector<T>.Count;
        var i = 0;
        for (; i <= z.Length - width; i += width)
            TValues.Of(Fuse.Load(x, i), Fuse.Load(y, i)).Value.CopyTo(z[i..]);
        if (i < z.Length)
            Fuse.Store(TValues.Of(Fuse.Rest(x[i..]), Fuse.Rest(y[i..])), z[i..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = Vector<T>.Count;
        var right = new Lanes<T>(Vector.Create(y));
        var i = 0;
        for (; i <= z.Length - width; i += width)
            TValues.Of(Fuse.Load(x, i), right).Value.CopyTo(z[i..]);
        if (i < z.Length)
            Fuse.Store(TValues.Of(Fuse.Rest(x[i..]), right), z[i..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = Vector<T>.Count;
        var left = new Lanes<T>(Vector.Create(x));
        var i = 0;
        for (; i <= z.Length - width; i += width)
            TValues.Of(left, Fuse.Load(y, i)).Value.CopyTo(z[i..]);
        if (i < z.Length)
            Fuse.Store(TValues.Of(left, Fuse.Rest(y[i..])), z[i..]);
    }
}

/// <summary>Values and first-order derivative rules over numbers in one pass: the formula runs on SIMD lanes, with nothing stored in between.</summary>
internal static class Fuse
{
    /// <summary>yᵢ = f(xᵢ); the spans are equal or disjoint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Values<T, TValues>(TValues values, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TValues : struct, IValues<TValues>
    {
        var width = Vector<T>.Count;
        var i = 0;
        for (; i <= x.Length - width; i += width)
            values.Of(Load(x, i)).Value.CopyTo(y[i..]);
        if (i < x.Length)
            Store(values.Of(Rest(x[i..])), y[i..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Load<T>(ReadOnlySpan<T> x, int start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Vector.LoadUnsafe(in MemoryMarshal.GetReference(x), (nuint)start));

    public static Lanes<T> Rest<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> padded = stackalloc T[Vector<T>.Count];
        x.CopyTo(padded);
        return new(Vector.Create<T>(padded));
    }

    public static void Store<T>(Lanes<T> lanes, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> padded = stackalloc T[Vector<T>.Count];
        lanes.Value.CopyTo(padded);
        padded[..result.Length].CopyTo(result);
    }
}
