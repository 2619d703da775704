// The example of the README, put to use. Run: dotnet fsi examples/readme.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

type Model = { W: Tensor; B: Tensor }

let logits model x = x *@ model.W + model.B
let loss x labels model = Tensor.CrossEntropy(logits model x, labels)

let step rate x labels model =
    let struct (value, gradient) = AD.valueAndGrad (loss x labels) model // gradient : Model
    value, Params.map2 (fun p g -> p - rate * g) model gradient

#if INTERACTIVE
let x = Random.normal [ 60; 2 ] (Random.key 1)
let labels = x.[*, 0] .> x.[*, 1]
let start = { W = Tensor.zeros [ 2; 2 ]; B = Tensor.zeros [ 2 ] }

let _, trained =
    Seq.fold (fun (_, model) _ -> step 1.0 x labels model) (Tensor.Zero, start) (seq { 1..200 })

printfn $"loss {Tensor.toScalar (loss x labels start):F3} before, {Tensor.toScalar (loss x labels trained):F3} after"
#endif
