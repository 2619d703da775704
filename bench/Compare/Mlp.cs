using System.Linq;
using Functional.Core;

namespace Functional.Bench.Compare;

/// <summary>The two-layer classifier that training steps are measured on, as torch_steps.py has it.</summary>
internal sealed record Mlp(Tensor W1, Tensor B1, Tensor W2, Tensor B2)
{
    /// <summary>Normal weights of the given deviation, and no biases.</summary>
    public static Mlp Create(int inputs, int hidden, int outputs, double deviation, DType dtype) =>
        new(
            deviation * Key.Of(3).Normal([inputs, hidden], dtype),
            Tensor.Zeros([hidden], dtype),
            deviation * Key.Of(4).Normal([hidden, outputs], dtype),
            Tensor.Zeros([outputs], dtype)
        );

    /// <summary>The classes of examples in turn.</summary>
    public static Tensor Labels(int count, int classes, DType dtype) =>
        Tensor.Create(Enumerable.Range(0, count).Select(i => (double)(i % classes)).ToArray()).Cast(dtype);

    /// <summary>The mean cross-entropy of a rectified layer and a linear one.</summary>
    public Tensor Loss(Tensor x, Tensor labels) =>
        Tensor.CrossEntropy(Tensor.MatMul(Tensor.Relu(Tensor.MatMul(x, W1) + B1), W2) + B2, labels);

    /// <summary>The loss of the spiral, which keeps weights small.</summary>
    public Tensor PenalizedLoss(Tensor x, Tensor labels) =>
        Loss(x, labels) + 0.0005 * (Tensor.Square(W1).Sum() + Tensor.Square(W2).Sum());
}
