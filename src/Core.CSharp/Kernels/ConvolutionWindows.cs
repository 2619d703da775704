using System;
using System.Buffers;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>Convolutions of many channels: the product packs what the windows see, and columns are never laid out.</summary>
internal static unsafe partial class Convolution
{
    // Elements of packed windows that stay in a second-level cache while all weights pass by, and the fewest columns that are worth a pass over the weights.
    private const int PackedElements = 1 << 18;
    private const int FewestColumns = 384;

    // Whole panels of the product in every width of vector.
    private const int ColumnUnit = 192;

    // Fewer rows or taps than these are multiplied where they stand.
    private const int FewestRows = 17;
    private const int FewestTaps = 9;

    private static bool IsImplicit(in Conv2dGeometry g) =>
        !g.IsPointwise && g.OutPerGroup >= FewestRows && g.InPerGroup * g.KernelPlane >= FewestTaps && IsLaidOut(g);

    /// <summary>A piece of work is an image, or columns of the only one: neither depends on the number of cores.</summary>
    private static void ForwardOfWindows<T>(in Conv2dGeometry g, T* x, T* w, T* y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var units = g.Batch * g.Groups;
        if (units > 1)
        {
            Work.Split(units, g.Work, new ImageWork<T>(g, x, w, y));
            return;
        }
        var layout = new PhasedPlane<T>(g);
        var store = Allocation.Rent<T>((long)g.InPerGroup * layout.Length);
        fixed (T* planes = store)
        {
            Lay(g, layout, InputOf(g, 0, x), planes);
            var tile = ColumnsOf(g);
            Work.Split((g.OutputPlane + tile - 1) / tile, g.Work, new ColumnsWork<T>(g, layout, 0, planes, w, y));
        }
        ArrayPool<T>.Shared.Return(store);
    }

    private static int ColumnsOf(in Conv2dGeometry g)
    {
        var width = PackedElements / (g.InPerGroup * g.KernelPlane) / ColumnUnit * ColumnUnit;
        return Math.Min(Math.Max(width, FewestColumns), g.OutputPlane);
    }

    /// <summary>The channels one behind the other, padded.</summary>
    private static void Lay<T>(in Conv2dGeometry g, in PhasedPlane<T> layout, ReadOnlySpan<T> image, T* planes)
        where T : unmanaged
    {
        for (var c = 0; c < g.InPerGroup; c++)
        {
            var plane = planes + (nint)c * layout.Length;
            new Span<T>(plane, layout.Length).Clear();
            layout.Load(image.Slice(c * g.InputPlane, g.InputPlane), plane);
        }
    }

    private readonly struct ImageWork<T>(Conv2dGeometry g, T* x, T* w, T* y) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int unit)
        {
            var layout = new PhasedPlane<T>(g);
            var store = Allocation.Rent<T>((long)g.InPerGroup * layout.Length);
            fixed (T* planes = store)
            {
                Lay(g, layout, InputOf(g, unit, x), planes);
                var work = new ColumnsWork<T>(g, layout, unit, planes, w, y);
                for (int from = 0, tile = 0; from < g.OutputPlane; from += ColumnsOf(g), tile++)
                    work.Run(tile);
            }
            ArrayPool<T>.Shared.Return(store);
        }
    }

    private readonly struct ColumnsWork<T>(
        Conv2dGeometry g,
        PhasedPlane<T> layout,
        int unit,
        T* planes,
        T* weights,
        T* output
    ) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int tile)
        {
            var from = tile * ColumnsOf(g);
            var width = Math.Min(ColumnsOf(g), g.OutputPlane - from);
            Span<int> taps = g.KernelPlane <= 128 ? stackalloc int[g.KernelPlane] : new int[g.KernelPlane];
            for (var tap = 0; tap < taps.Length; tap++)
                taps[tap] = layout.Tap(tap);
            fixed (int* tapStart = taps)
            fixed (T* w = WeightsOf(g, unit % g.Groups, weights))
            fixed (T* y = OutputOf(g, unit, output)[from..])
            {
                var windows = new Windows<T>
                {
                    Planes = planes,
                    Taps = tapStart,
                    Plane = layout.Length,
                    KernelPlane = g.KernelPlane,
                    OutWidth = g.OutWidth,
                    Down = layout.Down,
                    Column = from,
                };
                Gemm.Multiply(g.OutPerGroup, width, g.InPerGroup * g.KernelPlane, w, windows, y, g.OutputPlane);
            }
        }
    }
}
