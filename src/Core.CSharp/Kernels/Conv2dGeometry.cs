using System;

namespace Functional.Core.Kernels;

/// <summary>
/// The sizes of a two-dimensional convolution: input [n, c, h, w], weights [o, c/groups, kh, kw], output
/// [n, o, oh, ow]. Nothing is validated here: <see cref="Sliding.Fit"/> has seen to it that padded extents, windows and steps are integers
/// without overflow.
/// </summary>
internal readonly record struct Conv2dGeometry(
    int Batch,
    int InChannels,
    int Height,
    int Width,
    int OutChannels,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight = 1,
    int StrideWidth = 1,
    int PadTop = 0,
    int PadBottom = 0,
    int PadLeft = 0,
    int PadRight = 0,
    int DilationHeight = 1,
    int DilationWidth = 1,
    int Groups = 1
)
{
    public int OutHeight => Windows(Height + PadTop + PadBottom, KernelHeight, DilationHeight, StrideHeight);

    public int OutWidth => Windows(Width + PadLeft + PadRight, KernelWidth, DilationWidth, StrideWidth);

    public int InPerGroup => InChannels / Groups;

    public int OutPerGroup => OutChannels / Groups;

    public int InputPlane => Height * Width;

    public int OutputPlane => OutHeight * OutWidth;

    public int KernelPlane => KernelHeight * KernelWidth;

    public int InputLength => Batch * InChannels * InputPlane;

    public int OutputLength => Batch * OutChannels * OutputPlane;

    public int WeightLength => OutChannels * InPerGroup * KernelPlane;

    /// <summary>The multiplications of one pass.</summary>
    public long Work => (long)OutputLength * InPerGroup * KernelPlane;

    /// <summary>Whether each output pixel sees one input pixel, the one at its own place.</summary>
    public bool IsPointwise =>
        KernelPlane == 1 && StrideHeight == 1 && StrideWidth == 1 && (PadTop | PadBottom | PadLeft | PadRight) == 0;

    /// <summary>How many windows of a (dilated) kernel fit into a padded extent.</summary>
    public static int Windows(int extent, int kernel, int dilation, int stride)
    {
        var room = extent - dilation * (kernel - 1) - 1;
        return room < 0 ? 0 : room / stride + 1;
    }

    /// <summary>
    /// The outputs in [from, to) whose tap lies inside an extent: those o with 0 ≤ o·stride + offset &lt; extent.
    /// </summary>
    public static (int From, int To) Inside(int from, int to, int stride, int offset, int extent)
    {
        var first = offset >= 0 ? 0 : (-offset - 1) / stride + 1;
        var end = extent <= offset ? 0 : (extent - offset - 1) / stride + 1;
        first = Math.Clamp(first, from, to);
        return (first, Math.Clamp(end, first, to));
    }
}
