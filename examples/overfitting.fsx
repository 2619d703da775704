// Three hundred images learnt by heart, and two cures. Run: dotnet fsi examples/overfitting.fsx [--data DIR]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// Six hidden layers of 100 with rectifiers.
let init = Mlp.init Initializer.heNormal DType.Float32 [ 784; 100; 100; 100; 100; 100; 100; 10 ]

/// Rectified, then dropped at a rate; the key is another for each layer.
let private dropped rate (key: Key) i x = Tensor.relu x |> Layer.dropout rate (key.FoldIn i)

let private logits hidden (examples: Examples) p = Mlp.forwardWith hidden p examples.Inputs
let private plain (_: int) = Tensor.relu

/// The networks of the experiment by name: how the loss of a batch is computed with a key. The decay is λ = 0.1 of ½ λ ΣW².
let cures: (string * (Key -> Examples -> Mlp -> Tensor)) list = [
    "nothing", (fun _ examples p -> logits plain examples p |> Loss.crossEntropy examples.Targets)
    "weight decay 0.1",
    (fun _ examples p ->
        let decay = Loss.l2 0.1 (p.Layers |> List.map _.W)
        (logits plain examples p |> Loss.crossEntropy examples.Targets) + decay)
    "dropout 0.2", (fun key examples p -> logits (dropped 0.2 key) examples p |> Loss.crossEntropy examples.Targets)
]

let accuracy (examples: Examples) p = logits plain examples p |> Metrics.accuracy examples.Targets

/// Gradient descent with rate 0.01, three batches of 100 an epoch, both accuracies after each.
let plan epochs loss training test = {
    Training.plan (Optimizer.sgd 0.01) (fun _ _ -> Tensor.scalar 0.0) (Examples.batches 100 training) with
        Loss = loss
        Epochs = epochs
        Measure = fun p -> [ "train", accuracy training p; "test", accuracy test p ]
}

/// The first 300 images and the test set, or what is wrong with them.
let load (data: string option) =
    ImageSet.load "mnist" data
    |> Result.map (fun struct (training, test) ->
        struct (ImageSet.flat (Examples.range 0 300 training), ImageSet.flat test))

#if INTERACTIVE
match load (fsi.CommandLineArgs |> Array.skipWhile ((<>) "--data") |> Array.tryItem 1) with
| Error message -> printfn $"{message}"
| Ok(struct (training, test)) ->
    for name, loss in cures do
        let trained = Training.run (plan 50 loss training test) (Random.key 1) (init (Random.key 2))
        printfn $"{name}: {(List.last trained.History).Metrics} after 50 epochs"
#endif
