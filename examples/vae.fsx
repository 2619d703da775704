// A variational auto-encoder on MNIST. Run: dotnet fsi examples/vae.fsx [--data DIR]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// Images [n, 784] of the training and the test set.
let load (data: string option) =
    ImageSet.load "mnist" data
    |> Result.map (fun struct (training, test) -> struct (Layer.flatten training.Inputs, Layer.flatten test.Inputs))

/// 784 – 50 – 25 – 784, 62,184 parameters, as in the post.
let small = Vae.init Initializer.glorotUniform DType.Float32 784 50 25 []

/// 784 – 400 – 20 – 400 – 784.
let large = Vae.init Initializer.glorotUniform DType.Float32 784 400 20 [ 400 ]

let batches size (images: Tensor) key =
    Examples.create images images |> Examples.batches size <| key |> Seq.map _.Inputs

/// The negative bound of an image, in nats.
let loss key images p = -Tensor.mean(Vae.elbo Vae.bernoulli key p images)

let plan optimizer size images epochs = {
    Training.plan optimizer (fun _ _ -> Tensor.scalar 0.0) (batches size images) with
        Loss = loss
        Epochs = epochs
}

/// The post's: 200 images, 250 epochs of single images, gradient descent with rate 0.001.
let published (images: Tensor) = plan (Optimizer.sgd 0.001) 1 images[0..199] 250

/// All images in batches of 100 with Adam, its rate sinking along half a cosine.
let better epochs (images: Tensor) =
    let schedule = Schedule.cosine 1.0 0.01 (epochs * images.Shape[0] / 100)
    plan (Optimizer.chain [ Optimizer.adam 0.002; Optimizer.scheduled schedule ]) 100 images epochs

/// The bound of new images, in nats.
let bound (images: Tensor) p = Tensor.toScalar (Tensor.mean (Vae.elbo Vae.bernoulli (Random.key 9) p images))

#if INTERACTIVE
match load (fsi.CommandLineArgs |> Array.skipWhile ((<>) "--data") |> Array.tryItem 1) with
| Error message -> printfn $"{message}"
| Ok(struct (images, _)) ->
    let trained = Training.run (better 1 images[0..9999]) (Random.key 1) (large (Random.key 2))
    printfn $"bound {bound images[10000..10999] trained.Parameters:F1} nats after one epoch of 10,000 images"
#endif
