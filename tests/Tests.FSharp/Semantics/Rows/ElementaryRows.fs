/// Elementary functions at their special points.
module Functional.Tests.Semantics.ElementaryRows

open System
open Functional.Core
open Functional.Tests.Semantics.Row

let private pi = Math.PI

let rows = [
    unary "Negate" (~-) (fun t -> [ 0.0, 0.0, -1.0; t, -t, -1.0; inf, -inf, -1.0 ]) |> atNaN (nan, -1.0)
    unary "Abs" Tensor.Abs (fun t -> [
        0.0, 0.0, 0.0
        -0.0, 0.0, 0.0
        t, t, 1.0
        -t, t, -1.0
        -3.0, 3.0, -1.0
        inf, inf, 1.0
        -inf, inf, -1.0
    ])
    |> curved [ 0.0, 0.0; 2.0, 0.0 ]
    |> propagates
    |> because "The kink is convex: of its slopes from −1 to 1 the least."
    |> elsewhere "JAX: 1"
    unary "Sign" Tensor.Sign (fun t -> [
        0.0, 0.0, 0.0
        -0.0, -0.0, 0.0
        t, 1.0, 0.0
        -t, -1.0, 0.0
        inf, 1.0, 0.0
        -inf, -1.0, 0.0
    ])
    |> curved [ nan, nan ]
    |> propagates
    |> because "A step: 0 wherever it has a derivative, and at the step too."
    unary "Exp" Tensor.Exp (fun t -> [
        t, 1.0, 1.0
        inf, inf, inf
        -inf, 0.0, 0.0
        1000.0, inf, inf
        -1000.0, 0.0, 0.0
    ])
    |> unbounded [ 1000.0; inf ]
    |> propagates
    |> because "Where the value overflows so does the slope; neither is NaN."
    unary "Expm1" Tensor.Expm1 (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1e-5, 1.0000050000166667e-05, 1.00001000005
        inf, inf, inf
        -inf, -1.0, 0.0
        1000.0, inf, inf
    ])
    |> curved [ 0.0, 1.0; -inf, 0.0 ]
    |> unbounded [ 1000.0; inf ]
    |> propagates
    unary "Log" Tensor.Log (fun t -> [
        0.0, -inf, inf
        -0.0, -inf, inf
        -1.0, nan, nan
        t, log t, inf
        inf, inf, 0.0
        -inf, nan, nan
    ])
    |> curved [ 2.0, -0.25; 0.0, -inf ]
    |> unbounded [ 0.0; -1.0 ]
    |> propagates
    |> because "By continuity at 0; outside the domain there is none."
    |> elsewhere "JAX, PyTorch: a seed of 0 gives NaN at 0"
    unary "Log1p" Tensor.Log1p (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1e-5, 9.9999500003333308e-06, 0.99999000009999900
        -1.0, -inf, inf
        -2.0, nan, nan
        inf, inf, 0.0
    ])
    |> unbounded [ -1.0; -2.0 ]
    |> propagates
    unary "Log2" Tensor.Log2 (fun _ -> [
        0.0, -inf, inf
        -0.0, -inf, inf
        -1.0, nan, nan
        8.0, 3.0, 1.0 / (8.0 * log 2.0)
        inf, inf, 0.0
    ])
    |> unbounded [ 0.0; -1.0 ]
    |> propagates
    unary "Log10" Tensor.Log10 (fun _ -> [
        0.0, -inf, inf
        -0.0, -inf, inf
        -1.0, nan, nan
        100.0, 2.0, 1.0 / (100.0 * log 10.0)
        inf, inf, 0.0
    ])
    |> unbounded [ 0.0; -1.0 ]
    |> propagates
    unary "Log1mExp" Tensor.Log1mExp (fun _ -> [
        0.0, -inf, -inf
        -0.0, -inf, -inf
        1.0, nan, nan
        inf, nan, nan
        -inf, 0.0, 0.0
        -0.0009765625, -6.9319600471130236, -1023.5000813802070
        -40.0, -4.2483542552915889e-18, -4.2483542552915889e-18
    ])
    |> unbounded [ 0.0; 1.0 ]
    |> propagates
    |> because "ln(1 − eˣ), without cancellation at either end."
    unary "Sqrt" Tensor.Sqrt (fun _ -> [ 0.0, 0.0, inf; -0.0, 0.0, inf; -1.0, nan, nan; 4.0, 2.0, 0.25; inf, inf, 0.0 ])
    |> curved [ 0.0, -inf; 4.0, -1.0 / 32.0 ]
    |> unbounded [ 0.0; -1.0 ]
    |> propagates
    |> because "By continuity. A seed of exactly 0 gives 0, which makes `Where` around a root safe."
    |> elsewhere "JAX, PyTorch: a seed of 0 gives NaN"
    unary "Rsqrt" Tensor.Rsqrt (fun _ -> [ 0.0, inf, -inf; 4.0, 0.5, -0.0625; -1.0, nan, nan; inf, 0.0, 0.0 ])
    |> unbounded [ 0.0; -1.0 ]
    |> propagates
    unary "Cbrt" Tensor.Cbrt (fun _ -> [
        0.0, 0.0, inf
        -0.0, 0.0, inf
        -8.0, -2.0, 1.0 / 12.0
        inf, inf, 0.0
        -inf, -inf, 0.0
    ])
    |> curved [ -8.0, 1.0 / 144.0 ]
    |> unbounded [ 0.0 ]
    |> propagates
    |> because "By continuity."
    unary "Square" Tensor.Square (fun t -> [ 0.0, 0.0, 0.0; t, 0.0, 2.0 * t; inf, inf, inf; -inf, inf, -inf ])
    |> curved [ 0.0, 2.0; -3.0, 2.0 ]
    |> propagates
    unary "Reciprocal" Tensor.Reciprocal (fun _ -> [
        0.0, inf, -inf
        -0.0, -inf, -inf
        -2.0, -0.5, -0.25
        inf, 0.0, 0.0
        -inf, 0.0, 0.0
    ])
    |> unbounded [ 0.0 ]
    |> propagates
    unary "Sin" Tensor.Sin (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; inf, nan, nan ]) |> propagates
    unary "Cos" Tensor.Cos (fun t -> [ 0.0, 1.0, 0.0; t, 1.0, -t; -inf, nan, nan ]) |> propagates
    unary "Tan" Tensor.Tan (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; inf, nan, nan ]) |> propagates
    unary "Asin" Tensor.Asin (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1.0, pi / 2.0, inf
        -1.0, -pi / 2.0, inf
        2.0, nan, nan
        inf, nan, nan
    ])
    |> unbounded [ 1.0; -1.0; 2.0 ]
    |> propagates
    |> because "By continuity."
    unary "Acos" Tensor.Acos (fun _ -> [
        0.0, pi / 2.0, -1.0
        1.0, 0.0, -inf
        -1.0, pi, -inf
        -2.0, nan, nan
        inf, nan, nan
    ])
    |> unbounded [ 1.0; -1.0; 2.0 ]
    |> propagates
    |> because "By continuity."
    unary "Atan" Tensor.Atan (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; inf, pi / 2.0, 0.0; -inf, -pi / 2.0, 0.0 ])
    |> propagates
    unary "Sinh" Tensor.Sinh (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1e-5, 1.0000000000166667e-05, 1.00000000005
        inf, inf, inf
        -inf, -inf, inf
    ])
    |> unbounded [ 1000.0; -inf ]
    |> propagates
    unary "Cosh" Tensor.Cosh (fun t -> [ 0.0, 1.0, 0.0; t, 1.0, t; inf, inf, inf; -inf, inf, -inf ])
    |> unbounded [ 1000.0; -inf ]
    |> propagates
    unary "Tanh" Tensor.Tanh (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1e-5, 9.9999999996666667e-06, 0.9999999999
        1e3, 1.0, 0.0
        -1e3, -1.0, 0.0
        inf, 1.0, 0.0
    ])
    |> curved [ 0.0, 0.0; 1e3, 0.0; -1e3, 0.0 ]
    |> propagates
    |> because "Finite at any magnitude."
    unary "Asinh" Tensor.Asinh (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1e30, 69.770699970381316, 1e-30
        inf, inf, 0.0
        -inf, -inf, 0.0
    ])
    |> propagates
    unary "Acosh" Tensor.Acosh (fun _ -> [
        1.0, 0.0, inf
        0.5, nan, nan
        -2.0, nan, nan
        1e30, 69.770699970381316, 1e-30
        inf, inf, 0.0
    ])
    |> unbounded [ 1.0; 0.0 ]
    |> propagates
    |> because "By continuity at 1."
    unary "Atanh" Tensor.Atanh (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1.0, inf, inf
        -1.0, -inf, inf
        2.0, nan, nan
        -2.0, nan, nan
    ])
    |> unbounded [ 1.0; -1.0; 2.0 ]
    |> propagates
    |> because "By continuity."
]
