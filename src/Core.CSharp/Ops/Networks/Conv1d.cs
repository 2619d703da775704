namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The one-dimensional convolution of networks (a cross-correlation): z[n, o, u] = Σ w[o, c, j] x[n, c, u·s + j·d − left].
    /// Shapes: [n, in, length] with weights [out, in / groups, k] → [n, out, ⌊(length + left + right − d(k − 1) − 1) / s⌋ + 1].
    /// It is <see cref="Conv2d(Tensor, Tensor, int, Padding, int, int)"/> of images one line high, which costs nothing, and has its derivatives.
    /// </summary>
    /// <exception cref="ShapeException">The operands do not have three axes, channels and weights or groups do not fit, the padded signal is shorter than the window, or stride, dilation or groups are below 1.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Conv1d(
        Tensor x,
        Tensor weights,
        int stride = 1,
        Padding padding = default,
        int dilation = 1,
        int groups = 1
    )
    {
        Signals("Conv1d", x, weights);
        var options = ConvolutionOptions.OfSignal(stride, padding, dilation, groups);
        return FromLine(Conv2d(ToLine(x), ToLine(weights), options));
    }

    private static void Signals(string operation, Tensor x, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weights);
        if (x.Rank != 3 || weights.Rank != 3)
            ShapeException.Throw(
                operation,
                "signals [n, channels, length] and weights of three axes",
                $"{x.Shape} and {weights.Shape}"
            );
    }

    private static Tensor ToLine(Tensor x) => x.ExpandDims(2);

    private static Tensor FromLine(Tensor x) => x.Reshape(x.Shape[0], x.Shape[1], x.Shape[3]);
}
