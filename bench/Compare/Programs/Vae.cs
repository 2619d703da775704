using Functional.Core;

namespace Functional.Bench.Compare.Programs;

/// <summary>A variational autoencoder 784–50–25–784 of Bernoulli pixels.</summary>
internal sealed record Vae(
    Tensor EncodeW,
    Tensor EncodeB,
    Tensor MeanW,
    Tensor MeanB,
    Tensor SpreadW,
    Tensor SpreadB,
    Tensor DecodeW,
    Tensor DecodeB
)
{
    /// <summary>The size of the code.</summary>
    public const int Latent = 25;

    private const int Pixels = 784;
    private const int Hidden = 50;

    /// <summary>Normal weights of deviation 0.05, and no biases.</summary>
    public static Vae Create()
    {
        static Tensor Weights(int seed, int inputs, int outputs) =>
            0.05 * Key.Of(seed).Normal([inputs, outputs], DType.Float32);
        static Tensor Biases(int outputs) => Tensor.Zeros([outputs], DType.Float32);
        return new(
            Weights(11, Pixels, Hidden),
            Biases(Hidden),
            Weights(12, Hidden, Latent),
            Biases(Latent),
            Weights(13, Hidden, Latent),
            Biases(Latent),
            Weights(14, Latent, Pixels),
            Biases(Pixels)
        );
    }

    /// <summary>The negative evidence bound in nats, the mean over the images [n, 784], with standard normal noise [n, 25].</summary>
    public Tensor Loss(Tensor x, Tensor noise)
    {
        var h = Tensor.Tanh(Tensor.MatMul(x, EncodeW) + EncodeB);
        var mean = Tensor.MatMul(h, MeanW) + MeanB;
        var logVariance = Tensor.MatMul(h, SpreadW) + SpreadB;
        var z = mean + noise * Tensor.Exp(0.5 * logVariance);
        var logits = Tensor.MatMul(z, DecodeW) + DecodeB;
        var pixels = Tensor.BinaryCrossEntropy(logits, x, LossReduction.Sum);
        var divergence = -0.5 * (1 + logVariance - Tensor.Square(mean) - Tensor.Exp(logVariance)).Sum();
        return (pixels + divergence) / x.Shape[0];
    }
}
