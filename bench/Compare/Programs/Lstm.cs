using System.Linq;
using Functional.Core;

namespace Functional.Bench.Compare.Programs;

/// <summary>An LSTM whose state a linear readout V turns into a number: the gates input, forget, output and candidate side by side, on [x, h].</summary>
internal sealed record Lstm(Tensor W, Tensor B, Tensor V)
{
    /// <summary>The length of a training step.</summary>
    public const double Rate = 0.001;

    /// <summary>Normal weights of deviation 0.1, and no biases.</summary>
    public static Lstm Create(int hidden) =>
        new(
            0.1 * Key.Of(5).Normal([1 + hidden, 4 * hidden], DType.Float32),
            Tensor.Zeros([4 * hidden], DType.Float32),
            0.1 * Key.Of(6).Normal([hidden, 1], DType.Float32)
        );

    /// <summary>A number for each time and series: [steps, count, 1].</summary>
    public static Tensor Series(int steps, int count) => Key.Of(7).Normal([steps, count, 1], DType.Float32);

    /// <summary>The squared errors of all readouts, by a scan.</summary>
    public Tensor Loss(Tensor xs) =>
        Ad.Scan(((Tensor H, Tensor C) carry, Tensor x) => Step(carry, x), Zero(xs), xs).Outputs.Sum();

    /// <summary>The same, every time step an operation of its own.</summary>
    public Tensor UnrolledLoss(Tensor xs)
    {
        var (carry, loss) = (Zero(xs), Tensor.Zeros([], DType.Float32));
        foreach (var t in Enumerable.Range(0, xs.Shape[0]))
        {
            (carry, var error) = Step(carry, xs[t]);
            loss += error;
        }
        return loss;
    }

    private (Tensor H, Tensor C) Zero(Tensor xs)
    {
        var zero = Tensor.Zeros([xs.Shape[1], V.Shape[0]], DType.Float32);
        return (zero, zero);
    }

    private ((Tensor H, Tensor C) Carry, Tensor Error) Step((Tensor H, Tensor C) carry, Tensor x)
    {
        var hidden = V.Shape[0];
        var z = Tensor.MatMul(Tensor.Concat([x, carry.H], 1), W) + B;
        Tensor Gate(int i) => z.Slice(1, i * hidden, (i + 1) * hidden);
        var c = Tensor.Sigmoid(Gate(1)) * carry.C + Tensor.Sigmoid(Gate(0)) * Tensor.Tanh(Gate(3));
        var h = Tensor.Sigmoid(Gate(2)) * Tensor.Tanh(c);
        return ((h, c), Tensor.Square(Tensor.MatMul(h, V) - x).Sum());
    }
}
