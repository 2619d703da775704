using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>
/// Sine, cosine and tangent. The angle less its nearest quarter turns is kept in two parts, so that it is as exact beside a zero as elsewhere.
/// </summary>
internal static partial class Special
{
    // Up to here, quarter turns are taken off by three parts of π/2; beyond, the platform does it, lane by lane.
    private const double LargestAngle = 1 << 20;

    // π/2 in three parts of 53 bits. In a fused operation the first loses nothing, as what is left has no bit below 2⁻⁵³.
    private const double QuarterTurnHigh = 1.5707963267948966;
    private const double QuarterTurnMiddle = 6.123233995736766e-17;
    private const double QuarterTurnLow = -1.4973849048591698e-33;

    /// <summary>y = sin x, 1 ulp.</summary>
    public static void Sin<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<SinMap, T>(x, y);

    /// <inheritdoc cref="Sin{T}(ReadOnlySpan{T}, Span{T})"/>
    public static Vector<T> Sin<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<SinMap, T>(x);

    /// <summary>y = cos x, 1 ulp.</summary>
    public static void Cos<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<CosMap, T>(x, y);

    /// <inheritdoc cref="Cos{T}(ReadOnlySpan{T}, Span{T})"/>
    public static Vector<T> Cos<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<CosMap, T>(x);

    /// <summary>y = tan x, 1 ulp.</summary>
    public static void Tan<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Each<TanMap, T>(x, y);

    /// <inheritdoc cref="Tan{T}(ReadOnlySpan{T}, Span{T})"/>
    public static Vector<T> Tan<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OfLanes<TanMap, T>(x);

    private readonly struct SinMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var (sine, cosine) = Turned(x, out var turns);
            var y = Signed(Vector.ConditionalSelect(IsOdd(turns), cosine.High, sine.High), turns);
            return Beyond<SinOf>(x, Vector.ConditionalSelect(Vector.Equals(x, Vector<double>.Zero), x, y));
        }
    }

    private readonly struct CosMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var (sine, cosine) = Turned(x, out var turns);
            turns += Vector<long>.One;
            var y = Signed(Vector.ConditionalSelect(IsOdd(turns), cosine.High, sine.High), turns);
            return Beyond<CosOf>(x, y);
        }
    }

    private readonly struct TanMap : IMap
    {
        public static Vector<double> Invoke(Vector<double> x)
        {
            var (sine, cosine) = Turned(x, out var turns);
            var odd = IsOdd(turns);
            var over = Vector.ConditionalSelect(odd, -cosine.High, sine.High);
            var overLow = Vector.ConditionalSelect(odd, -cosine.Low, sine.Low);
            var under = Vector.ConditionalSelect(odd, sine.High, cosine.High);
            var underLow = Vector.ConditionalSelect(odd, sine.Low, cosine.Low);
            // A quotient of two parts each, by one step of long division.
            var y = over / under;
            var rest = Vector.FusedMultiplyAdd(-y, under, over) + (overLow - y * underLow);
            y += rest / under;
            return Beyond<TanOf>(x, Vector.ConditionalSelect(Vector.Equals(x, Vector<double>.Zero), x, y));
        }
    }

    private readonly struct SinOf : IScalarMap
    {
        public static double Invoke(double x) => Math.Sin(x);
    }

    private readonly struct CosOf : IScalarMap
    {
        public static double Invoke(double x) => Math.Cos(x);
    }

    private readonly struct TanOf : IScalarMap
    {
        public static double Invoke(double x) => Math.Tan(x);
    }

    /// <summary>The lanes of y where |x| is within reach, and the platform's function of the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Beyond<TMap>(Vector<double> x, Vector<double> y)
        where TMap : struct, IScalarMap =>
        Vector.GreaterThanAny(Vector.Abs(x), new Vector<double>(LargestAngle)) ? EachBeyond<TMap>(x, y) : y;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<double> EachBeyond<TMap>(Vector<double> x, Vector<double> y)
        where TMap : struct, IScalarMap
    {
        for (var i = 0; i < Vector<double>.Count; i++)
            if (Math.Abs(x[i]) > LargestAngle)
                y = y.WithElement(i, TMap.Invoke(x[i]));
        return y;
    }

    /// <summary>All bits of a lane whose number of quarter turns is odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<long> IsOdd(Vector<long> turns) => Vector.Equals(turns & Vector<long>.One, Vector<long>.One);

    /// <summary>The sign of sine after so many quarter turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Signed(Vector<double> y, Vector<long> turns) =>
        Vector.AsVectorDouble(Vector.AsVectorInt64(y) ^ Vector.ShiftLeft(Vector.ShiftRightLogical(turns, 1), 63));

    /// <summary>Sine and cosine of x less its nearest quarter turns, in two parts each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (
        (Vector<double> High, Vector<double> Low) Sine,
        (Vector<double> High, Vector<double> Low) Cosine
    ) Turned(Vector<double> x, out Vector<long> turns)
    {
        var shift = new Vector<double>(RoundingShift);
        var shifted = Vector.FusedMultiplyAdd(x, new Vector<double>(2 / Math.PI), shift);
        turns = Vector.AsVectorInt64(shifted);
        var whole = shifted - shift;
        var near = Vector.FusedMultiplyAdd(-whole, new Vector<double>(QuarterTurnHigh), x);
        var part = whole * new Vector<double>(QuarterTurnMiddle);
        var lost = Vector.FusedMultiplyAdd(whole, new Vector<double>(QuarterTurnMiddle), -part);
        var r = near - part;
        var back = r - near;
        var low = (near - (r - back)) - (part + back) - lost;
        low = Vector.FusedMultiplyAdd(-whole, new Vector<double>(QuarterTurnLow), low);

        var z = r * r;
        // sin (r + low) = r + (r³ s(z) + low (1 − z/2)).
        var bent = Vector.FusedMultiplyAdd(
            r * z,
            Horner(SineFactor, z),
            low * (Vector<double>.One - new Vector<double>(0.5) * z)
        );
        var sine = r + bent;
        // cos (r + low) = (1 − z/2) + (z² c(z) − r low).
        var half = new Vector<double>(0.5) * z;
        var top = Vector<double>.One - half;
        var rest =
            (Vector<double>.One - top) - half + Vector.FusedMultiplyAdd(z * z, Horner(CosineFactor, z), -(r * low));
        var cosine = top + rest;
        return ((sine, (r - sine) + bent), (cosine, (top - cosine) + rest));
    }

    /// <summary>−1/3!, 1/5!, … −1/15!, 1/17!</summary>
    private static ReadOnlySpan<double> SineFactor =>
        [
            -1.0 / 6,
            1.0 / 120,
            -1.0 / 5040,
            1.0 / 362880,
            -1.0 / 39916800,
            1.0 / 6227020800,
            -1.0 / 1307674368000,
            1.0 / 355687428096000,
        ];

    /// <summary>1/4!, −1/6!, … 1/16!, −1/18!</summary>
    private static ReadOnlySpan<double> CosineFactor =>
        [
            1.0 / 24,
            -1.0 / 720,
            1.0 / 40320,
            -1.0 / 3628800,
            1.0 / 479001600,
            -1.0 / 87178291200,
            1.0 / 20922789888000,
            -1.0 / 6402373705728000,
        ];

    // In float32 the angle fits one float64, and fewer terms are enough.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> TurnedSingle<TMap>(Vector<float> x, long quarters)
        where TMap : struct, IScalarMap
    {
        Vector.Widen(x, out var low, out var high);
        var y = Vector.Narrow(TurnedNearly(low, quarters), TurnedNearly(high, quarters));
        if (quarters == 0)
            y = Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), x, y);
        return Vector.GreaterThanAny(Vector.Abs(x), new Vector<float>((float)LargestAngle))
            ? EachBeyondSingle<TMap>(x, y)
            : y;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<float> EachBeyondSingle<TMap>(Vector<float> x, Vector<float> y)
        where TMap : struct, IScalarMap
    {
        for (var i = 0; i < Vector<float>.Count; i++)
            if (Math.Abs(x[i]) > (float)LargestAngle)
                y = y.WithElement(i, (float)TMap.Invoke(x[i]));
        return y;
    }

    /// <summary>sin (x + quarters · π/2), to some 30 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> TurnedNearly(Vector<double> x, long quarters)
    {
        var shift = new Vector<double>(RoundingShift);
        var shifted = Vector.FusedMultiplyAdd(x, new Vector<double>(2 / Math.PI), shift);
        var whole = shifted - shift;
        var r = Vector.FusedMultiplyAdd(-whole, new Vector<double>(QuarterTurnHigh), x);
        r = Vector.FusedMultiplyAdd(-whole, new Vector<double>(QuarterTurnMiddle), r);
        var z = r * r;
        var sine = Vector.FusedMultiplyAdd(r * z, Horner(SineFactor[..5], z), r);
        var cosine = Vector.FusedMultiplyAdd(
            z * z,
            Horner(CosineFactor[..5], z),
            Vector.FusedMultiplyAdd(z, new Vector<double>(-0.5), Vector<double>.One)
        );
        var turns = Vector.AsVectorInt64(shifted) + new Vector<long>(quarters);
        return Signed(Vector.ConditionalSelect(IsOdd(turns), cosine, sine), turns);
    }
}
