namespace Functional.Core;

/// <summary>How a window slides: apart from the padding, each is a pair (height, width).</summary>
public sealed record ConvolutionOptions
{
    /// <summary>How far the window moves from one output to the next.</summary>
    public (int Height, int Width) Stride { get; init; } = (1, 1);

    /// <summary>The zeros around the input.</summary>
    public Padding Padding { get; init; }

    /// <summary>How far apart the taps of a window are.</summary>
    public (int Height, int Width) Dilation { get; init; } = (1, 1);

    /// <summary>Into how many groups the channels fall that are convolved each on their own.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>The options that are one number for both axes.</summary>
    internal static ConvolutionOptions Of(int stride, Padding padding, int dilation, int groups) =>
        new()
        {
            Stride = (stride, stride),
            Padding = padding,
            Dilation = (dilation, dilation),
            Groups = groups,
        };

    /// <summary>The options of a signal laid out as an image one line high.</summary>
    internal static ConvolutionOptions OfSignal(int stride, Padding padding, int dilation, int groups) =>
        new()
        {
            Stride = (1, stride),
            Padding = padding.OfSignal(),
            Dilation = (1, dilation),
            Groups = groups,
        };

    /// <summary>The options as numbers, with <see cref="Padding.Same"/> worked out for an input and a window.</summary>
    /// <exception cref="ShapeException">A number is too small, or the window is larger than the padded input.</exception>
    internal Sliding Resolve(string operation, (int H, int W) input, (int H, int W) window)
    {
        if (
            Math.Min(Math.Min(Stride.Height, Stride.Width), Math.Min(Dilation.Height, Dilation.Width)) < 1
            || Groups < 1
        )
            ShapeException.Throw(
                operation,
                "a stride, dilation and groups of at least 1",
                $"stride {Stride}, dilation {Dilation} and groups {Groups}"
            );
        var padding = Padding.Resolve(operation, input, window, Stride, Dilation);
        return new(
            Stride.Height,
            Stride.Width,
            padding.Top,
            padding.Bottom,
            padding.Left,
            padding.Right,
            Dilation.Height,
            Dilation.Width,
            Groups
        );
    }
}
