namespace Functional.Models

open Functional.Core

/// A variational auto-encoder of one hidden layer on either side: z has as many numbers as Mean and LogVariance give.
type Vae = {
    Encoder: Dense
    Mean: Dense
    LogVariance: Dense
    /// The layers of the decoder, the last of which gives logits.
    Decoder: Dense list
}

/// The variational auto-encoder: q(z | x) = N(μ(x), σ²(x)), p(z) = N(0, 1), p(x | z) by the decoder.
/// Source: D. Kingma and M. Welling, "Auto-Encoding Variational Bayes", ICLR 2014.
[<RequireQualifiedAccess>]
module Vae =

    /// x [n, inputs] → z [n, latent] → logits [n, inputs]; `decoder` are the sizes of the decoder's hidden layers.
    let init (initializer: Initializer) dtype inputs hidden latent (decoder: int list) (key: Key) : Vae =
        let layer i (from, size) = Dense.init initializer dtype from size (Random.foldIn i key)

        {
            Encoder = layer 0 (inputs, hidden)
            Mean = layer 1 (hidden, latent)
            LogVariance = layer 2 (hidden, latent)
            Decoder = latent :: decoder @ [ inputs ] |> List.pairwise |> List.mapi (fun i sizes -> layer (3 + i) sizes)
        }

    /// The means μ and the logarithms of the variances, ln σ², of q(z | x).
    let encode (p: Vae) (x: Tensor) : struct (Tensor * Tensor) =
        let h = tanh (Dense.forward p.Encoder x)
        struct (Dense.forward p.Mean h, Dense.forward p.LogVariance h)

    /// The logits of p(x | z): [n, latent] → [n, inputs].
    let decode (p: Vae) (z: Tensor) : Tensor =
        let next y (i, layer) = Dense.forward layer (if i = 0 then y else tanh y)
        p.Decoder |> List.indexed |> List.fold next z

    /// z = μ + ε ∘ exp(½ ln σ²), ε standard normal: a sample of q(z | x) that has a derivative in μ and σ.
    let sample (struct (mean: Tensor, logVariance: Tensor)) (key: Key) : Tensor =
        mean + Random.normalOf mean.DType mean.Shape key * exp (0.5 * logVariance)

    /// eˡ − 1 − l ≥ 0: by its series l² (1/2! + l/3! + …) where |l| is so small that the difference would cancel.
    let private excess (l: Tensor) =
        let isNear = Tensor.Less(abs l, 0.25)
        let near = Tensor.Where(isNear, l, Tensor.ZerosLike l)
        let coefficients = Seq.scan (*) 1.0 [ for n in 1.0 .. 12.0 -> 1.0 / n ] |> Seq.skip 2 |> Seq.rev
        let series = coefficients |> Seq.fold (fun (sum: Tensor) c -> sum * near + c) (Tensor.ZerosLike l)
        Tensor.Where(isNear, Tensor.Square near * series, Tensor.Expm1 l - l)

    /// KL(q ‖ p) = ½ Σ (μ² + σ² − 1 − ln σ²), in nats, of each instance: [n]. It is never negative.
    let divergence (struct (mean: Tensor, logVariance: Tensor)) : Tensor =
        0.5 * (Tensor.Square mean + excess logVariance).Sum(-1)

    /// ln p(x | z) of bits, or of greys taken for probabilities, in nats: −Σ (ln(1 + e^l) − l x) over the logits l: [n].
    let bernoulli (logits: Tensor) (x: Tensor) : Tensor =
        -Tensor.BinaryCrossEntropy(logits, x, LossReduction.None).Sum(-1)

    /// ln p(x | z) = −½ Σ ((x − y)² / σ² + ln 2πσ²) for outputs y and one positive variance σ², in nats: [n].
    let gaussian (variance: float) (y: Tensor) (x: Tensor) : Tensor =
        Argument.positive "Vae.gaussian" "variance" variance
        -0.5 * (Tensor.Square(x - y) / variance + log (2.0 * System.Math.PI * variance)).Sum(-1)

    /// The evidence lower bound E ln p(x | z) − KL(q ‖ p), in nats, of each instance, with one sample of z each: [n].
    let elbo (likelihood: Tensor -> Tensor -> Tensor) (key: Key) (p: Vae) (x: Tensor) : Tensor =
        let q = encode p x
        likelihood (decode p (sample q key)) x - divergence q

    /// Probabilities [n, inputs] that the decoder gives to n samples of the prior.
    let generate n (p: Vae) (key: Key) : Tensor =
        let latent = p.Mean.B
        Tensor.sigmoid (decode p (Random.normalOf latent.DType [ n; latent.Count ] key))
