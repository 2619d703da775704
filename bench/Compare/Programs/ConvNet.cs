using Functional.Core;

namespace Functional.Bench.Compare.Programs;

/// <summary>The simple convolutional network: 30 windows of 5×5 with ReLU, the greatest of each 2×2, 100 units with ReLU, ten classes.</summary>
internal sealed record ConvNet(Tensor Windows, Tensor WindowsB, Tensor W1, Tensor B1, Tensor W2, Tensor B2)
{
    /// <summary>Normal weights of deviation 0.01, and no biases.</summary>
    public static ConvNet Create() =>
        new(
            0.01 * Key.Of(21).Normal([30, 1, 5, 5], DType.Float32),
            Tensor.Zeros([30], DType.Float32),
            0.01 * Key.Of(22).Normal([30 * 12 * 12, 100], DType.Float32),
            Tensor.Zeros([100], DType.Float32),
            0.01 * Key.Of(23).Normal([100, 10], DType.Float32),
            Tensor.Zeros([10], DType.Float32)
        );

    /// <summary>The mean cross-entropy of images [n, 1, 28, 28].</summary>
    public Tensor Loss(Tensor x, Tensor labels)
    {
        var maps = Tensor.Relu(Tensor.Conv2d(x, Windows) + WindowsB.Reshape(30, 1, 1));
        var pooled = Tensor.MaxPool2d(maps, 2).Reshape(x.Shape[0], -1);
        var hidden = Tensor.Relu(Tensor.MatMul(pooled, W1) + B1);
        return Tensor.CrossEntropy(Tensor.MatMul(hidden, W2) + B2, labels);
    }
}
