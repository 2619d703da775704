using Functional.Core;

namespace Functional.CSharpExample;

/// <summary>A layer: x ↦ x·W + b.</summary>
internal sealed record Layer(Tensor Weight, Tensor Bias)
{
    /// <summary>A layer whose weights have the variance 1 / inputs.</summary>
    public static Layer Initial(int inputs, int outputs, Key key) =>
        new(key.Normal([inputs, outputs]) / Math.Sqrt(inputs), Tensor.Zeros([outputs]));

    public Tensor Apply(Tensor x) => Tensor.MatMul(x, Weight) + Bias;
}

/// <summary>A model is a record of tensors, or of records of them, and a pure function.</summary>
internal sealed record Network(Layer Hidden, Layer Output)
{
    public static Network Initial(int hidden, Key key)
    {
        var (first, second) = key.Split();
        return new(Layer.Initial(1, hidden, first), Layer.Initial(hidden, 1, second));
    }

    public Tensor Apply(Tensor x) => Output.Apply(Tensor.Tanh(Hidden.Apply(x)));
}
