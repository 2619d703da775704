// Logistic regression: a model is a record and a function. Run: dotnet fsi examples/regression.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

type Model = { Weight: Tensor; Bias: Tensor }

/// Points around two centres, and the number of the centre of each, 0 or 1.
let sample n key =
    let struct (places, sides) = Random.split key
    let side = Random.bernoulli 0.5 [ n; 1 ] sides
    Random.normal [ n; 2 ] places + (2.0 * side - 1.0) * Tensor.ofArray [| 1.5; 0.5 |], side

let logits model x = x *@ model.Weight + model.Bias

/// The mean of −ln p(side), where p(1) = sigmoid(logit): softplus(logit) − side · logit.
let loss x (side: Tensor) model =
    let logit = logits model x
    Tensor.sum (Tensor.Softplus logit - side * logit) / float side.Count

/// Gradient descent; the gradient is a Model as well.
let train rate steps f model =
    let step model = Params.subtract model (Params.scale rate (AD.grad f model))
    Seq.init steps id |> Seq.fold (fun model _ -> step model) model

let accuracy x (side: Tensor) model =
    let predicted = logits model x .> 0.0
    Tensor.toScalar (Tensor.sum (predicted .= side)) / float side.Count

#if INTERACTIVE
let struct (trainKey, testKey) = Random.split (Random.key 1)
let x, side = sample 500 trainKey
let start = { Weight = Tensor.zeros [ 2; 1 ]; Bias = Tensor.zeros [ 1 ] }
let model = train 1.0 200 (loss x side) start
let x', side' = sample 500 testKey

printfn $"loss {loss x side start} → {loss x side model}"
printfn $"weight {Tensor.flatten model.Weight} (for these centres the true one is [3 1]), bias {model.Bias}"
printfn $"accuracy on new points {accuracy x' side' model:F3}"
#endif
