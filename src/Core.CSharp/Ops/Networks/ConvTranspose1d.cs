namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The transposed convolution of signals: z[n, o, u·s + j·d − left] += w[c, o, j] x[n, c, u].
    /// Shapes: [n, in, length] with weights [in, out / groups, k] → [n, out, (length − 1)s − left − right + d(k − 1) + 1 + extra].
    /// It is <see cref="ConvTranspose2d(Tensor, Tensor, int, Padding, int, int, int)"/> of images one line high, which costs nothing, and has its derivatives.
    /// </summary>
    /// <exception cref="ShapeException">The operands do not have three axes, or as for images.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor ConvTranspose1d(
        Tensor x,
        Tensor weights,
        int stride = 1,
        Padding padding = default,
        int outputPadding = 0,
        int dilation = 1,
        int groups = 1
    )
    {
        Signals("ConvTranspose1d", x, weights);
        var options = ConvolutionOptions.OfSignal(stride, padding, dilation, groups);
        return FromLine(ConvTranspose2d(ToLine(x), ToLine(weights), options, (0, outputPadding)));
    }
}
