using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The greatest value under each window, and its place in its plane, which the derivative goes to.</summary>
internal sealed record MaxPool(Sliding Sliding, int WindowHeight, int WindowWidth) : NaryOperation
{
    internal override Reading Reading => new WindowReading(Sliding, (WindowHeight, WindowWidth), null, back: false);

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        var g = Sliding.Pooling(inputs[0].Shape, WindowHeight, WindowWidth);
        var shape = new Shape(inputs[0].Shape[0], inputs[0].Shape[1], g.OutHeight, g.OutWidth);
        // Places are Float64 whatever the data are: Float32 does not have all those of a large plane.
        return [new(shape, inputs[0].DType), new(shape, DType.Float64)];
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], outputs[0], outputs[1]);
        else
            Run<double>(inputs[0], outputs[0], outputs[1]);
    }

    private void Run<T>(DenseTensor x, DenseTensor y, DenseTensor places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (y.Count == 0)
            return;
        var rented = ArrayPool<int>.Shared.Rent(y.Count);
        var index = rented.AsSpan(0, y.Count);
        Pooling.Max(Sliding.Pooling(x.Shape, WindowHeight, WindowWidth), x.Span<T>(), y.Writable<T>(), index);
        TensorPrimitives.ConvertTruncating<int, double>(index, places.Writable<double>());
        ArrayPool<int>.Shared.Return(rented);
    }

    internal override Tensor[] Batch(BatchOperand[] x, int size) =>
        Batching.Merged(merged => Tensor.Apply(this, merged), x[0].Value);

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) =>
        [xDot[0] is { } moved ? Tensor.Apply(Planes(x[0]).Back, moved, y[1]) : null, null];

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        [yBar[0] is { } bar ? Tensor.Apply(Planes(x[0]), bar, y[1]) : null];

    private PlaceInPlane Planes(Tensor x) => new(x.Shape[2], x.Shape[3]);
}

/// <summary>Values added to zero planes [height, width] at given places: what the derivative of <see cref="MaxPool"/> is the transpose of. Constant in the places.</summary>
internal sealed record PlaceInPlane(int Height, int Width) : BinaryOperation
{
    internal override Reading Reading => Reading.Collection;

    internal PickFromPlane Back => new(Height, Width);

    internal override TensorType Infer(TensorType x, TensorType y) =>
        x with
        {
            Shape = new(x.Shape[0], x.Shape[1], Height, Width),
        };

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (x.DType == DType.Float32)
            Run<float>(x, y, z);
        else
            Run<double>(x, y, z);
    }

    private void Run<T>(DenseTensor x, DenseTensor y, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = x.Span<T>();
        var places = y.Span<double>();
        var target = z.Writable<T>();
        target.Clear();
        var (from, plane) = (x.Shape.CountOf(2, 4), Height * Width);
        for (int start = 0, into = 0; start < values.Length; start += from, into += plane)
        for (var i = start; i < start + from; i++)
            if (places[i] >= 0)
                target[into + (int)places[i]] += values[i];
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        Batching.Merged(
            (values, places) => Tensor.Apply(this, values, places),
            Batching.Full(x, size),
            Batching.Full(y, size)
        );

    internal override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) => Tensor.Apply(this, xDot, y);

    internal override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar) => Tensor.Apply(Back, zBar, y);

    internal override Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) => null;

    internal override Tensor? VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) => null;
}

/// <summary>The values of planes [height, width] at given places, 0 where the place is −1; the transpose of <see cref="PlaceInPlane"/>.</summary>
internal sealed record PickFromPlane(int Height, int Width) : BinaryOperation
{
    internal override Reading Reading => Reading.Movement;

    private PlaceInPlane Back => new(Height, Width);

    internal override TensorType Infer(TensorType x, TensorType y) => x with { Shape = y.Shape };

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (x.DType == DType.Float32)
            Run<float>(x, y, z);
        else
            Run<double>(x, y, z);
    }

    private void Run<T>(DenseTensor x, DenseTensor y, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = x.Span<T>();
        var places = y.Span<double>();
        var target = z.Writable<T>();
        var (to, plane) = (y.Shape.CountOf(2, 4), Height * Width);
        for (int start = 0, from = 0; start < target.Length; start += to, from += plane)
        for (var i = start; i < start + to; i++)
            target[i] = places[i] >= 0 ? values[from + (int)places[i]] : T.Zero;
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        Batching.Merged(
            (values, places) => Tensor.Apply(this, values, places),
            Batching.Full(x, size),
            Batching.Full(y, size)
        );

    internal override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) => Tensor.Apply(this, xDot, y);

    internal override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar) => Tensor.Apply(Back, zBar, y);

    internal override Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) => null;

    internal override Tensor? VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) => null;
}

public abstract partial class Tensor
{
    /// <summary>
    /// The greatest value under each window: y[n, c, v, u] = max x[n, c, v·s + i − top, u·s + j − left], where padding never wins and NaN does.
    /// Shapes: [n, c, h, w] → [n, c, ⌊(h + top + bottom − k) / s⌋ + 1, …]. The whole cotangent goes to the first of equal maxima, in every mode and order;
    /// a window of padding alone gives −∞ and no cotangent.
    /// </summary>
    /// <param name="x">Images [n, c, h, w].</param>
    /// <param name="window">Height and width of the window.</param>
    /// <param name="stride">How far the window moves; 0 for as far as it is wide, so that windows do not overlap.</param>
    /// <param name="padding">What is laid around each image.</param>
    /// <exception cref="ShapeException">There are not four axes, the padded image is smaller than the window, or a size is too small.</exception>
    public static Tensor MaxPool2d(Tensor x, int window, int stride = 0, Padding padding = default) =>
        MaxPool2d(x, (window, window), (stride, stride), padding);

    /// <inheritdoc cref="MaxPool2d(Tensor, int, int, Padding)"/>
    public static Tensor MaxPool2d(
        Tensor x,
        (int Height, int Width) window,
        (int Height, int Width) stride = default,
        Padding padding = default
    )
    {
        var sliding = Pools("MaxPool2d", x, window, stride, padding);
        return Apply(new MaxPool(sliding, window.Height, window.Width), x)[0];
    }

    /// <summary>The greatest value under each window of signals: [n, c, length] → [n, c, ⌊(length + left + right − k) / s⌋ + 1], as for images.</summary>
    /// <inheritdoc cref="MaxPool2d(Tensor, int, int, Padding)"/>
    /// <exception cref="ShapeException">There are not three axes, the padded signal is shorter than the window, or a size is too small.</exception>
    public static Tensor MaxPool1d(Tensor x, int window, int stride = 0, Padding padding = default)
    {
        SignalsToPool("MaxPool1d", x);
        return FromLine(MaxPool2d(ToLine(x), (1, window), (1, stride), padding.OfSignal()));
    }

    private static void SignalsToPool(string operation, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 3)
            ShapeException.Throw(operation, "signals [n, channels, length]", $"{x.Shape}");
    }

    private static Sliding Pools(
        string operation,
        Tensor x,
        (int Height, int Width) window,
        (int Height, int Width) stride,
        Padding padding
    )
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 4)
            ShapeException.Throw(operation, "images [n, channels, height, width]", $"{x.Shape}");
        if (window.Height < 1 || window.Width < 1 || stride.Height < 0 || stride.Width < 0)
            ShapeException.Throw(
                operation,
                "a window of at least 1 × 1 and a stride of at least 1, or 0 for that of the window",
                $"window {window} and stride {stride}"
            );
        var step = (
            Height: stride.Height == 0 ? window.Height : stride.Height,
            Width: stride.Width == 0 ? window.Width : stride.Width
        );
        var options = new ConvolutionOptions { Stride = step, Padding = padding };
        var sliding = options.Resolve(operation, (x.Shape[2], x.Shape[3]), window);
        sliding.Fit(operation, x.Shape, window.Height, window.Width);
        return sliding;
    }
}
