// Fashion-MNIST by a small dense network. Run: dotnet fsi examples/fashion.fsx [--data DIR]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

type Model = { Hidden: Dense; Output: Dense }

let names = [| "T-shirt"; "trouser"; "pullover"; "dress"; "coat"; "sandal"; "shirt"; "sneaker"; "bag"; "boot" |]

let init key =
    let struct (hidden, output) = Random.split key
    let layer = Dense.init Initializer.glorotUniform DType.Float32
    { Hidden = layer 784 128 hidden; Output = layer 128 10 output }

/// 784–128–10, with a rectifier between: images [n, 28, 28] → [n, 10].
let logits model images =
    images |> Layer.flatten |> Dense.forward model.Hidden |> Tensor.relu |> Dense.forward model.Output

let loss examples model = logits model examples.Inputs |> Loss.crossEntropy examples.Targets
let accuracy examples model = logits model examples.Inputs |> Metrics.accuracy examples.Targets

/// The post's: plain gradient descent, one image a step, shuffled.
let published examples = { Training.plan (Optimizer.sgd 0.003) loss (Examples.batches 1 examples) with Epochs = 5 }

/// Adam on batches, its rate sinking along half a cosine.
let better examples =
    let epochs, batch = 10, 100
    let schedule = Schedule.cosine 1.0 0.01 (epochs * Examples.count examples / batch)
    let optimizer = Optimizer.chain [ Optimizer.adam 0.002; Optimizer.scheduled schedule ]
    { Training.plan optimizer loss (Examples.batches batch examples) with Epochs = epochs }

/// The training and the test set, or what is wrong with them.
let load (data: string option) = ImageSet.load "fashion-mnist" data

#if INTERACTIVE
match load (fsi.CommandLineArgs |> Array.skipWhile ((<>) "--data") |> Array.tryItem 1) with
| Error message -> printfn $"{message}"
| Ok(struct (train, test)) ->
    let few = Examples.range 0 10_000 train
    let trained = Training.run { published few with Epochs = 1 } (Random.key 1) (init (Random.key 2))
    printfn $"test accuracy {accuracy test trained.Parameters:F3} after 10,000 steps"
#endif
