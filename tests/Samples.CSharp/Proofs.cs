using System.Diagnostics;
using Functional.Core;
using Functional.Testing;

namespace Functional.Samples;

/// <summary>The laws of derivatives in C#, with any asserts.</summary>
public static class Proofs
{
    private sealed record Layer(Tensor W, Tensor B);

    public static void Run()
    {
        var x = Key.Of(1).Normal([4, 3]);
        var example = new Layer(Tensor.Zeros([3, 2]), Tensor.Zeros([2]));
        Tensor Forward(Layer p) => Tensor.Tanh(Tensor.MatMul(x, p.W) + p.B);

        // All laws at layers of these shapes, and the derivatives at one of them against differences.
        Prove.Derivative<Layer, Tensor>(Forward, example);
        Prove.Grads<Layer, Tensor>(Forward, example, order: 2);

        // One law alone.
        Prove.Holds<Tensor, Tensor>([Law.Constant], Tensor.Floor, Tensor.Zeros([2, 2]));

        // A rule that is wrong is found, and named.
        var wrong = Ad.CustomPullback<Tensor, Tensor>(Tensor.Sin, (v, _, bar) => Tensor.Sin(v) * bar);
        try
        {
            Prove.Derivative(wrong, Tensor.Zeros([2]), new LawOptions(tests: 5));
            throw new InvalidOperationException("The wrong rule went unseen.");
        }
        catch (LawException e)
        {
            Trace.Assert(e.Message.Contains("Pushforward"));
        }
    }
}
