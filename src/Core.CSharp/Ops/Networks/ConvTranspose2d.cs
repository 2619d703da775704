namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The transposed convolution: the linear map x ↦ z that is the transpose of z ↦ Conv2d(z, w), so each input is spread over a window of the output:
    /// z[n, o, v·s + i·d − top, u·s + j·d − left] += w[c, o, i, j] x[n, c, v, u].
    /// Shapes: [n, in, h, w] with weights [in, out / groups, kh, kw] → [n, out, (h − 1)s − top − bottom + d(kh − 1) + 1 + extra, …];
    /// <paramref name="outputPadding"/> adds lines and columns at the end, fewer than the stride or than the dilation.
    /// Bilinear: x̄ = Conv2d(z̄, w), and w̄ the correlation of z̄ with x.
    /// Source: V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016.
    /// </summary>
    /// <exception cref="ShapeException">The operands do not have four axes, channels and weights or groups do not fit, the output would have a negative size,
    /// the output padding is smaller neither than the stride nor than the dilation, or the padding is Same, which has no meaning here.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor ConvTranspose2d(
        Tensor x,
        Tensor weights,
        int stride = 1,
        Padding padding = default,
        int outputPadding = 0,
        int dilation = 1,
        int groups = 1
    ) =>
        ConvTranspose2d(
            x,
            weights,
            ConvolutionOptions.Of(stride, padding, dilation, groups),
            (outputPadding, outputPadding)
        );

    /// <inheritdoc cref="ConvTranspose2d(Tensor, Tensor, int, Padding, int, int, int)"/>
    public static Tensor ConvTranspose2d(
        Tensor x,
        Tensor weights,
        ConvolutionOptions options,
        (int Height, int Width) outputPadding = default
    )
    {
        const string operation = "ConvTranspose2d";
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(options);
        Convolve.Images(operation, x.Type, weights.Type);
        if (options.Padding == Padding.Same)
            ShapeException.Throw(operation, "a padding in numbers", "Same");
        var window = (weights.Shape[2], weights.Shape[3]);
        var s = options.Resolve(operation, default, window);
        Fits(outputPadding.Height, s.StrideHeight, s.DilationHeight);
        Fits(outputPadding.Width, s.StrideWidth, s.DilationWidth);
        var up = (long)s.PadTop + s.PadBottom;
        var across = (long)s.PadLeft + s.PadRight;
        // Below the stride, output padding names another image of the same convolution; from there on the lines that the padding at the end
        // had cut come back, and then zeros.
        var (bottom, lines, zeroLines) = Split(outputPadding.Height, s.StrideHeight, s.PadBottom);
        var (right, columns, zeroColumns) = Split(outputPadding.Width, s.StrideWidth, s.PadRight);
        var height = Extent(x.Shape[2], s.StrideHeight, up, s.DilationHeight, window.Item1, lines);
        var width = Extent(x.Shape[3], s.StrideWidth, across, s.DilationWidth, window.Item2, columns);
        s = s with { PadBottom = bottom, PadRight = right };
        s.Reach(operation, height, width, window.Item1, window.Item2);
        return Apply(new ConvolveBack(s, height, width), x, weights).Pad([0, 0, 0, 0], [0, 0, zeroLines, zeroColumns]);

        static (int Padding, int Extent, int Zeros) Split(int extra, int stride, int padding)
        {
            if (extra < stride)
                return (padding, extra, 0);
            var uncut = Math.Min(extra, padding);
            return (padding - uncut, uncut, extra - uncut);
        }

        int Extent(int size, int stride, long padding, int dilation, int taps, int extra)
        {
            var extent = (size - 1L) * stride - padding + Sliding.Span(dilation, taps) + extra;
            if (size == 0 && padding == 0)
                extent = Math.Max(extra, extent);
            if (extent > int.MaxValue)
                ShapeException.Throw(
                    operation,
                    $"an output of at most {int.MaxValue} lines and columns",
                    $"one of {extent}"
                );
            if (extent < 0)
                ShapeException.Throw(operation, "a padding that leaves an output", $"one of {padding} for {x.Shape}");
            return (int)extent;
        }

        static void Fits(int extra, int stride, int dilation)
        {
            if (extra < 0 || extra >= Math.Max(stride, dilation))
                ShapeException.Throw(
                    operation,
                    $"an output padding of at least 0 and below the stride of {stride} or the dilation of {dilation}",
                    $"{extra}"
                );
        }
    }
}
