using System;
using System.Collections.Generic;
using System.Linq;
using Functional.Core;

namespace Functional.Bench.Compare.Programs;

/// <summary>
/// Darknet-53 on an image of 256×256, with weights by key: 52 convolutions with normalization and leaky ReLU, most in residual blocks, a mean over the places, and a linear layer.
/// Source: J. Redmon and A. Farhadi, "YOLOv3" (2018), table 1.
/// </summary>
internal sealed class Darknet53
{
    /// <summary>The name of the network and of the peers' programs.</summary>
    public const string Name = "darknet53";

    private const int Side = 256;
    private const int Classes = 1000;

    private static readonly int[] stages = [1, 2, 8, 8, 4];

    private readonly Layer first;
    private readonly Stage[] body;
    private readonly Layer head;
    private readonly Tensor image = Key.Of(32).Uniform([1, 3, Side, Side], dtype: DType.Float32);

    // A normalized convolution, or without statistics a linear layer.
    private sealed record Layer(Tensor Bias, Tensor? Scale, RunningStatistics? Statistics, Tensor Weights)
    {
        public Tensor Forward(Tensor x, int stride = 1)
        {
            var y = Tensor.Conv2d(x, Weights, stride, Weights.Shape[2] / 2);
            return Statistics is null
                ? y + Bias.Reshape(-1, 1, 1)
                : Tensor.LeakyRelu(Tensor.BatchNormInference(y, Scale!, Bias, Statistics), 0.1);
        }

        // In the order of the files of darknet.
        public IEnumerable<Tensor> Numbers =>
            Statistics is null ? [Bias, Weights] : [Bias, Scale!, Statistics.Mean, Statistics.Variance, Weights];
    }

    private sealed record Stage(Layer Down, (Layer Narrow, Layer Wide)[] Blocks);

    public Darknet53()
    {
        var count = 0;
        Key Next() => Key.Of(31).FoldIn(count++);
        // Numbers around a middle; a block's last scale is small, so that its sum stays near its input.
        Tensor Around(double middle, double width, int size) =>
            Next().Uniform([size], middle - width / 2, middle + width / 2, DType.Float32);
        Tensor Weights(int inputs, int outputs, int window, double gain)
        {
            var bound = gain * Math.Sqrt(3.0 / (inputs * window * window));
            return Next().Uniform([outputs, inputs, window, window], -bound, bound, DType.Float32);
        }
        Layer Normalized(int inputs, int outputs, int window, double scale = 1) =>
            new(
                Around(0, 0.2, outputs),
                Around(scale, 0.2 * scale, outputs),
                new(Around(0, 0.1, outputs), Around(1, 1, outputs)),
                Weights(inputs, outputs, window, 1.4)
            );

        var width = 32;
        first = Normalized(3, width, 3);
        body = new Stage[stages.Length];
        for (var i = 0; i < stages.Length; i++, width *= 2)
            body[i] = new(
                Normalized(width, 2 * width, 3),
                [
                    .. Enumerable
                        .Range(0, stages[i])
                        .Select(_ => (Normalized(2 * width, width, 1), Normalized(width, 2 * width, 3, 0.25))),
                ]
            );
        head = new(Around(0, 0.2, Classes), null, null, Weights(width, Classes, 1, 0.2));
    }

    /// <summary>All numbers, layer by layer, and the image: what the peers' programs read.</summary>
    public IEnumerable<DenseTensor> Numbers =>
        [
            .. new[] { first }
                .Concat(
                    body.SelectMany(stage =>
                        stage.Blocks.SelectMany(block => new[] { block.Narrow, block.Wide }).Prepend(stage.Down)
                    )
                )
                .Append(head)
                .SelectMany(layer => layer.Numbers)
                .Append(image)
                .Cast<DenseTensor>(),
        ];

    /// <summary>The probabilities of the classes [1000], compiled; the weights are constants of the program.</summary>
    public double[] Probabilities() => Ad.Compile<Tensor, Tensor>(Forward)(image).ToArray();

    /// <summary>Median microseconds of the program.</summary>
    public double Microseconds(double seconds)
    {
        var run = Ad.Compile<Tensor, Tensor>(Forward);
        return Stopclock.MedianMicroseconds(seconds, () => run(image))[0];
    }

    private Tensor Forward(Tensor x)
    {
        x = first.Forward(x);
        foreach (var stage in body)
        {
            x = stage.Down.Forward(x, 2);
            foreach (var (narrow, wide) in stage.Blocks)
                x += wide.Forward(narrow.Forward(x));
        }
        var means = Tensor.GlobalAveragePool(x).Reshape(1, -1, 1, 1);
        return Tensor.Softmax(head.Forward(means).Reshape(-1), 0);
    }
}
