using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core.Kernels;

/// <summary>Groups of very few channels (depthwise above all), where columns would cost more than the products.</summary>
internal static unsafe partial class Convolution
{
    private static bool IsDirect(in Conv2dGeometry g) => g.InPerGroup * g.OutPerGroup <= 4;

    private static void DirectForward<T>(in Conv2dGeometry g, int unit, T* input, T* weights, T* output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> x = InputOf(g, unit, input);
        ReadOnlySpan<T> w = WeightsOf(g, unit % g.Groups, weights);
        var y = OutputOf(g, unit, output);
        for (var o = 0; o < g.OutPerGroup; o++)
        {
            var plane = y.Slice(o * g.OutputPlane, g.OutputPlane);
            plane.Clear();
            for (var c = 0; c < g.InPerGroup; c++)
            {
                Correlate(
                    g,
                    x.Slice(c * g.InputPlane, g.InputPlane),
                    w.Slice((o * g.InPerGroup + c) * g.KernelPlane, g.KernelPlane),
                    plane
                );
            }
        }
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
        // With stride 1 the transpose is a correlation by the reversed kernel, its padding complemented.
        var mirrored = g with
        {
            Height = g.OutHeight,
            Width = g.OutWidth,
            PadTop = g.DilationHeight * (g.KernelHeight - 1) - g.PadTop,
            PadBottom = g.DilationHeight * (g.KernelHeight - 1) - g.PadBottom,
            PadLeft = g.DilationWidth * (g.KernelWidth - 1) - g.PadLeft,
            PadRight = g.DilationWidth * (g.KernelWidth - 1) - g.PadRight,
        };
        Span<T> reversed = g.KernelPlane <= 128 ? stackalloc T[g.KernelPlane] : new T[g.KernelPlane];
        for (var c = 0; c < g.InPerGroup; c++)
        {
            var plane = dx.Slice(c * g.InputPlane, g.InputPlane);
            for (var o = 0; o < g.OutPerGroup; o++)
            {
                var kernel = w.Slice((o * g.InPerGroup + c) * g.KernelPlane, g.KernelPlane);
                var source = dy.Slice(o * g.OutputPlane, g.OutputPlane);
                if (g.StrideHeight == 1 && g.StrideWidth == 1)
                {
                    kernel.CopyTo(reversed);
                    reversed.Reverse();
                    Correlate(mirrored, source, reversed, plane);
                }
                else
                {
                    Spread(g, source, kernel, plane);
                }
            }
        }
    }

    private static void DirectWeightGradient<T>(
        in Conv2dGeometry g,
        ReadOnlySpan<T> input,
        ReadOnlySpan<T> outputGradient,
        Span<T> weightGradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var at = 0;
        for (var o = 0; o < g.OutPerGroup; o++)
        {
            var dy = outputGradient.Slice(o * g.OutputPlane, g.OutputPlane);
            for (var c = 0; c < g.InPerGroup; c++)
            {
                var x = input.Slice(c * g.InputPlane, g.InputPlane);
                for (var i = 0; i < g.KernelHeight; i++)
                {
                    for (var j = 0; j < g.KernelWidth; j++)
                    {
                        weightGradient[at++] += TapProduct(g, x, dy, i, j);
                    }
                }
            }
        }
    }

    /// <summary>y[v, u] += Σ w[i, j] x[v·s + i·d − p, u·s + j·d − p], one channel.</summary>
    private static void Correlate<T>(in Conv2dGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var outWidth = g.OutWidth;
        var outHeight = g.OutHeight;
        // Between these, every tap of a window lies inside the line.
        var (innerFrom, _) = Conv2dGeometry.Inside(0, outWidth, g.StrideWidth, -g.PadLeft, g.Width);
        var reach = (g.KernelWidth - 1) * g.DilationWidth - g.PadLeft;
        var (_, innerTo) = Conv2dGeometry.Inside(0, outWidth, g.StrideWidth, reach, g.Width);
        innerTo = Math.Max(innerFrom, innerTo);
        for (var v = 0; v < outHeight; v++)
        {
            var (firstTap, endTap) = Conv2dGeometry.Inside(
                0,
                g.KernelHeight,
                g.DilationHeight,
                v * g.StrideHeight - g.PadTop,
                g.Height
            );
            var line = y.Slice(v * outWidth, outWidth);
            var top = (v * g.StrideHeight - g.PadTop) * g.Width;
            var u = innerFrom;
            if (g.StrideWidth == 1 && firstTap < endTap)
            {
                u = CorrelateInner(g, x, w, line, top - g.PadLeft, firstTap, endTap, innerFrom, innerTo);
            }
            for (var edge = 0; edge < outWidth; edge++)
            {
                if (edge == innerFrom)
                {
                    edge = u;
                    if (edge >= outWidth)
                    {
                        break;
                    }
                }
                var left = edge * g.StrideWidth - g.PadLeft;
                var (from, to) = Conv2dGeometry.Inside(0, g.KernelWidth, g.DilationWidth, left, g.Width);
                var sum = T.Zero;
                for (var i = firstTap; i < endTap; i++)
                {
                    var start = top + i * g.DilationHeight * g.Width + left;
                    for (var j = from; j < to; j++)
                    {
                        sum += w[i * g.KernelWidth + j] * x[start + j * g.DilationWidth];
                    }
                }
                line[edge] += sum;
            }
        }
    }

    /// <summary>Whole vectors of a line whose windows need no bounds; returns where it stopped.</summary>
    private static int CorrelateInner<T>(
        in Conv2dGeometry g,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> w,
        Span<T> line,
        int start,
        int firstTap,
        int endTap,
        int from,
        int to
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var pixels = ref MemoryMarshal.GetReference(x);
        ref var taps = ref MemoryMarshal.GetReference(w);
        ref var target = ref MemoryMarshal.GetReference(line);
        var u = from;
        for (; u <= to - Vector<T>.Count; u += Vector<T>.Count)
        {
            var sum = Vector<T>.Zero;
            for (var i = firstTap; i < endTap; i++)
            {
                ref var row = ref Unsafe.Add(ref pixels, start + i * g.DilationHeight * g.Width + u);
                ref var tap = ref Unsafe.Add(ref taps, i * g.KernelWidth);
                for (var j = 0; j < g.KernelWidth; j++)
                {
                    sum += Vector.LoadUnsafe(ref Unsafe.Add(ref row, j * g.DilationWidth)) * Unsafe.Add(ref tap, j);
                }
            }
            ref var at = ref Unsafe.Add(ref target, u);
            (Vector.LoadUnsafe(ref at) + sum).StoreUnsafe(ref at);
        }
        return u;
    }

    /// <summary>The transpose of <see cref="Correlate"/> in x, for any stride.</summary>
    private static void Spread<T>(in Conv2dGeometry g, ReadOnlySpan<T> y, ReadOnlySpan<T> w, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var outWidth = g.OutWidth;
        for (var v = 0; v < g.OutHeight; v++)
        {
            for (var i = 0; i < g.KernelHeight; i++)
            {
                var line = v * g.StrideHeight + i * g.DilationHeight - g.PadTop;
                if ((uint)line >= (uint)g.Height)
                {
                    continue;
                }
                for (var j = 0; j < g.KernelWidth; j++)
                {
                    var offset = j * g.DilationWidth - g.PadLeft;
                    var (from, to) = Conv2dGeometry.Inside(0, outWidth, g.StrideWidth, offset, g.Width);
                    var tap = w[i * g.KernelWidth + j];
                    for (var u = from; u < to; u++)
                    {
                        x[line * g.Width + u * g.StrideWidth + offset] += tap * y[v * outWidth + u];
                    }
                }
            }
        }
    }

    /// <summary>Σ y[v, u] x[v·s + i·d − p, u·s + j·d − p] for one tap (i, j).</summary>
    private static T TapProduct<T>(in Conv2dGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> y, int i, int j)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var outWidth = g.OutWidth;
        var offset = j * g.DilationWidth - g.PadLeft;
        var (from, to) = Conv2dGeometry.Inside(0, outWidth, g.StrideWidth, offset, g.Width);
        var lanes = Vector<T>.Zero;
        var sum = T.Zero;
        for (var v = 0; v < g.OutHeight; v++)
        {
            var line = v * g.StrideHeight + i * g.DilationHeight - g.PadTop;
            if ((uint)line >= (uint)g.Height || from == to)
            {
                continue;
            }
            var left = y[(v * outWidth + from)..(v * outWidth + to)];
            var right = x[(line * g.Width + from * g.StrideWidth + offset)..];
            var u = 0;
            if (g.StrideWidth == 1)
            {
                for (; u <= left.Length - Vector<T>.Count; u += Vector<T>.Count)
                {
                    lanes += new Vector<T>(left[u..]) * new Vector<T>(right[u..]);
                }
            }
            for (; u < left.Length; u++)
            {
                sum += left[u] * right[u * g.StrideWidth];
            }
        }
        return sum + Vector.Sum(lanes);
    }
}
