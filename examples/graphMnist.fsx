// A graph of named nodes learns handwritten digits. Run: dotnet fsi examples/graphMnist.fsx [--data DIR]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// 784–512–128–128–128–10 with rectifiers; what the second layer gives is added before the fourth one's rectifier. 501,898 weights.
let net =
    let dense = Node.dense Initializer.glorotUniform
    let first = Node.placeholder "images" [ -1; 784 ] |> dense "layer1" 784 512 |> Node.relu "relu1"
    let second = first |> dense "layer2" 512 128 |> Node.relu "relu2"
    let third = second |> dense "layer3" 128 128 |> Node.relu "relu3"
    let fourth = third |> dense "layer4" 128 128 |> Node.add "skip" second |> Node.relu "relu4"
    fourth |> dense "logits" 128 10 |> Node.softmax "probabilities"

let init key = Graph.ofNode DType.Float32 key net

/// Each image [n, 28, 28] by itself of mean 0 and deviation 1: [n, 784].
let standardized (examples: Examples) =
    let x = Layer.flatten examples.Inputs
    Examples.create ((x - Tensor.meanKeeping [ 1 ] x) / Tensor.stdKeeping [ 1 ] x) examples.Targets

/// The training and the test set, or what is wrong with them.
let load (data: string option) =
    ImageSet.load "mnist" data
    |> Result.map (fun struct (training, test) -> struct (standardized training, standardized test))

let feed (examples: Examples) = Map [ ("images", examples.Inputs) ]

/// A graph is a function of its weights as any other, so that the library's training compiles its steps.
let loss graph (examples: Examples) weights =
    Graph.predict graph "logits" (feed examples) weights |> Loss.crossEntropy examples.Targets

/// The post's constants.
let adam = Optimizer.adamWith 0.9 0.999 1e-7 1e-3

/// The post's: one image a step.
let published graph examples = Training.plan adam (loss graph) (Examples.batches 1 examples)

/// Batches of 100, the rate sinking along half a cosine.
let better epochs graph examples =
    let schedule = Schedule.cosine 1.0 0.01 (epochs * Examples.count examples / 100)
    let optimizer = Optimizer.chain [ adam; Optimizer.scheduled schedule ]
    { Training.plan optimizer (loss graph) (Examples.batches 100 examples) with Epochs = epochs }

let probabilities graph (examples: Examples) weights = Graph.predict graph "probabilities" (feed examples) weights

#if INTERACTIVE
match load (fsi.CommandLineArgs |> Array.skipWhile ((<>) "--data") |> Array.tryItem 1) with
| Error message -> printfn $"{message}"
| Ok(struct (training, test)) ->
    let graph, few = init (Random.key 1), Examples.range 0 10_000 training
    let trained = Training.run (better 1 graph few) (Random.key 2) graph.Weights
    let scores = probabilities graph test trained.Parameters
    printfn $"test accuracy {Metrics.accuracy test.Targets scores:F3} after one epoch of 10,000 images"
    printfn $"{Metrics.confusion 10 test.Targets scores |> Metrics.confusionText (Seq.map string [ 0..9 ])}"
#endif
