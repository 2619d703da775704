using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// Images convolved with weights: z[n, o, v, u] = Σ w[o, c, i, j] x[n, c, v·s + i·d − p, u·s + j·d − p].
/// It and its two transposes are each bilinear and each other's derivatives, so any order can be taken.
/// </summary>
internal sealed record Convolve(Sliding Sliding) : BilinearOperation
{
    public override string Name => "Conv2d";

    internal override Reading Reading => new WindowReading(Sliding, null, Sliding.Groups, back: false);

    internal override TensorType Infer(TensorType x, TensorType y)
    {
        Images(Name, x, y);
        var groups = Sliding.Groups;
        if (x.Shape[1] != (long)y.Shape[1] * groups || y.Shape[0] % groups != 0)
            ShapeException.Throw(
                Name,
                $"weights [out, in / groups, height, width] for {x.Shape[1]} channels in {groups} groups",
                $"{y.Shape}"
            );
        Sliding.Fit(Name, x.Shape, y.Shape[2], y.Shape[3]);
        var g = Sliding.Convolution(x.Shape, y.Shape);
        return x with { Shape = new(x.Shape[0], y.Shape[0], g.OutHeight, g.OutWidth) };
    }

    /// <summary>Checks that both operands have four axes and one dtype.</summary>
    internal static void Images(string operation, TensorType x, TensorType y)
    {
        if (x.DType != y.DType)
            DTypeException.ThrowMixed(operation, x.DType, y.DType);
        if (x.Shape.Rank != 4 || y.Shape.Rank != 4)
            ShapeException.Throw(
                operation,
                "images [n, channels, height, width] and weights of four axes",
                $"{x.Shape} and {y.Shape}"
            );
    }

    // Each element of the answer reads the taps of one output channel.
    internal override long Flops(TensorType[] inputs, TensorType[] answers) =>
        2L * answers[0].Shape.Size * inputs[1].Shape.CountOf(1, 4);

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        var g = Sliding.Convolution(x.Shape, y.Shape);
        if (x.DType == DType.Float32)
            Convolution.Forward(g, x.Span<float>(), y.Span<float>(), z.Writable<float>());
        else
            Convolution.Forward(g, x.Span<double>(), y.Span<double>(), z.Writable<double>());
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        y.Batched
            ? Batching.Loop(this, x, y, size)
            : Batching.Merged(images => Tensor.Apply(this, images, y.Value), x.Value);

    internal override Tensor TransposeLeft(TensorType x, Tensor y, Tensor zBar) =>
        Tensor.Apply(new ConvolveBack(Sliding, x.Shape[2], x.Shape[3]), zBar, y);

    internal override Tensor TransposeRight(Tensor x, TensorType y, Tensor zBar) =>
        Tensor.Apply(new CorrelateWeights(Sliding, y.Shape[2], y.Shape[3]), x, zBar);
}

/// <summary>The transpose of <see cref="Convolve"/> in the images: each output spread over the window [height, width] images it came from.</summary>
internal sealed record ConvolveBack(Sliding Sliding, int Height, int Width) : BilinearOperation
{
    public override string Name => "ConvTranspose2d";

    internal override Reading Reading => new WindowReading(Sliding, null, Sliding.Groups, back: true);

    internal override TensorType Infer(TensorType x, TensorType y)
    {
        Convolve.Images(Name, x, y);
        if (x.Shape[1] != y.Shape[0] || y.Shape[0] % Sliding.Groups != 0)
            ShapeException.Throw(
                Name,
                $"weights [in, out / groups, height, width] for {x.Shape[1]} channels in {Sliding.Groups} groups",
                $"{y.Shape}"
            );
        return x with { Shape = new(x.Shape[0], Channels(y.Shape), Height, Width) };
    }

    private int Channels(Shape weights)
    {
        var channels = (long)weights[1] * Sliding.Groups;
        if (channels > int.MaxValue)
            ShapeException.Throw(
                Name,
                $"at most {int.MaxValue} channels",
                $"{weights[1]} in each of {Sliding.Groups} groups"
            );
        return (int)channels;
    }

    internal override long Flops(TensorType[] inputs, TensorType[] answers) =>
        2L * inputs[0].Shape.Size * inputs[1].Shape.CountOf(1, 4);

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        var g = Sliding.Convolution(z.Shape, y.Shape);
        if (x.DType == DType.Float32)
            Convolution.InputGradient(g, y.Span<float>(), x.Span<float>(), z.Writable<float>());
        else
            Convolution.InputGradient(g, y.Span<double>(), x.Span<double>(), z.Writable<double>());
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        y.Batched
            ? Batching.Loop(this, x, y, size)
            : Batching.Merged(images => Tensor.Apply(this, images, y.Value), x.Value);

    internal override Tensor TransposeLeft(TensorType x, Tensor y, Tensor zBar) =>
        Tensor.Apply(new Convolve(Sliding), zBar, y);

    internal override Tensor TransposeRight(Tensor x, TensorType y, Tensor zBar) =>
        Tensor.Apply(new CorrelateWeights(Sliding, y.Shape[2], y.Shape[3]), zBar, x);
}

/// <summary>The transpose of <see cref="Convolve"/> in the weights: images (left) correlated with outputs (right) over the taps of a window.</summary>
internal sealed record CorrelateWeights(Sliding Sliding, int Height, int Width) : BilinearOperation
{
    public override string Name => "Conv2d";

    internal override TensorType Infer(TensorType x, TensorType y)
    {
        Convolve.Images(Name, x, y);
        return x with { Shape = new(y.Shape[1], x.Shape[1] / Sliding.Groups, Height, Width) };
    }

    internal override long Flops(TensorType[] inputs, TensorType[] answers) =>
        2L * inputs[1].Shape.Size * answers[0].Shape.CountOf(1, 4);

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        var g = Sliding.Convolution(x.Shape, z.Shape);
        if (x.DType == DType.Float32)
            Convolution.WeightGradient(g, x.Span<float>(), y.Span<float>(), z.Writable<float>());
        else
            Convolution.WeightGradient(g, x.Span<double>(), y.Span<double>(), z.Writable<double>());
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) => Batching.Loop(this, x, y, size);

    internal override Tensor TransposeLeft(TensorType x, Tensor y, Tensor zBar) =>
        Tensor.Apply(new ConvolveBack(Sliding, x.Shape[2], x.Shape[3]), y, zBar);

    internal override Tensor TransposeRight(Tensor x, TensorType y, Tensor zBar) =>
        Tensor.Apply(new Convolve(Sliding), x, zBar);
}
