module Functional.Tests.Models.VaeTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models

let private p = Vae.init Initializer.glorotUniform DType.Float64 6 5 3 [ 4 ] (Random.key 1)
let private x = Random.uniform 0.0 1.0 [ 7; 6 ] (Random.key 2)
let private key = Random.key 3
let private loss p = -Tensor.mean(Vae.elbo Vae.bernoulli key p x)
let private number (t: Tensor) = t.ToScalar()

[<Tests>]
let tests =
    testList "VAE" [
        test "codes, logits and bounds have their shapes" {
            let struct (mean, logVariance) = Vae.encode p x
            Expect.sequenceEqual mean.Shape [ 7; 3 ] "means"
            Expect.sequenceEqual logVariance.Shape [ 7; 3 ] "variances"
            Expect.sequenceEqual (Vae.decode p mean).Shape [ 7; 6 ] "logits"
            Expect.sequenceEqual (Vae.elbo Vae.bernoulli key p x).Shape [ 7 ] "bounds"
            Expect.sequenceEqual (Vae.generate 2 p key).Shape [ 2; 6 ] "samples"
        }

        test "the post's network has 62,184 parameters" {
            let post = Vae.init Initializer.glorotUniform DType.Float32 784 50 25 [] key
            Expect.equal (Tree.Flatten post |> Array.sumBy _.Count) 62184 "parameters"
        }

        test "the divergence is the mean of ln q − ln p over samples" {
            let mean, logVariance = Tensor.ofArray [| 0.7; -0.4 |], Tensor.ofArray [| -0.5; 0.8 |]
            let count = 200_000
            let many (t: Tensor) = t.Reshape(1, 2) * Tensor.ones [ count; 1 ]
            let q = struct (many mean, many logVariance)
            let z = Vae.sample q key
            let struct (mu, log2) = q

            let difference = 0.5 * (Tensor.Square z - Tensor.Square(z - mu) / Tensor.Exp log2 - log2).Sum(-1)

            let exact = number (Vae.divergence (struct (mean.Reshape(1, 2), logVariance.Reshape(1, 2))))
            let deviation = sqrt (number (difference.Var()) / float count)
            // Within five standard deviations of a mean of so many.
            Expect.isLessThan (abs (number (Tensor.mean difference) - exact)) (5.0 * deviation) "nats"
        }

        test "the likelihoods are those of their distributions" {
            let logits = Random.normal [ 7; 6 ] key
            let probabilities = Tensor.Sigmoid logits

            let bits = (x * Tensor.Log probabilities + (1.0 - x) * Tensor.Log(1.0 - probabilities)).Sum(-1)

            for e, a in Array.zip (bits.ToArray()) ((Vae.bernoulli logits x).ToArray()) do
                Expect.floatClose Accuracy.high a e "Bernoulli"

            let density (y: float) (x: float) = exp (-((x - y) ** 2.0) / 0.5) / sqrt (Math.PI * 0.5)

            let expected = Array.map2 density (logits[0].ToArray()) (x[0].ToArray()) |> Array.sumBy log

            Expect.floatClose Accuracy.high ((Vae.gaussian 0.25 logits x).ToArray()[0]) expected "normal"
        }

        test "the same key gives the same bound, another key another" {
            Expect.equal (number (loss p)) (number (loss p)) "the same"
            let other = -Tensor.mean(Vae.elbo Vae.bernoulli (Random.key 4) p x)
            Expect.notEqual (number other) (number (loss p)) "another"
        }

        test "its gradient is that of finite differences, eager and compiled" {
            Laws.at LawOptions.Default [ Pushforward; Transpose; Compiled ] loss p 1
        }
    ]
