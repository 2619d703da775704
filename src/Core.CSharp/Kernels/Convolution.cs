using System;
using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>
/// Two-dimensional cross-correlation, the "convolution" of the field, and its two transposes. Layout NCHW; sizes as in
/// <see cref="Conv2dGeometry"/>; every destination is overwritten.
/// </summary>
/// <remarks>
/// A tile of output positions at a time, the windows are laid out as columns and multiplied by the weights. Groups of
/// very few channels are correlated directly. Neither depends on the number of cores.
/// </remarks>
internal static unsafe partial class Convolution
{
    // Elements of a tile of columns: with its operands it stays within a second-level cache.
    private const int TileElements = 1 << 17;

    // The weight gradient is summed in this many parts, or fewer, however many cores there are.
    private const int MaxParts = 8;

    /// <summary>output[n, o, y, x] = Σ weights[o, c, i, j] input[n, c, y·s + i·d − p, x·s + j·d − p].</summary>
    public static void Forward<T>(
        in Conv2dGeometry geometry,
        ReadOnlySpan<T> input,
        ReadOnlySpan<T> weights,
        Span<T> output
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var g = geometry;
        if (g.Work == 0)
        {
            output[..g.OutputLength].Clear();
            return;
        }
        fixed (T* x = input)
        fixed (T* w = weights)
        fixed (T* y = output)
        {
            if (IsImplicit(g))
            {
                ForwardOfWindows(g, x, w, y);
                return;
            }
            var direct = IsDirect(g);
            var tiles = direct ? 1 : (g.OutputPlane - 1) / TileWidth(g) + 1;
            Work.Split(g.Batch * g.Groups * tiles, g.Work, new ForwardWork<T>(g, direct, tiles, x, w, y));
        }
    }

    private readonly struct ForwardWork<T>(Conv2dGeometry g, bool direct, int tiles, T* x, T* w, T* y) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            if (direct)
            {
                DirectForward(g, piece, x, w, y);
                return;
            }
            var tile = TileWidth(g);
            var from = piece % tiles * tile;
            ForwardTile(g, piece / tiles, from, from + Math.Min(tile, g.OutputPlane - from), x, w, y);
        }
    }

    /// <summary>The transpose in the input: inputGradient = Σ weights · outputGradient over the windows that saw a pixel.</summary>
    public static void InputGradient<T>(
        in Conv2dGeometry geometry,
        ReadOnlySpan<T> weights,
        ReadOnlySpan<T> outputGradient,
        Span<T> inputGradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var g = geometry;
        if (g.Work == 0)
        {
            inputGradient[..g.InputLength].Clear();
            return;
        }
        fixed (T* w = weights)
        fixed (T* dy = outputGradient)
        fixed (T* dx = inputGradient)
            Work.Split(g.Batch * g.Groups, g.Work, new InputGradientWork<T>(g, IsDirect(g), w, dy, dx));
    }

    private readonly struct InputGradientWork<T>(Conv2dGeometry g, bool direct, T* w, T* dy, T* dx) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int unit)
        {
            if (direct)
                DirectInputGradient(g, unit, w, dy, dx);
            else
                InputGradientOfGroup(g, unit, w, dy, dx);
        }
    }

    /// <summary>The transpose in the weights: weightGradient[o, c, i, j] = Σ outputGradient[n, o, y, x] input[n, c, …].</summary>
    public static void WeightGradient<T>(
        in Conv2dGeometry geometry,
        ReadOnlySpan<T> input,
        ReadOnlySpan<T> outputGradient,
        Span<T> weightGradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var g = geometry;
        var length = g.WeightLength;
        var sum = weightGradient[..length];
        if (g.Work == 0)
        {
            sum.Clear();
            return;
        }
        var most = Math.Min(Math.Min(g.Batch, MaxParts), Array.MaxLength / length);
        var parts = (int)Math.Clamp((long)g.Batch * g.OutputPlane / 64, 1, most);
        var rented = parts > 1 ? Allocation.Rent<T>((long)parts * length) : null;
        fixed (T* x = input)
        fixed (T* dy = outputGradient)
        fixed (T* whole = sum)
        fixed (T* part = rented)
            Work.Split(
                parts * g.Groups,
                g.Work,
                new WeightGradientWork<T>(g, parts, x, dy, rented is null ? whole : part)
            );
        if (rented is not null)
        {
            rented.AsSpan(0, length).CopyTo(sum);
            for (var part = 1; part < parts; part++)
            {
                TensorPrimitives.Add<T>(sum, rented.AsSpan(part * length, length), sum);
            }
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    private readonly struct WeightGradientWork<T>(Conv2dGeometry g, int parts, T* x, T* dy, T* into) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            var (part, group) = Math.DivRem(piece, g.Groups);
            var from = (int)((long)g.Batch * part / parts);
            var to = (int)((long)g.Batch * (part + 1) / parts);
            WeightGradientOfGroup(g, group, from, to, x, dy, into + (nint)part * g.WeightLength);
        }
    }

    private static int TileWidth(in Conv2dGeometry g)
    {
        if (g.IsPointwise)
        {
            return g.OutputPlane;
        }
        var width = Math.Max(64, TileElements / (g.InPerGroup * g.KernelPlane) & ~63);
        return Math.Min(width, g.OutputPlane);
    }

    private static void ForwardTile<T>(in Conv2dGeometry g, int unit, int from, int to, T* input, T* weights, T* output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int depth = g.InPerGroup * g.KernelPlane;
        var x = InputOf(g, unit, input);
        var w = WeightsOf(g, unit % g.Groups, weights);
        var y = OutputOf(g, unit, output)[from..];
        if (g.IsPointwise)
        {
            Gemm.Multiply<T>(g.OutPerGroup, g.OutputPlane, depth, w, false, x, false, y);
            return;
        }
        var width = to - from;
        var columns = Allocation.Rent<T>((long)depth * width);
        Gather(g, x, from, to, columns);
        Gemm.Multiply<T>(g.OutPerGroup, width, depth, w, depth, false, columns, width, false, y, g.OutputPlane, false);
        ArrayPool<T>.Shared.Return(columns);
    }

    private static void InputGradientOfGroup<T>(
        in Conv2dGeometry g,
        int unit,
        T* weights,
        T* outputGradient,
        T* inputGradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var depth = g.InPerGroup * g.KernelPlane;
        var w = WeightsOf(g, unit % g.Groups, weights);
        ReadOnlySpan<T> dy = OutputOf(g, unit, outputGradient);
        var dx = InputOf(g, unit, inputGradient);
        if (g.IsPointwise)
        {
            Gemm.Multiply(depth, g.OutputPlane, g.OutPerGroup, w, true, dy, false, dx);
            return;
        }
        dx.Clear();
        var tile = TileWidth(g);
        var columns = Allocation.Rent<T>((long)depth * tile);
        for (int from = 0, width; from < g.OutputPlane; from += width)
        {
            width = Math.Min(tile, g.OutputPlane - from);
            Gemm.Multiply(
                depth,
                width,
                g.OutPerGroup,
                w,
                depth,
                true,
                dy[from..],
                g.OutputPlane,
                false,
                columns,
                width,
                false
            );
            ScatterAdd(g, columns, from, from + width, dx);
        }
        ArrayPool<T>.Shared.Return(columns);
    }

    private static void WeightGradientOfGroup<T>(
        in Conv2dGeometry g,
        int group,
        int fromImage,
        int toImage,
        T* input,
        T* outputGradient,
        T* weightGradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var depth = g.InPerGroup * g.KernelPlane;
        var dw = WeightsOf(g, group, weightGradient);
        dw.Clear();
        var tile = TileWidth(g);
        var direct = IsDirect(g);
        var columns = direct || g.IsPointwise ? null : Allocation.Rent<T>((long)depth * tile);
        for (var image = fromImage; image < toImage; image++)
        {
            var unit = image * g.Groups + group;
            ReadOnlySpan<T> x = InputOf(g, unit, input);
            ReadOnlySpan<T> dy = OutputOf(g, unit, outputGradient);
            if (direct)
            {
                DirectWeightGradient(g, x, dy, dw);
                continue;
            }
            for (int from = 0, width; from < g.OutputPlane; from += width)
            {
                width = Math.Min(tile, g.OutputPlane - from);
                var windows = x;
                if (columns is not null)
                {
                    Gather(g, x, from, from + width, columns);
                    windows = columns;
                }
                Gemm.Multiply(
                    g.OutPerGroup,
                    depth,
                    width,
                    dy[from..],
                    g.OutputPlane,
                    false,
                    windows,
                    width,
                    true,
                    dw,
                    depth,
                    true
                );
            }
        }
        if (columns is not null)
        {
            ArrayPool<T>.Shared.Return(columns);
        }
    }

    /// <summary>The channels of one group of one image; a unit is image · groups + group.</summary>
    private static Span<T> InputOf<T>(in Conv2dGeometry g, int unit, T* input)
        where T : unmanaged
    {
        var length = g.InPerGroup * g.InputPlane;
        return new Span<T>(input + (nint)unit * length, length);
    }

    private static Span<T> OutputOf<T>(in Conv2dGeometry g, int unit, T* output)
        where T : unmanaged
    {
        var length = g.OutPerGroup * g.OutputPlane;
        return new Span<T>(output + (nint)unit * length, length);
    }

    private static Span<T> WeightsOf<T>(in Conv2dGeometry g, int group, T* weights)
        where T : unmanaged
    {
        var length = g.OutPerGroup * g.InPerGroup * g.KernelPlane;
        return new Span<T>(weights + (nint)group * length, length);
    }
}
