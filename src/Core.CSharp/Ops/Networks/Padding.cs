namespace Functional.Core;

/// <summary>
/// Zeros laid around the last two axes of images (for signals, left and right of the last axis) before a window slides over them.
/// A number converts to that many on every side; the default is none.
/// </summary>
public readonly record struct Padding
{
    private readonly bool same;

    /// <summary>Lines above, lines below, columns on the left and columns on the right.</summary>
    /// <exception cref="ShapeException">One is negative.</exception>
    public Padding(int top, int bottom, int left, int right)
    {
        if ((top | bottom | left | right) < 0)
            ShapeException.Throw("Padding", "sizes of 0 or more", $"({top}, {bottom}, {left}, {right})");
        (Top, Bottom, Left, Right) = (top, bottom, left, right);
    }

    private Padding(bool same) => this.same = same;

    /// <summary>Lines above.</summary>
    public int Top { get; }

    /// <summary>Lines below.</summary>
    public int Bottom { get; }

    /// <summary>Columns on the left.</summary>
    public int Left { get; }

    /// <summary>Columns on the right.</summary>
    public int Right { get; }

    /// <summary>None: windows lie within the input, [h] → [⌊(h − d(k − 1) − 1) / s⌋ + 1].</summary>
    public static Padding Valid => default;

    /// <summary>As much as makes [h] → [⌈h / s⌉], so that stride 1 keeps the size; an odd amount puts the larger half at the end.</summary>
    public static Padding Same => new(true);

    /// <summary>The same number on every side.</summary>
    /// <exception cref="ShapeException">It is negative.</exception>
    public static Padding All(int size) => new(size, size, size, size);

    /// <summary>The same number on every side.</summary>
    public static implicit operator Padding(int size) => All(size);

    /// <summary>Top, bottom, left, right.</summary>
    public static implicit operator Padding((int Top, int Bottom, int Left, int Right) sizes) =>
        new(sizes.Top, sizes.Bottom, sizes.Left, sizes.Right);

    /// <summary>The sizes that this means for given extents (height, width) of input, window, stride and dilation.</summary>
    /// <exception cref="ShapeException">It takes more than 2³¹ − 1 lines or columns.</exception>
    internal Padding Resolve(
        string operation,
        (int H, int W) input,
        (int H, int W) window,
        (int H, int W) stride,
        (int H, int W) dilation
    )
    {
        if (!same)
            return this;
        var height = Needed(input.H, window.H, stride.H, dilation.H);
        var width = Needed(input.W, window.W, stride.W, dilation.W);
        if (Math.Max(height, width) > int.MaxValue)
            ShapeException.Throw(
                operation,
                $"a padding of at most {int.MaxValue} lines and columns",
                $"Same, which is {height} × {width} for a window of {window} with dilation {dilation}"
            );
        return new((int)(height / 2), (int)(height - height / 2), (int)(width / 2), (int)(width - width / 2));
    }

    /// <summary>What this means for a signal laid out as an image one line high.</summary>
    internal Padding OfSignal() => same ? this : new(0, 0, Left, Right);

    private static long Needed(int extent, int window, int stride, int dilation) =>
        Math.Max(0, (extent - 1L) / stride * stride + Sliding.Span(dilation, window) - extent);

    /// <summary>As in "(1, 1, 0, 0)": top, bottom, left, right.</summary>
    public override string ToString() => same ? "Same" : $"({Top}, {Bottom}, {Left}, {Right})";
}
