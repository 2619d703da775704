using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The mean under each window, over all its places or over those inside the image.</summary>
internal sealed record AveragePool(Sliding Sliding, int WindowHeight, int WindowWidth, bool CountPadding)
    : LinearOperation
{
    internal override Reading Reading => new WindowReading(Sliding, (WindowHeight, WindowWidth), null, back: false);

    internal override TensorType Infer(TensorType x)
    {
        var g = Sliding.Pooling(x.Shape, WindowHeight, WindowWidth);
        return x with { Shape = new(x.Shape[0], x.Shape[1], g.OutHeight, g.OutWidth) };
    }

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        var g = Sliding.Pooling(x.Shape, WindowHeight, WindowWidth);
        if (x.DType == DType.Float32)
            Pooling.Average(g, CountPadding, x.Span<float>(), y.Writable<float>());
        else
            Pooling.Average(g, CountPadding, x.Span<double>(), y.Writable<double>());
    }

    internal override Tensor Batch(Tensor x) => Batching.Merged(merged => Tensor.Apply(this, merged), x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) =>
        Tensor.Apply(new ShareOut(this, x.Shape[2], x.Shape[3]), yBar);
}

/// <summary>The transpose of <see cref="AveragePool"/>: each value shared out equally under its window of planes [height, width].</summary>
internal sealed record ShareOut(AveragePool Pool, int Height, int Width) : LinearOperation
{
    internal override Reading Reading =>
        new WindowReading(Pool.Sliding, (Pool.WindowHeight, Pool.WindowWidth), null, back: true);

    internal override TensorType Infer(TensorType x) => x with { Shape = new(x.Shape[0], x.Shape[1], Height, Width) };

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        var g = Pool.Sliding.Pooling(y.Shape, Pool.WindowHeight, Pool.WindowWidth);
        if (x.DType == DType.Float32)
            Pooling.AverageGradient(g, Pool.CountPadding, x.Span<float>(), y.Writable<float>());
        else
            Pooling.AverageGradient(g, Pool.CountPadding, x.Span<double>(), y.Writable<double>());
    }

    internal override Tensor Batch(Tensor x) => Batching.Merged(merged => Tensor.Apply(this, merged), x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Tensor.Apply(Pool, yBar);
}

public abstract partial class Tensor
{
    /// <summary>
    /// The mean under each window: y[n, c, v, u] = Σ x[n, c, v·s + i − top, u·s + j − left] / k, with k the places of the window,
    /// or only those inside the image if <paramref name="countPadding"/> is false. Linear: x̄ is each ȳ / k spread over its window.
    /// Shapes: [n, c, h, w] → [n, c, ⌊(h + top + bottom − k) / s⌋ + 1, …]. A window of padding alone gives 0.
    /// </summary>
    /// <param name="x">Images [n, c, h, w].</param>
    /// <param name="window">Height and width of the window.</param>
    /// <param name="stride">How far the window moves; 0 for as far as it is wide, so that windows do not overlap.</param>
    /// <param name="padding">The zeros around each image.</param>
    /// <param name="countPadding">Whether padding counts as places of the window.</param>
    /// <exception cref="ShapeException">There are not four axes, the padded image is smaller than the window, or a size is too small.</exception>
    public static Tensor AveragePool2d(
        Tensor x,
        int window,
        int stride = 0,
        Padding padding = default,
        bool countPadding = true
    ) => AveragePool2d(x, (window, window), (stride, stride), padding, countPadding);

    /// <inheritdoc cref="AveragePool2d(Tensor, int, int, Padding, bool)"/>
    public static Tensor AveragePool2d(
        Tensor x,
        (int Height, int Width) window,
        (int Height, int Width) stride = default,
        Padding padding = default,
        bool countPadding = true
    )
    {
        var sliding = Pools("AveragePool2d", x, window, stride, padding);
        return Apply(new AveragePool(sliding, window.Height, window.Width, countPadding), x);
    }

    /// <summary>The mean under each window of signals: [n, c, length] → [n, c, ⌊(length + left + right − k) / s⌋ + 1], as for images.</summary>
    /// <inheritdoc cref="AveragePool2d(Tensor, int, int, Padding, bool)"/>
    /// <exception cref="ShapeException">There are not three axes, the padded signal is shorter than the window, or a size is too small.</exception>
    public static Tensor AveragePool1d(
        Tensor x,
        int window,
        int stride = 0,
        Padding padding = default,
        bool countPadding = true
    )
    {
        SignalsToPool("AveragePool1d", x);
        return FromLine(AveragePool2d(ToLine(x), (1, window), (1, stride), padding.OfSignal(), countPadding));
    }
}
