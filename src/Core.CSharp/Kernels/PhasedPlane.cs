using System;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>
/// One channel laid out for a convolution's windows: padded, and each row split into the phases of the stride's
/// width, so that what a tap sees along a line of outputs lies side by side.
/// </summary>
internal readonly unsafe struct PhasedPlane<T>
    where T : unmanaged
{
    private readonly Conv2dGeometry geometry;
    private readonly int width;

    public PhasedPlane(in Conv2dGeometry g)
    {
        geometry = g;
        OutHeight = g.OutHeight;
        OutWidth = g.OutWidth;
        OutStride = (OutWidth + Vector<T>.Count - 1) / Vector<T>.Count * Vector<T>.Count;
        width = OutStride + (g.KernelWidth - 1) * g.DilationWidth / g.StrideWidth;
        Down = g.StrideHeight * g.StrideWidth * width;
    }

    public int OutHeight { get; }

    public int OutWidth { get; }

    /// <summary>From one line of outputs, extended to whole vectors, to the next.</summary>
    public int OutStride { get; }

    public int OutLength => OutHeight * OutStride;

    /// <summary>From what a tap sees for one line of outputs to what it sees for the next.</summary>
    public int Down { get; }

    public int Length => Rows * geometry.StrideWidth * width;

    private int Rows =>
        (OutHeight - 1) * geometry.StrideHeight + (geometry.KernelHeight - 1) * geometry.DilationHeight + 1;

    /// <summary>Where tap i·kw + j of the first window reads.</summary>
    public int Tap(int tap)
    {
        var (i, j) = Math.DivRem(tap, geometry.KernelWidth);
        var (whole, phase) = Math.DivRem(j * geometry.DilationWidth, geometry.StrideWidth);
        return (i * geometry.DilationHeight * geometry.StrideWidth + phase) * width + whole;
    }

    /// <summary>Writes the pixels; the padding is left as it is.</summary>
    public void Load(ReadOnlySpan<T> pixels, T* plane)
    {
        var stride = geometry.StrideWidth;
        for (var row = 0; row < Rows * stride; row++)
        {
            if (!Find(row, out var from, out var to, out var start))
            {
                continue;
            }
            var target = new Span<T>(plane + (nint)row * width + from, to - from);
            if (stride == 1)
            {
                pixels.Slice(start, target.Length).CopyTo(target);
                continue;
            }
            for (var q = 0; q < target.Length; q++)
            {
                target[q] = pixels[start + q * stride];
            }
        }
    }

    /// <summary>The reverse of <see cref="Load"/>; pixels that are not in the layout are left as they are.</summary>
    public void Unload(T* plane, Span<T> pixels)
    {
        var stride = geometry.StrideWidth;
        for (var row = 0; row < Rows * stride; row++)
        {
            if (!Find(row, out var from, out var to, out var start))
            {
                continue;
            }
            var source = new ReadOnlySpan<T>(plane + (nint)row * width + from, to - from);
            if (stride == 1)
            {
                source.CopyTo(pixels[start..]);
                continue;
            }
            for (var q = 0; q < source.Length; q++)
            {
                pixels[start + q * stride] = source[q];
            }
        }
    }

    /// <summary>Copies lines of outputs to where they are apart by whole vectors, zeros between them.</summary>
    public void Extend(ReadOnlySpan<T> outputs, T* extended)
    {
        for (var v = 0; v < OutHeight; v++)
        {
            var line = new Span<T>(extended + (nint)v * OutStride, OutStride);
            outputs.Slice(v * OutWidth, OutWidth).CopyTo(line);
            line[OutWidth..].Clear();
        }
    }

    /// <summary>The columns of a row's phase that lie inside the plane, and the pixel of the first of them.</summary>
    private bool Find(int row, out int from, out int to, out int start)
    {
        var (r, phase) = Math.DivRem(row, geometry.StrideWidth);
        var line = r - geometry.PadTop;
        var offset = phase - geometry.PadLeft;
        (from, to) = Conv2dGeometry.Inside(0, width, geometry.StrideWidth, offset, geometry.Width);
        start = line * geometry.Width + from * geometry.StrideWidth + offset;
        return (uint)line < (uint)geometry.Height && from < to;
    }
}
