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

    /// <summary>Checks that a window fits into the padded input, unless there is no input at all.</summary>
    /// <exception cref="ShapeException">It does not.</exception>
    public void Fit(string operation, Shape input, int windowHeight, int windowWidth)
    {
        var height = input[2] + PadTop + PadBottom;
        var width = input[3] + PadLeft + PadRight;
        var (spanHeight, spanWidth) = (DilationHeight * (windowHeight - 1) + 1, DilationWidth * (windowWidth - 1) + 1);
        if ((input[2] > 0 && height < spanHeight) || (input[3] > 0 && width < spanWidth))
            ShapeException.Throw(
                operation,
                $"an input of at least {spanHeight} × {spanWidth}, the extent of the window",
                $"{height} × {width} with its padding, from {input}"
            );
    }
}
