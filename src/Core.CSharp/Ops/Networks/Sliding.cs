using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>How a window slides, in plain numbers: the constants of a convolution or pooling, compared by value.</summary>
internal readonly record struct Sliding(
    int StrideHeight,
    int StrideWidth,
    int PadTop,
    int PadBottom,
    int PadLeft,
    int PadRight,
    int DilationHeight = 1,
    int DilationWidth = 1,
    int Groups = 1
)
{
    /// <summary>As in "stride 2, padding 1": what is not plain, height by width where they differ.</summary>
    public override string ToString()
    {
        static string Both(string height, string width) => height == width ? height : $"{height} × {width}";
        static string Two(int height, int width) => Both($"{height}", $"{width}");
        static string Ends(int start, int end) => start == end ? $"{start}" : $"{start} + {end}";
        string[] all =
        [
            $"stride {Two(StrideHeight, StrideWidth)}",
            $"padding {Both(Ends(PadTop, PadBottom), Ends(PadLeft, PadRight))}",
            $"dilation {Two(DilationHeight, DilationWidth)}",
            $"groups {Groups}",
        ];
        var told = all.Where(text => text is not ("stride 1" or "padding 0" or "dilation 1" or "groups 1"));
        return InvariantText.Join(", ", told.DefaultIfEmpty("stride 1"));
    }

    /// <summary>The sizes of a convolution of an input [n, c, h, w] with weights [o, c / groups, kh, kw].</summary>
    public Conv2dGeometry Convolution(Shape input, Shape weights) =>
        new(
            input[0],
            input[1],
            input[2],
            input[3],
            weights[0],
            weights[2],
            weights[3],
            StrideHeight,
            StrideWidth,
            PadTop,
            PadBottom,
            PadLeft,
            PadRight,
            DilationHeight,
            DilationWidth,
            Groups
        );

    /// <summary>The sizes of a pooling of an input [n, c, h, w].</summary>
    public Pool2dGeometry Pooling(Shape input, int windowHeight, int windowWidth) =>
        new(
            input[0] * input[1],
            input[2],
            input[3],
            windowHeight,
            windowWidth,
            StrideHeight,
            StrideWidth,
            PadTop,
            PadBottom,
            PadLeft,
            PadRight
        );

    /// <summary>Checks that a window fits into the padded input, unless there is no input at all, and <see cref="Reach"/>.</summary>
    /// <exception cref="ShapeException">It does not.</exception>
    public void Fit(string operation, Shape input, int windowHeight, int windowWidth)
    {
        Reach(operation, input[2], input[3], windowHeight, windowWidth);
        var (height, width) = (Padded(input[2], PadTop, PadBottom), Padded(input[3], PadLeft, PadRight));
        var (spanHeight, spanWidth) = (Span(DilationHeight, windowHeight), Span(DilationWidth, windowWidth));
        if ((input[2] > 0 && height < spanHeight) || (input[3] > 0 && width < spanWidth))
            ShapeException.Throw(
                operation,
                $"an input of at least {spanHeight} × {spanWidth}, the extent of the window",
                $"{height} × {width} with its padding, from {input}"
            );
    }

    /// <summary>Checks that there is a window, and that it and the padded input end at an integer: no kernel computes a place beyond.</summary>
    /// <exception cref="ShapeException">They do not.</exception>
    public void Reach(string operation, int inputHeight, int inputWidth, int windowHeight, int windowWidth)
    {
        if (windowHeight < 1 || windowWidth < 1)
            ShapeException.Throw(operation, "a window of at least 1 × 1", $"{windowHeight} × {windowWidth}");
        var (height, width) = (Padded(inputHeight, PadTop, PadBottom), Padded(inputWidth, PadLeft, PadRight));
        if (Math.Max(height, width) > int.MaxValue)
            ShapeException.Throw(
                operation,
                $"at most {int.MaxValue} lines and columns with the padding",
                $"{height} × {width} from {inputHeight} × {inputWidth}"
            );
        var (spanHeight, spanWidth) = (Span(DilationHeight, windowHeight), Span(DilationWidth, windowWidth));
        if (Math.Max(spanHeight, spanWidth) > int.MaxValue)
            ShapeException.Throw(
                operation,
                $"a window that extends over at most {int.MaxValue} lines and columns",
                $"{spanHeight} × {spanWidth} from {windowHeight} × {windowWidth} with a dilation of {DilationHeight} × {DilationWidth}"
            );
    }

    /// <summary>An extent with what is laid around it.</summary>
    internal static long Padded(int extent, int before, int after) => (long)extent + before + after;

    /// <summary>The extent of a window whose taps are apart.</summary>
    internal static long Span(int dilation, int taps) => (long)dilation * (taps - 1) + 1;
}
