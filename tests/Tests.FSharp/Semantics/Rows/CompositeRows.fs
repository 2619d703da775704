/// Compositions whose parts are singular, and steps.
module Functional.Tests.Semantics.CompositeRows

open Functional.Core
open Functional.Tests.Semantics.Row

let private step operation (f: Tensor -> Tensor) low at high =
    unary operation f (fun _ -> [ 0.0, low, 0.0; 1.0, at, 0.0; 2.0, high, 0.0; inf, high, 0.0; -inf, low, 0.0 ])

let private positive (x: Tensor) = Tensor.Greater(x, 0.0)

/// A choice for each element alone.
let private chosen (holds: Tensor) (f: Tensor -> Tensor) (g: Tensor -> Tensor) (x: Tensor) =
    let one (struct (holds: Tensor, x: Tensor)) = Ad.Cond(holds, f, g, x)
    let all = Ad.Vectorize(one).Invoke(struct (holds.Flatten(), x.Flatten()))
    all.Reshape(Seq.toArray x.Shape)

let rows = [
    step "Less than 1" (fun x -> Tensor.Less(x, 1.0)) 1.0 0.0 0.0
    |> atNaN (0.0, 0.0)
    |> because "Comparisons are steps: 0, for NaN too, which compares as false."
    step "GreaterEqual to 1" (fun x -> Tensor.GreaterEqual(x, 1.0)) 0.0 1.0 1.0 |> atNaN (0.0, 0.0)
    unary "Not" Tensor.Not (fun _ -> [ 0.0, 1.0, 0.0; -0.0, 1.0, 0.0; 3.0, 0.0, 0.0; nan, 0.0, 0.0 ])
    unary "StopGradient" Ad.StopGradient (fun t -> [ 0.0, 0.0, 0.0; t, t, 0.0; inf, inf, 0.0; nan, nan, 0.0 ])
    |> because "A constant to every transform."
    unary "Where(x > 0, √x, 0)" (fun x -> Tensor.Where(positive x, Tensor.Sqrt x, Tensor.ZerosLike x)) (fun _ -> [
        0.0, 0.0, 0.0
        4.0, 2.0, 0.25
        -1.0, 0.0, 0.0
    ])
    |> curved [ 0.0, 0.0 ]
    |> because "The branch that is not taken is singular, and contributes nothing."
    |> elsewhere "JAX, PyTorch: NaN at 0"
    unary "Where(x > 0, ln x, x)" (fun x -> Tensor.Where(positive x, Tensor.Log x, x)) (fun _ -> [
        0.0, 0.0, 1.0
        -1.0, -1.0, 1.0
    ])
    |> elsewhere "JAX, PyTorch: NaN at 0"
    unary "Where(x < 1, eˣ, x)" (fun x -> Tensor.Where(Tensor.Less(x, 1.0), Tensor.Exp x, x)) (fun _ -> [
        1e4, 1e4, 1.0
    ])
    |> elsewhere "JAX, PyTorch: NaN"
    unary "Cond(x > 0, √x, 0)" (fun x -> chosen (positive x) Tensor.Sqrt Tensor.ZerosLike x) (fun _ -> [
        0.0, 0.0, 0.0
        4.0, 2.0, 0.25
        -1.0, 0.0, 0.0
    ])
    |> curved [ 0.0, 0.0 ]
    |> because "The branch that is not taken is not run, or contributes nothing."
    unary "Hypot(x, 0)" (fun x -> Tensor.Hypot(x, Tensor.ZerosLike x)) (fun _ -> [ 0.0, 0.0, 0.0; -2.0, 2.0, -1.0 ])
    |> because "|x| with a derivative at 0, which a root of x² has not (see below)."
    unary "XLogY(x, x)" (fun x -> Tensor.XLogY(x, x)) (fun _ -> [ 0.0, 0.0, 0.0; 1.0, 0.0, 1.0 ])
    |> because "x ln x with a value at 0, where 0 · ln 0 is NaN."
    binary "BinaryCrossEntropy" (fun x t -> Tensor.BinaryCrossEntropy(x, t, LossReduction.None)) (fun _ -> [
        (0.0, 1.0), log 2.0, (-0.5, 0.0)
        (0.0, 0.0), log 2.0, (0.5, 0.0)
        (1e3, 1.0), 0.0, (0.0, -1e3)
        (-1e3, 1.0), 1e3, (-1.0, 1e3)
        (inf, 1.0), 0.0, (0.0, -inf)
        (inf, 0.0), inf, (1.0, -inf)
        (-inf, 0.0), 0.0, (0.0, inf)
        (nan, 1.0), nan, (nan, nan)
    ])
    |> because "The operands are a logit and a target. An infinite logit that is right costs nothing."
]
