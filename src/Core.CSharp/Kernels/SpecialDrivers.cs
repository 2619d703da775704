using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core.Kernels;

/// <summary>The loops that carry a function of a vector, or of a scalar, over a span.</summary>
internal static partial class Special
{
    /// <summary>A function of double, lane by lane.</summary>
    private interface IMap
    {
        static abstract Vector<double> Invoke(Vector<double> x);
    }

    /// <summary>A function of one double, too branched for vectors.</summary>
    private interface IScalarMap
    {
        static abstract double Invoke(double x);
    }

    private static double One<TMap>(double x)
        where TMap : struct, IMap => TMap.Invoke(new Vector<double>(x))[0];

    private static T One<TMap, T>(T x)
        where TMap : struct, IMap
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? T.CreateTruncating(Single<TMap>(new Vector<float>(float.CreateTruncating(x)))[0])
            : T.CreateTruncating(One<TMap>(double.CreateTruncating(x)));

    private static void EachScalar<TMap, T>(ReadOnlySpan<T> x, Span<T> y)
        where TMap : struct, IScalarMap
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        y = y[..x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = T.CreateTruncating(TMap.Invoke(double.CreateTruncating(x[i])));
        }
    }

    private static void Each<TMap, T>(ReadOnlySpan<T> x, Span<T> y)
        where TMap : struct, IMap
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            EachDouble<TMap>(MemoryMarshal.Cast<T, double>(x), MemoryMarshal.Cast<T, double>(y));
        }
        else if (typeof(T) == typeof(float))
        {
            EachSingle<TMap>(MemoryMarshal.Cast<T, float>(x), MemoryMarshal.Cast<T, float>(y));
        }
        else
        {
            for (var i = 0; i < x.Length; i++)
            {
                y[i] = One<TMap, T>(x[i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EachDouble<TMap>(ReadOnlySpan<double> x, Span<double> y)
        where TMap : struct, IMap
    {
        var width = Vector<double>.Count;
        var i = 0;
        for (; i <= x.Length - width; i += width)
        {
            TMap.Invoke(new Vector<double>(x[i..])).CopyTo(y[i..]);
        }
        if (i < x.Length)
        {
            Span<double> rest = stackalloc double[width];
            rest.Clear();
            x[i..].CopyTo(rest);
            TMap.Invoke(new Vector<double>(rest)).CopyTo(rest);
            rest[..(x.Length - i)].CopyTo(y[i..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EachSingle<TMap>(ReadOnlySpan<float> x, Span<float> y)
        where TMap : struct, IMap
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= x.Length - width; i += width)
        {
            Single<TMap>(new Vector<float>(x[i..])).CopyTo(y[i..]);
        }
        if (i < x.Length)
        {
            Span<float> rest = stackalloc float[width];
            rest.Clear();
            x[i..].CopyTo(rest);
            Single<TMap>(new Vector<float>(rest)).CopyTo(rest);
            rest[..(x.Length - i)].CopyTo(y[i..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Widened<TMap>(Vector<float> x)
        where TMap : struct, IMap
    {
        Vector.Widen(x, out var low, out var high);
        return Vector.Narrow(TMap.Invoke(low), TMap.Invoke(high));
    }
}
