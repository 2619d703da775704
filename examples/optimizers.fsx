// Four optimizers: their paths down a long valley, and their losses on digits. Run: dotnet fsi examples/optimizers.fsx [--data DIR]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// f(x, y) = x²/20 + y².
let valley (p: Tensor) = p[0] * p[0] / 20.0 + p[1] * p[1]

/// The book's rates for it.
let walkers = [
    "SGD", Optimizer.sgd 0.95
    "Momentum", Optimizer.momentum 0.9 0.1
    "AdaGrad", Optimizer.adaGrad 1.5
    "Adam", Optimizer.adam 0.3
]

/// The places from (−7, 2) on, in 30 steps.
let path optimizer =
    let start = Tensor.ofArray [| -7.0; 2.0 |]
    let step (p, s) _ = Optimizer.update optimizer s (AD.grad valley p) p

    Seq.scan step (start, Optimizer.init optimizer start) (seq { 1..30 })
    |> Seq.map (fun (p, _) -> Tensor.toScalar p[0], Tensor.toScalar p[1])
    |> Array.ofSeq

/// The book's rates for digits.
let learners = [
    "SGD", Optimizer.sgd 0.01
    "Momentum", Optimizer.momentum 0.9 0.01
    "AdaGrad", Optimizer.adaGrad 0.01
    "Adam", Optimizer.adam 0.001
]

let init = Mlp.init Initializer.heNormal DType.Float32 [ 784; 100; 100; 100; 100; 10 ]

let load data =
    let flat (struct (training, test)) = struct (ImageSet.flat training, ImageSet.flat test)
    ImageSet.load "mnist" data |> Result.map flat

/// So many steps on 128 images drawn anew for each, with four hidden layers of 100.
let plan steps optimizer training =
    Training.plan optimizer (Mlp.loss Tensor.relu) (ImageSet.draws steps 128 training)

let accuracy (test: Examples) p = Mlp.forward Tensor.relu p test.Inputs |> Metrics.accuracy test.Targets

#if INTERACTIVE
for name, optimizer in walkers do
    printfn $"{name} ends at {Array.last (path optimizer)}"

match load (fsi.CommandLineArgs |> Array.skipWhile ((<>) "--data") |> Array.tryItem 1) with
| Error message -> printfn $"{message}"
| Ok(struct (training, test)) ->
    for name, optimizer in learners do
        let trained = Training.run (plan 200 optimizer training) (Random.key 1) (init (Random.key 2))
        printfn $"{name}: test accuracy {accuracy test trained.Parameters:F3} after 200 steps"
#endif
