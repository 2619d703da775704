using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core.Kernels;

/// <summary>
/// The windows of a convolution as a right operand that is never written down: its row (c, tap) and column p is what the tap of the window at output position p sees of channel c.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal unsafe struct Windows<T>
    where T : unmanaged
{
    /// <summary>The channels, each laid out as by <see cref="PhasedPlane{T}"/>.</summary>
    public T* Planes;

    /// <summary>Where each tap of the first window reads.</summary>
    public int* Taps;

    /// <summary>Elements from one channel to the next.</summary>
    public int Plane;

    /// <summary>The taps of a window.</summary>
    public int KernelPlane;

    /// <summary>Outputs in a line.</summary>
    public int OutWidth;

    /// <summary>From what a tap sees for one line of outputs to what it sees for the next.</summary>
    public int Down;

    /// <summary>The first row and the first column that are meant.</summary>
    public int Row,
        Column;
}

/// <summary>Packs windows as <see cref="GemmPack{T, TVector, TLanes}.CopyRows"/> packs rows.</summary>
internal static unsafe class GemmWindows<T, TVector, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    /// <summary>to[q·stride + i] = windows[row + q, column + i] for i &lt; columns and 0 up to the stride, q &lt; depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(in Windows<T> windows, int row, int column, int columns, int depth, T* to, nint stride)
    {
        // The columns fall into stretches of lines of outputs.
        var starts = stackalloc int[columns];
        var lengths = stackalloc int[columns];
        var stretches = 0;
        for (var i = 0; i < columns; i += lengths[stretches++])
        {
            var (v, u) = Math.DivRem(windows.Column + column + i, windows.OutWidth);
            starts[stretches] = v * windows.Down + u;
            lengths[stretches] = Math.Min(windows.OutWidth - u, columns - i);
        }
        var (channel, tap) = Math.DivRem(windows.Row + row, windows.KernelPlane);
        var plane = windows.Planes + (nint)channel * windows.Plane;
        var rest = (int)stride - columns;
        for (; depth > 0; depth--, to += stride)
        {
            var from = plane + windows.Taps[tap];
            if (stretches == 1 && columns == 3 * TLanes.Count)
            {
                var near = from + starts[0];
                var x = TLanes.Load(near);
                var y = TLanes.Load(near + TLanes.Count);
                var z = TLanes.Load(near + 2 * TLanes.Count);
                TLanes.Store(to, x);
                TLanes.Store(to + TLanes.Count, y);
                TLanes.Store(to + 2 * TLanes.Count, z);
            }
            else
            {
                var target = to;
                for (var s = 0; s < stretches; s++)
                {
                    var source = from + starts[s];
                    var left = lengths[s];
                    for (; left >= TLanes.Count; left -= TLanes.Count)
                    {
                        TLanes.Store(target, TLanes.Load(source));
                        source += TLanes.Count;
                        target += TLanes.Count;
                    }
                    if (left > 0)
                    {
                        var mask = TLanes.Mask(left);
                        TLanes.Store(target, TLanes.Load(source, mask), mask);
                        target += left;
                    }
                }
                // Read and not kept, but arithmetic on rubbish may be slow.
                if (rest > 0)
                    TLanes.Store(target, TLanes.Zero, TLanes.Mask(rest));
            }
            if (++tap == windows.KernelPlane)
            {
                tap = 0;
                plane += windows.Plane;
            }
        }
    }
}
