using System;
using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Functional.Core.Kernels;

/// <summary>Groups of very few channels (depthwise above all), where columns would cost more than the products.</summary>
/// <remarks>
/// A plane is first laid out with its padding, split into as many phases as the stride is wide: column q of phase p
/// is pixel q·s + p. Every tap then reads whole vectors, and no tap needs a bound.
/// </remarks>
internal static unsafe partial class Convolution
{
    private static bool IsDirect(in Conv2dGeometry g) => (long)g.InPerGroup * g.OutPerGroup <= 4 && IsLaidOut(g);

    /// <summary>
    /// Whether planes may be laid out with their padding: not where the padding is far wider than what it surrounds, as under a window of a huge
    /// dilation. Columns have no padding, and take as long.
    /// </summary>
    private static bool IsLaidOut(in Conv2dGeometry g)
    {
        var most = 16 * ((long)g.InputPlane + g.OutputPlane) + (1 << 20);
        var right = (long)(g.KernelWidth - 1) * g.DilationWidth / g.StrideWidth;
        var width = (long)g.OutWidth + Vector<float>.Count + right;
        var below = (long)(g.OutHeight - 1) * g.StrideHeight + (long)(g.KernelHeight - 1) * g.DilationHeight;
        var rows = (below + 1) * g.StrideWidth;
        return rows <= most / width && g.OutHeight <= most / width && g.InPerGroup <= Array.MaxLength / (rows * width);
    }

    private static void DirectForward<T>(in Conv2dGeometry g, int unit, T* input, T* weights, T* output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> x = InputOf(g, unit, input);
        ReadOnlySpan<T> w = WeightsOf(g, unit % g.Groups, weights);
        var y = OutputOf(g, unit, output);
        y.Clear();
        var layout = new PhasedPlane<T>(g);
        var store = Allocation.Rent<T>(layout.Length);
        Array.Clear(store, 0, layout.Length);
        fixed (T* plane = store)
        {
            for (var c = 0; c < g.InPerGroup; c++)
            {
                layout.Load(x.Slice(c * g.InputPlane, g.InputPlane), plane);
                for (var o = 0; o < g.OutPerGroup; o++)
                {
                    var kernel = w.Slice((o * g.InPerGroup + c) * g.KernelPlane, g.KernelPlane);
                    Correlate(layout, plane, kernel, y.Slice(o * g.OutputPlane, g.OutputPlane));
                }
            }
        }
        ArrayPool<T>.Shared.Return(store);
    }

    private static void DirectInputGradient<T>(
        in Conv2dGeometry g,
        int unit,
        T* weights,
        T* outputGradient,
        T* inputGradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> w = WeightsOf(g, unit % g.Groups, weights);
        ReadOnlySpan<T> dy = OutputOf(g, unit, outputGradient);
        var dx = InputOf(g, unit, inputGradient);
        dx.Clear();
        var layout = new PhasedPlane<T>(g);
        var rows = Allocation.Rent<T>(layout.OutLength);
        var store = Allocation.Rent<T>(layout.Length);
        fixed (T* source = rows)
        fixed (T* plane = store)
        {
            for (var c = 0; c < g.InPerGroup; c++)
            {
                Array.Clear(store, 0, layout.Length);
                for (var o = 0; o < g.OutPerGroup; o++)
                {
                    layout.Extend(dy.Slice(o * g.OutputPlane, g.OutputPlane), source);
                    var kernel = w.Slice((o * g.InPerGroup + c) * g.KernelPlane, g.KernelPlane);
                    Spread(layout, source, kernel, plane);
                }
                layout.Unload(plane, dx.Slice(c * g.InputPlane, g.InputPlane));
            }
        }
        ArrayPool<T>.Shared.Return(store);
        ArrayPool<T>.Shared.Return(rows);
    }

    private static void DirectWeightGradient<T>(
        in Conv2dGeometry g,
        ReadOnlySpan<T> input,
        ReadOnlySpan<T> outputGradient,
        Span<T> weightGradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = new PhasedPlane<T>(g);
        var rows = Allocation.Rent<T>(layout.OutLength);
        var store = Allocation.Rent<T>(layout.Length);
        Array.Clear(store, 0, layout.Length);
        fixed (T* source = rows)
        fixed (T* plane = store)
        {
            for (var c = 0; c < g.InPerGroup; c++)
            {
                layout.Load(input.Slice(c * g.InputPlane, g.InputPlane), plane);
                for (var o = 0; o < g.OutPerGroup; o++)
                {
                    layout.Extend(outputGradient.Slice(o * g.OutputPlane, g.OutputPlane), source);
                    var kernel = weightGradient.Slice((o * g.InPerGroup + c) * g.KernelPlane, g.KernelPlane);
                    for (var tap = 0; tap < kernel.Length; tap++)
                    {
                        kernel[tap] += TapProduct(layout, plane, source, layout.Tap(tap));
                    }
                }
            }
        }
        ArrayPool<T>.Shared.Return(store);
        ArrayPool<T>.Shared.Return(rows);
    }

    /// <summary>y[v, u] += Σ w[tap] plane[tap + (v, u)].</summary>
    private static void Correlate<T>(in PhasedPlane<T> layout, T* plane, ReadOnlySpan<T> w, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> taps = w.Length <= 128 ? stackalloc int[w.Length] : new int[w.Length];
        for (var tap = 0; tap < taps.Length; tap++)
        {
            taps[tap] = layout.Tap(tap);
        }
        for (var v = 0; v < layout.OutHeight; v++)
        {
            var top = plane + (nint)v * layout.Down;
            var line = y.Slice(v * layout.OutWidth, layout.OutWidth);
            for (var u = 0; u < line.Length; u += Vector<T>.Count)
            {
                var sum = Vector<T>.Zero;
                for (var tap = 0; tap < taps.Length; tap++)
                {
                    sum = MultiplyAdd(Vector.Load(top + taps[tap] + u), new Vector<T>(w[tap]), sum);
                }
                if (line.Length - u >= Vector<T>.Count)
                {
                    var target = line[u..];
                    (new Vector<T>(target) + sum).CopyTo(target);
                    continue;
                }
                for (var lane = 0; u + lane < line.Length; lane++)
                {
                    line[u + lane] += sum[lane];
                }
            }
        }
    }

    /// <summary>The transpose of <see cref="Correlate"/> in the plane; y is zero beyond the ends of its lines.</summary>
    private static void Spread<T>(in PhasedPlane<T> layout, T* y, ReadOnlySpan<T> w, T* plane)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var v = 0; v < layout.OutHeight; v++)
        {
            var line = y + (nint)v * layout.OutStride;
            for (var tap = 0; tap < w.Length; tap++)
            {
                var weight = new Vector<T>(w[tap]);
                var target = plane + (nint)v * layout.Down + layout.Tap(tap);
                for (var u = 0; u < layout.OutStride; u += Vector<T>.Count)
                {
                    MultiplyAdd(Vector.Load(line + u), weight, Vector.Load(target + u)).Store(target + u);
                }
            }
        }
    }

    /// <summary>Σ y[v, u] plane[tap + (v, u)]; y is zero beyond the ends of its lines.</summary>
    private static T TapProduct<T>(in PhasedPlane<T> layout, T* plane, T* y, int tap)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var total = Vector<T>.Zero;
        for (var v = 0; v < layout.OutHeight; v++)
        {
            var line = y + (nint)v * layout.OutStride;
            var pixels = plane + (nint)v * layout.Down + tap;
            var sum = Vector<T>.Zero;
            for (var u = 0; u < layout.OutStride; u += Vector<T>.Count)
            {
                sum = MultiplyAdd(Vector.Load(line + u), Vector.Load(pixels + u), sum);
            }
            total += sum;
        }
        return Vector.Sum(total);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c)
    {
        if (typeof(T) == typeof(float))
        {
            return Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>();
        }
        return typeof(T) == typeof(double)
            ? Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>()
            : a * b + c;
    }
}
