// Learning how to learn: the gradient of a validation loss through a whole training. Run: dotnet fsi examples/hypergradient.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// What training depends on, as logarithms: the rate of gradient descent and the penalty on each weight.
type Settings = { LogRate: Tensor; LogPenalties: Tensor }

/// 30 inputs of which 5 matter, and few noisy examples: without a penalty a linear model learns the noise.
let examples n key =
    let struct (inputKey, noiseKey) = Random.split key
    let x = Random.normal [ n; 30 ] inputKey
    let weights = Tensor.concat 0 [ Tensor.ones [ 5 ]; Tensor.zeros [ 25 ] ]
    x, x *@ weights + 0.5 * Random.normal [ n ] noiseKey

let error (x, y) w = Tensor.mean (Tensor.Square(x *@ w - y))

/// Training: gradient descent on error and penalty for so many steps, as one scan that keeps a checkpoint every √n steps.
let train steps data settings =
    let rate, penalties = exp settings.LogRate, exp settings.LogPenalties
    let loss w = error data w + Tensor.sum (penalties * w * w)
    let options = ScanOptions(Checkpoints = Checkpoints.SquareRoot)
    Scan.Using.iterate options steps (fun w -> w - rate * AD.grad loss w) (Tensor.zeros [ 30 ])

/// Settings that make the trained model better on other examples, found by Adam along the hypergradient.
let tune steps training validation start =
    let objective settings = error validation (train 100 training settings)
    let adam = Optimizer.adam 0.1

    let step (settings, state) _ =
        let struct (_, hypergradient) = AD.valueAndGrad objective settings
        Optimizer.update adam state hypergradient settings

    Seq.fold step (start, Optimizer.init adam start) (seq { 1..steps }) |> fst

#if INTERACTIVE
let struct (trainingKey, otherKey) = Random.split (Random.key 1)
let struct (validationKey, testKey) = Random.split otherKey

let training, validation, test =
    examples 40 trainingKey, examples 40 validationKey, examples 1000 testKey

let start = { LogRate = log (Tensor.scalar 0.02); LogPenalties = log (Tensor.full 0.01 [ 30 ]) }
let tuned = tune 100 training validation start

for name, settings in [ "before", start; "after", tuned ] do
    let w = train 100 training settings
    printfn $"{name}: rate {exp settings.LogRate:F4}, test error {error test w}"

let penalties = exp tuned.LogPenalties
printfn $"mean penalty where inputs matter {Tensor.mean penalties[..4]:F4}, elsewhere {Tensor.mean penalties[5..]:F4}"
#endif
