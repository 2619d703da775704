using System;

namespace Functional.Core.Kernels;

/// <summary>
/// The sizes of a two-dimensional pooling: planes [h, w] → [oh, ow], as many as images times channels. Nothing is
/// validated here; a padding is expected to be smaller than its window.
/// </summary>
internal readonly record struct Pool2dGeometry(
    int Planes,
    int Height,
    int Width,
    int WindowHeight,
    int WindowWidth,
    int StrideHeight = 1,
    int StrideWidth = 1,
    int PadTop = 0,
    int PadBottom = 0,
    int PadLeft = 0,
    int PadRight = 0
)
{
    public int OutHeight => Conv2dGeometry.Windows(Height + PadTop + PadBottom, WindowHeight, 1, StrideHeight);

    public int OutWidth => Conv2dGeometry.Windows(Width + PadLeft + PadRight, WindowWidth, 1, StrideWidth);

    public int InputPlane => Height * Width;

    public int OutputPlane => OutHeight * OutWidth;

    public int InputLength => Planes * InputPlane;

    public int OutputLength => Planes * OutputPlane;

    public long Work => (long)OutputLength * WindowHeight * WindowWidth;

    /// <summary>The lines [From, To) of the input under output line v.</summary>
    public (int From, int To) Lines(int v) => Clip(v * StrideHeight - PadTop, WindowHeight, Height);

    /// <summary>The columns [From, To) of the input under output column u.</summary>
    public (int From, int To) Columns(int u) => Clip(u * StrideWidth - PadLeft, WindowWidth, Width);

    private static (int From, int To) Clip(int start, int length, int extent)
    {
        var from = Math.Clamp(start, 0, extent);
        return (from, Math.Clamp(start + length, from, extent));
    }
}
