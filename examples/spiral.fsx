// Three arms of a spiral told apart by a small network. Run: dotnet fsi examples/spiral.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

type Model = { Hidden: Dense; Output: Dense }

/// The post's numbers: weights 0.01·randn, the whole set in each step of length 1, ½ · 0.001 · ΣW² beside the cross-entropy.
let rate, regularization, steps = 1.0, 1e-3, 10_000

/// 100 points on each of three arms.
let points key = Spiral.generate 3 100 key

let init key =
    let struct (hidden, output) = Random.split key
    let layer = Dense.init (Initializer.normal 0.01) DType.Float64
    { Hidden = layer 2 100 hidden; Output = layer 100 3 output }

/// 2–100–3, with a rectifier between.
let logits model x = x |> Dense.forward model.Hidden |> Tensor.relu |> Dense.forward model.Output

let loss points model =
    Loss.crossEntropy points.Targets (logits model points.Inputs)
    + Loss.l2 regularization [ model.Hidden.W; model.Output.W ]

/// Gradient descent for a number of steps; `report` hears the number and the loss of each.
let plan steps report points =
    let tell progress =
        match progress with
        | BatchDone(_, step, value) -> report step value
        | EpochDone _ -> ()

    { Training.plan (Optimizer.sgd rate) loss (fun _ -> Seq.replicate steps points) with Report = tell }

/// The probability of each class for each place: [n, 2] → [n, 3].
let probabilities model x = logits model x |> Tensor.softmax 1

let accuracy points model = logits model points.Inputs |> Metrics.accuracy points.Targets

#if INTERACTIVE
let struct (pointKey, modelKey) = Random.split (Random.key 1)
let training = points pointKey

let report step value =
    if step = 1 || step % 200 = 0 then
        printfn $"step {step, 5}: loss {value:F4}"

let model = (Training.run (plan 1000 report training) (Random.key 2) (init modelKey)).Parameters
printfn $"accuracy {accuracy training model:F3} after 1,000 of {steps:N0} steps"
#endif
