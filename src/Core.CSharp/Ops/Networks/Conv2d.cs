namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The two-dimensional convolution of networks (a cross-correlation: the window is not mirrored):
    /// z[n, o, v, u] = Σ w[o, c, i, j] x[n, c, v·s + i·d − top, u·s + j·d − left], with zeros beyond the edges.
    /// Shapes: [n, in, h, w] with weights [out, in / groups, kh, kw] → [n, out, v, u], where v = ⌊(h + top + bottom − d(kh − 1) − 1) / s⌋ + 1 and u likewise.
    /// Channels fall into groups: group g of the outputs sees group g of the inputs alone.
    /// Bilinear: x̄ is the transposed convolution of z̄ with w, and w̄ the correlation of x with z̄. A bias is added as <c>b.Reshape(out, 1, 1)</c>.
    /// </summary>
    /// <exception cref="ShapeException">The operands do not have four axes, channels and weights or groups do not fit, the padded image is smaller than the window, or stride, dilation or groups are below 1.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Conv2d(
        Tensor x,
        Tensor weights,
        int stride = 1,
        Padding padding = default,
        int dilation = 1,
        int groups = 1
    ) => Conv2d(x, weights, ConvolutionOptions.Of(stride, padding, dilation, groups));

    /// <inheritdoc cref="Conv2d(Tensor, Tensor, int, Padding, int, int)"/>
    public static Tensor Conv2d(Tensor x, Tensor weights, ConvolutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(options);
        Convolve.Images("Conv2d", x.Type, weights.Type);
        var sliding = options.Resolve("Conv2d", (x.Shape[2], x.Shape[3]), (weights.Shape[2], weights.Shape[3]));
        return Apply(new Convolve(sliding), x, weights);
    }
}
