// Batch normalization against none, over sixteen scales of first weights. Run: dotnet fsi examples/batchNorm.fsx [--data DIR]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// The deviations of the first weights: from 1 to 10⁻⁴, evenly in their logarithms.
let scales = [ for i in 0..15 -> 10.0 ** (-4.0 * float i / 15.0) ]

/// Five hidden layers of 100 with rectifiers.
let private sizes = [ 784; 100; 100; 100; 100; 100; 10 ]

/// So many epochs of gradient descent with rate 0.01 in batches of 100: the accuracy on the training images after each.
let private curve next accuracy (training: Examples) epochs start =
    let fold = AD.compileFold next (fun _ _ -> ())
    let epoch state i = fold state (Examples.batches 100 training (Random.key i))
    Seq.scan epoch start (seq { 1..epochs }) |> Seq.tail |> Seq.map accuracy |> List.ofSeq

let private moved p gradient = Params.map2 (fun w g -> Tensor.Combine(1.0, w, -0.01, g)) p gradient

let plain (training: Examples) epochs scale =
    let next p batch =
        let struct (value, gradient) = AD.valueAndGrad (Mlp.loss Tensor.relu batch) p
        struct (moved p gradient, value)

    let accuracy p = Mlp.forward Tensor.relu p training.Inputs |> Metrics.accuracy training.Targets
    curve next accuracy training epochs (Mlp.init (Initializer.normal scale) DType.Float32 sizes (Random.key 1))

let normed (training: Examples) epochs scale =
    let loss running (batch: Examples) p =
        let struct (logits, running) = NormedMlp.train 0.9 Tensor.relu p running batch.Inputs
        struct (Loss.crossEntropy batch.Targets logits, running)

    let next (struct (p, running)) batch =
        let struct (value, running, gradient) = AD.valueAndGradWith (loss running batch) p
        struct (struct (moved p gradient, running), value)

    let accuracy (struct (p, running)) =
        NormedMlp.infer Tensor.relu p running training.Inputs |> Metrics.accuracy training.Targets

    let p = NormedMlp.init (Initializer.normal scale) DType.Float32 sizes (Random.key 1)
    curve next accuracy training epochs (struct (p, NormedMlp.statistics p))

/// The first 1,000 images, or what is wrong with them.
let load (data: string option) =
    ImageSet.load "mnist" data
    |> Result.map (fun struct (training, _) -> ImageSet.flat (Examples.range 0 1000 training))

#if INTERACTIVE
match load (fsi.CommandLineArgs |> Array.skipWhile ((<>) "--data") |> Array.tryItem 1) with
| Error message -> printfn $"{message}"
| Ok training ->
    for scale in [ scales[0]; scales[5]; scales[15] ] do
        let last curve : float = List.last (curve training 5 scale)
        printfn $"scale {scale:G3}: with {last normed:F3}, without {last plain:F3}"
#endif
