using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>Windows as columns: row (c, i, j), column (y, x) of a range of output positions.</summary>
internal static unsafe partial class Convolution
{
    /// <summary>columns[(c, i, j), p − from] = the pixel that tap (i, j) of the window at p sees, 0 in the padding.</summary>
    private static void Gather<T>(in Conv2dGeometry g, ReadOnlySpan<T> input, int from, int to, Span<T> columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = to - from;
        var row = 0;
        for (var c = 0; c < g.InPerGroup; c++)
        {
            var plane = input.Slice(c * g.InputPlane, g.InputPlane);
            for (var i = 0; i < g.KernelHeight; i++)
            {
                for (var j = 0; j < g.KernelWidth; j++, row++)
                {
                    GatherTap(g, plane, i, j, from, columns.Slice(row * width, width));
                }
            }
        }
    }

    private static void GatherTap<T>(in Conv2dGeometry g, ReadOnlySpan<T> plane, int i, int j, int from, Span<T> column)
        where T : unmanaged
    {
        var outWidth = g.OutWidth;
        var stride = g.StrideWidth;
        var offset = j * g.DilationWidth - g.PadLeft;
        var y = from / outWidth;
        var x = from % outWidth;
        while (column.Length > 0)
        {
            var count = Math.Min(outWidth - x, column.Length);
            var line = y * g.StrideHeight + i * g.DilationHeight - g.PadTop;
            var target = column[..count];
            if ((uint)line >= (uint)g.Height)
            {
                target.Clear();
            }
            else
            {
                var (first, end) = Conv2dGeometry.Inside(x, x + count, stride, offset, g.Width);
                target[..(first - x)].Clear();
                target[(end - x)..].Clear();
                var seen = target[(first - x)..(end - x)];
                if (seen.Length > 0)
                {
                    var pixels = plane[(line * g.Width + first * stride + offset)..];
                    if (stride == 1)
                    {
                        pixels[..seen.Length].CopyTo(seen);
                    }
                    else
                    {
                        for (var k = 0; k < seen.Length; k++)
                        {
                            seen[k] = pixels[k * stride];
                        }
                    }
                }
            }
            column = column[count..];
            x = 0;
            y++;
        }
    }

    /// <summary>The transpose of <see cref="Gather"/>: adds each entry to the pixel it was read from.</summary>
    private static void ScatterAdd<T>(in Conv2dGeometry g, ReadOnlySpan<T> columns, int from, int to, Span<T> input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = to - from;
        var row = 0;
        for (var c = 0; c < g.InPerGroup; c++)
        {
            var plane = input.Slice(c * g.InputPlane, g.InputPlane);
            for (var i = 0; i < g.KernelHeight; i++)
            {
                for (var j = 0; j < g.KernelWidth; j++, row++)
                {
                    ScatterTap(g, columns.Slice(row * width, width), i, j, from, plane);
                }
            }
        }
    }

    private static void ScatterTap<T>(
        in Conv2dGeometry g,
        ReadOnlySpan<T> column,
        int i,
        int j,
        int from,
        Span<T> plane
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var outWidth = g.OutWidth;
        var stride = g.StrideWidth;
        var offset = j * g.DilationWidth - g.PadLeft;
        var y = from / outWidth;
        var x = from % outWidth;
        while (column.Length > 0)
        {
            var count = Math.Min(outWidth - x, column.Length);
            var line = y * g.StrideHeight + i * g.DilationHeight - g.PadTop;
            if ((uint)line < (uint)g.Height)
            {
                var (first, end) = Conv2dGeometry.Inside(x, x + count, stride, offset, g.Width);
                var source = column[(first - x)..(end - x)];
                if (source.Length > 0)
                {
                    var pixels = plane[(line * g.Width + first * stride + offset)..];
                    if (stride == 1)
                    {
                        var target = pixels[..source.Length];
                        TensorPrimitives.Add(target, source, target);
                    }
                    else
                    {
                        for (var k = 0; k < source.Length; k++)
                        {
                            pixels[k * stride] += source[k];
                        }
                    }
                }
            }
            column = column[count..];
            x = 0;
            y++;
        }
    }
}
