using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Functional.Core.Kernels;

/// <summary>The vector unit that the matrix kernels are written for: <typeparamref name="TVector"/> holds <see cref="Count"/> elements.</summary>
internal unsafe interface ILanes<T, TVector>
    where T : unmanaged
    where TVector : struct
{
    /// <summary>Elements in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of the register tile: with three vectors to a row, the accumulators and operands fill the register file.</summary>
    static abstract int Rows { get; }
    static abstract TVector Zero { get; }

    /// <summary>The mask that selects the first <paramref name="count"/> elements.</summary>
    static abstract TVector Mask(int count);
    static abstract TVector Load(T* from);

    /// <summary>The selected elements, and zeros for the others, whose memory is not touched.</summary>
    static abstract TVector Load(T* from, TVector mask);
    static abstract void Store(T* to, TVector value);
    static abstract void Store(T* to, TVector value, TVector mask);
    static abstract TVector Fill(T value);

    /// <summary>x·y + z, fused where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);
    static abstract TVector Multiply(TVector x, TVector y);
    static abstract TVector Add(TVector x, TVector y);
    static abstract T Sum(TVector value);

    /// <summary>The sums of four vectors, as the first four elements.</summary>
    static abstract Vector256<T> Sums(TVector x, TVector y, TVector z, TVector w);
}

/// <summary>AVX-512: 32 registers of 64 bytes.</summary>
internal readonly unsafe struct Lanes512<T> : ILanes<T, Vector512<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector512<T>.Count;
    public static int Rows => 8;
    public static Vector512<T> Zero => Vector512<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Mask(int count) =>
        Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* from, Vector512<T> mask) =>
        typeof(T) == typeof(float)
            ? Avx512F.MaskLoad((float*)from, mask.AsSingle(), Vector512<float>.Zero).As<float, T>()
            : Avx512F.MaskLoad((double*)from, mask.AsDouble(), Vector512<double>.Zero).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* to, Vector512<T> value) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* to, Vector512<T> value, Vector512<T> mask)
    {
        if (typeof(T) == typeof(float))
            Avx512F.MaskStore((float*)to, mask.AsSingle(), value.AsSingle());
        else
            Avx512F.MaskStore((double*)to, mask.AsDouble(), value.AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Fill(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> x, Vector512<T> y, Vector512<T> z) =>
        typeof(T) == typeof(float)
            ? Vector512.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector512.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> x, Vector512<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> x, Vector512<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector512<T> value) => Vector512.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sums(Vector512<T> x, Vector512<T> y, Vector512<T> z, Vector512<T> w)
    {
        if (typeof(T) == typeof(float))
        {
            var xy = Pairs(x.AsSingle(), y.AsSingle()).AsDouble();
            var zw = Pairs(z.AsSingle(), w.AsSingle()).AsDouble();
            var all = Avx512F.UnpackLow(xy, zw).AsSingle() + Avx512F.UnpackHigh(xy, zw).AsSingle();
            var half = all.GetLower() + all.GetUpper();
            return (half.GetLower() + half.GetUpper()).ToVector256().As<float, T>();
        }
        var even = Quarter(Pairs(x.AsDouble(), y.AsDouble()));
        var odd = Quarter(Pairs(z.AsDouble(), w.AsDouble()));
        return Vector256.Create(even, odd).As<double, T>();
    }

    // In each 16 bytes, sums of x's elements beside sums of y's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pairs(Vector512<float> x, Vector512<float> y) =>
        Avx512F.UnpackLow(x, y) + Avx512F.UnpackHigh(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pairs(Vector512<double> x, Vector512<double> y) =>
        Avx512F.UnpackLow(x, y) + Avx512F.UnpackHigh(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Quarter(Vector512<double> x)
    {
        var half = x.GetLower() + x.GetUpper();
        return half.GetLower() + half.GetUpper();
    }
}

/// <summary>AVX2: 16 registers of 32 bytes.</summary>
internal readonly unsafe struct Lanes256<T> : ILanes<T, Vector256<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector256<T>.Count;
    public static int Rows => 4;
    public static Vector256<T> Zero => Vector256<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Mask(int count) =>
        Vector256.LessThan(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* from, Vector256<T> mask) =>
        typeof(T) == typeof(float)
            ? Avx.MaskLoad((float*)from, mask.AsSingle()).As<float, T>()
            : Avx.MaskLoad((double*)from, mask.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* to, Vector256<T> value) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* to, Vector256<T> value, Vector256<T> mask)
    {
        if (typeof(T) == typeof(float))
            Avx.MaskStore((float*)to, mask.AsSingle(), value.AsSingle());
        else
            Avx.MaskStore((double*)to, mask.AsDouble(), value.AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Fill(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> x, Vector256<T> y, Vector256<T> z) =>
        typeof(T) == typeof(float)
            ? Vector256.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector256.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> x, Vector256<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> x, Vector256<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> value) => Vector256.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sums(Vector256<T> x, Vector256<T> y, Vector256<T> z, Vector256<T> w) =>
        Vector256<T>.Zero.WithElement(0, Sum(x)).WithElement(1, Sum(y)).WithElement(2, Sum(z)).WithElement(3, Sum(w));
}

/// <summary>SSE (16 registers of 16 bytes) and AdvSimd (32 of them), and, in software, any other machine.</summary>
internal readonly unsafe struct Lanes128<T> : ILanes<T, Vector128<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector128<T>.Count;
    public static int Rows => AdvSimd.Arm64.IsSupported ? 8 : 4;
    public static Vector128<T> Zero => Vector128<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Mask(int count) =>
        Vector128.LessThan(Vector128<T>.Indices, Vector128.Create(T.CreateTruncating(count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* from, Vector128<T> mask)
    {
        var selected = mask.ExtractMostSignificantBits();
        var value = Vector128<T>.Zero;
        for (var i = 0; i < Vector128<T>.Count; i++)
            if ((selected >> i & 1) != 0)
                value = value.WithElement(i, from[i]);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* to, Vector128<T> value) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* to, Vector128<T> value, Vector128<T> mask)
    {
        var selected = mask.ExtractMostSignificantBits();
        for (var i = 0; i < Vector128<T>.Count; i++)
            if ((selected >> i & 1) != 0)
                to[i] = value.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Fill(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> x, Vector128<T> y, Vector128<T> z) =>
        typeof(T) == typeof(float)
            ? Vector128.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector128.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> x, Vector128<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> x, Vector128<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sums(Vector128<T> x, Vector128<T> y, Vector128<T> z, Vector128<T> w) =>
        Vector256<T>.Zero.WithElement(0, Sum(x)).WithElement(1, Sum(y)).WithElement(2, Sum(z)).WithElement(3, Sum(w));
}

/// <summary>
/// A number known to the compiler, so that one text of a kernel serves every tile size. It is the size of the structure:
/// the compiler folds <c>sizeof</c> before it looks at the branches, and spends no time on those that a tile has not.
/// </summary>
internal interface INumber;

[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct N1 : INumber;

[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct N2 : INumber;

[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct N3 : INumber;

[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly struct N4 : INumber;

[StructLayout(LayoutKind.Sequential, Size = 5)]
internal readonly struct N5 : INumber;

[StructLayout(LayoutKind.Sequential, Size = 6)]
internal readonly struct N6 : INumber;

[StructLayout(LayoutKind.Sequential, Size = 7)]
internal readonly struct N7 : INumber;

[StructLayout(LayoutKind.Sequential, Size = 8)]
internal readonly struct N8 : INumber;
