/// Special functions, steps, bounds and powers at their special points.
module Functional.Tests.Semantics.SpecialRows

open System
open Functional.Core
open Functional.Tests.Semantics.Row

let private pi = Math.PI

let private gamma = 0.57721566490153286

let rows = [
    unary "Erf" Tensor.Erf (fun _ -> [ 0.0, 0.0, 2.0 / sqrt pi; inf, 1.0, 0.0; -inf, -1.0, 0.0; 30.0, 1.0, 0.0 ])
    |> propagates
    unary "Erfc" Tensor.Erfc (fun _ -> [ 0.0, 1.0, -2.0 / sqrt pi; inf, 0.0, 0.0; -inf, 2.0, 0.0 ])
    |> propagates
    unary "Lgamma" Tensor.Lgamma (fun _ -> [
        1.0, 0.0, -gamma
        2.0, 0.0, 1.0 - gamma
        0.0, inf, nan
        -1.0, inf, nan
        inf, inf, inf
    ])
    |> unbounded [ 0.0; -1.0 ]
    |> propagates
    |> because "At its poles the value is +∞ from both sides, and the slope is none."
    unary "Digamma" Tensor.Digamma (fun _ -> [ 1.0, -gamma, pi * pi / 6.0; -1.0, nan, nan; inf, inf, 0.0 ])
    |> unbounded [ 0.0; -1.0 ]
    |> propagates
    |> because "At its poles it is none."
    unary "Sinc" Tensor.Sinc (fun t -> [
        0.0, 1.0, 0.0
        t, 1.0, -pi * pi / 3.0 * t
        1.0, 0.0, -1.0
        inf, 0.0, 0.0
        -inf, 0.0, 0.0
    ])
    |> curved [ 0.0, -pi * pi / 3.0 ]
    |> propagates
    |> because "sin(πx)/(πx); smooth at 0, to every order."
    unary "Floor" Tensor.Floor (fun t -> [ 2.0, 2.0, 0.0; t, 0.0, 0.0; -t, -1.0, 0.0; inf, inf, 0.0 ])
    |> curved [ 0.5, 0.0; nan, nan ]
    |> propagates
    |> because "A step: 0."
    unary "Ceiling" Tensor.Ceiling (fun t -> [ 2.0, 2.0, 0.0; t, 1.0, 0.0; -t, 0.0, 0.0; -inf, -inf, 0.0 ])
    |> curved [ nan, nan ]
    |> propagates
    |> because "A step: 0."
    unary "Round" Tensor.Round (fun _ -> [
        0.5, 0.0, 0.0
        1.5, 2.0, 0.0
        2.5, 2.0, 0.0
        -1.5, -2.0, 0.0
        inf, inf, 0.0
    ])
    |> curved [ nan, nan ]
    |> propagates
    |> because "A step: 0. Halves go to even."
    unary "Truncate" Tensor.Truncate (fun _ -> [ 1.7, 1.0, 0.0; -1.7, -1.0, 0.0; 0.0, 0.0, 0.0; -inf, -inf, 0.0 ])
    |> curved [ nan, nan ]
    |> propagates
    |> because "A step: 0."
    unary "Clamp" (fun x -> Tensor.Clamp(x, -1.0, 2.0)) (fun _ -> [
        -1.0, -1.0, 0.0
        2.0, 2.0, 0.0
        0.0, 0.0, 1.0
        -5.0, -1.0, 0.0
        inf, 2.0, 0.0
        -inf, -1.0, 0.0
    ])
    |> curved [ 0.0, 0.0; 2.0, 0.0 ]
    |> propagates
    |> because "One active input: of the slopes from 0 to 1 the least, at either bound."
    |> elsewhere "JAX: clip ½; PyTorch to 2.13: 1"
    unary "Clamp with NaN" (fun x -> Tensor.Clamp(x, nan, 2.0)) (fun _ -> [ 0.0, nan, nan; inf, nan, nan ])
    |> propagates
    unary "Max with NaN" (fun x -> Tensor.Max(x, nan)) (fun _ -> [ 0.0, nan, nan; inf, nan, nan ])
    |> propagates
    unary "Max with a literal" (fun x -> Tensor.Max(x, 0.0)) (fun t -> [
        0.0, 0.0, 0.0
        -0.0, 0.0, 0.0
        t, t, 1.0
        -t, 0.0, 0.0
        inf, inf, 1.0
        -inf, 0.0, 0.0
    ])
    |> propagates
    |> because "One active input, so that it is `Relu`."
    |> elsewhere "JAX: ½; PyTorch to 2.13: 1"
    unary "Min with NaN" (fun x -> Tensor.Min(x, nan)) (fun _ -> [ 0.0, nan, nan; inf, nan, nan ])
    |> propagates
    unary "Min with a literal" (fun x -> Tensor.Min(x, 0.0)) (fun t -> [
        0.0, 0.0, 0.0
        t, 0.0, 0.0
        -t, -t, 1.0
        inf, 0.0, 0.0
        -inf, -inf, 1.0
    ])
    |> propagates
    |> because "One active input."
    |> elsewhere "JAX: ½; PyTorch to 2.13: 1"
    unary "Pow 1" (fun x -> Tensor.Pow(x, 1.0)) (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; inf, inf, 1.0 ])
    |> curved [ 0.0, 0.0; 2.0, 0.0 ]
    |> atNaN (nan, 1.0)
    |> because "The identity, at 0 and to every order."
    unary "Pow 2" (fun x -> Tensor.Pow(x, 2.0)) (fun _ -> [ 0.0, 0.0, 0.0; -3.0, 9.0, -6.0; inf, inf, inf ])
    |> curved [ 0.0, 2.0; -2.0, 2.0 ]
    |> propagates
    |> because "The square, at 0 and to every order."
    unary "Pow 3" (fun x -> Tensor.Pow(x, 3.0)) (fun _ -> [ 0.0, 0.0, 0.0; -2.0, -8.0, 12.0; -inf, -inf, inf ])
    |> curved [ 0.0, 0.0; -2.0, -12.0 ]
    |> propagates
    |> because "The cube, below 0 too."
    unary "Pow 4" (fun x -> Tensor.Pow(x, 4.0)) (fun _ -> [ 0.0, 0.0, 0.0; -2.0, 16.0, -32.0 ])
    |> propagates
    unary "Pow −1" (fun x -> Tensor.Pow(x, -1.0)) (fun _ -> [ 0.0, inf, -inf; -2.0, -0.5, -0.25; inf, 0.0, 0.0 ])
    |> unbounded [ 0.0 ]
    |> propagates
    unary "Pow −2" (fun x -> Tensor.Pow(x, -2.0)) (fun _ -> [ 0.0, inf, -inf; -2.0, 0.25, 0.25; inf, 0.0, 0.0 ])
    |> propagates
    unary "Pow ½" (fun x -> Tensor.Pow(x, 0.5)) (fun _ -> [
        0.0, 0.0, inf
        -0.0, 0.0, inf
        4.0, 2.0, 0.25
        -1.0, nan, nan
        inf, inf, 0.0
    ])
    |> unbounded [ 0.0; -1.0 ]
    |> propagates
    |> because "By continuity at 0; outside the domain below."
    unary "Pow ⅓" (fun x -> Tensor.Pow(x, 1.0 / 3.0)) (fun _ -> [
        0.0, 0.0, inf
        1.0, 1.0, 1.0 / 3.0
        -1.0, nan, nan
        inf, inf, 0.0
    ])
    |> propagates
    |> because "Not `Cbrt`: ⅓ is no whole number in binary, so that a negative base is outside the domain."
    unary "Pow 1.5" (fun x -> Tensor.Pow(x, 1.5)) (fun _ -> [ 0.0, 0.0, 0.0; 4.0, 8.0, 3.0; -1.0, nan, nan ])
    |> curved [ 0.0, inf; 4.0, 0.375 ]
    |> propagates
    unary "Pow 0" (fun x -> Tensor.Pow(x, 0.0)) (fun _ -> [ for x in [ 0.0; -0.0; inf; -inf; -3.0 ] -> x, 1.0, 0.0 ])
    |> curved [ 0.0, 0.0; 2.0, 0.0 ]
    |> atNaN (1.0, 0.0)
    |> because "1 whatever x, NaN included, so that the derivative is 0."
    |> elsewhere "JAX: NaN at 0"
]
