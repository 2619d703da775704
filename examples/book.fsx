// The networks of "Deep Learning from Scratch", trained on digits. Run: dotnet fsi examples/book.fsx [--data DIR]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// 784–hidden–10 with sigmoids, weights 0.01·randn: 50 units in the book, 100 in the post on weight sharing.
let twoLayer hidden = Mlp.init (Initializer.normal 0.01) DType.Float32 [ 784; hidden; 10 ]

let logits p images = images |> Layer.flatten |> Mlp.forward Tensor.sigmoid p

/// Gradient descent with rate 0.1, 1,000 steps an epoch, each on 100 images drawn anew.
let descent epochs training =
    let loss (batch: Examples) p = logits p batch.Inputs |> Loss.crossEntropy batch.Targets
    { Training.plan (Optimizer.sgd 0.1) loss (ImageSet.draws 1000 100 training) with Epochs = epochs }

let convNet plan hidden = ConvNet.init plan Initializer.heNormal DType.Float32 (1, 28) hidden 10
let private asImages (x: Tensor) = x.Reshape(-1, 1, 28, 28)

/// Adam with rate 0.001 in batches of 100; the hidden units are dropped at a rate in training.
let adam plan dropout epochs training =
    let loss (key: Key) (batch: Examples) p =
        let drop = if dropout > 0.0 then Layer.dropout dropout key else id
        ConvNet.forwardWith drop plan p (asImages batch.Inputs) |> Loss.crossEntropy batch.Targets

    {
        Training.plan (Optimizer.adam 0.001) (fun _ _ -> Tensor.scalar 0.0) (Examples.batches 100 training) with
            Loss = loss
            Epochs = epochs
    }

/// The share of the images that a network names rightly, by thousands.
let accuracy (test: Examples) network =
    let right (part: Examples) =
        float (Examples.count part) * Metrics.accuracy part.Targets (network part.Inputs)

    (Examples.inOrder 1000 test |> Seq.sumBy right) / float (Examples.count test)

let ofConvNet plan p images = ConvNet.forward plan p (asImages images)

/// The weights of each unit of a first layer [784, hidden], as an image each: [hidden, 28, 28].
let weightImages (p: Mlp) = p.Layers.Head.W.T.Reshape(-1, 28, 28)

#if INTERACTIVE
match ImageSet.load "mnist" (fsi.CommandLineArgs |> Array.skipWhile ((<>) "--data") |> Array.tryItem 1) with
| Error message -> printfn $"{message}"
| Ok(struct (training, test)) ->
    let trained = Training.run (descent 1 training) (Random.key 1) (twoLayer 50 (Random.key 2))
    printfn $"784–50–10: test accuracy {accuracy test (logits trained.Parameters):F3} after 1,000 of 10,000 steps"
    let few, simple = Examples.range 0 3000 training, ConvNet.simple
    let trained = Training.run (adam simple 0.0 1 few) (Random.key 1) (convNet simple 100 (Random.key 2))
    printfn $"SimpleConvNet: {accuracy test (ofConvNet simple trained.Parameters):F3} after 3,000 images"
#endif
