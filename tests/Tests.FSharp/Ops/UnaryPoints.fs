/// The special points of the unary operations, and what must hold there.
module Functional.Tests.Ops.UnaryPoints

open System
open Functional.Core
open Functional.Tests.Ops.Points

let private pi = Math.PI
let private gamma = 0.57721566490153286

/// x, f(x), f′(x); the argument is the least denormal number.
let table: (string * (Tensor -> Tensor) * (float -> (float * float * float) list)) list = [
    "Negate", (~-), (fun t -> [ 0.0, 0.0, -1.0; t, -t, -1.0; inf, -inf, -1.0 ])
    "Abs",
    Tensor.Abs,
    (fun t -> [
        0.0, 0.0, 0.0
        -0.0, 0.0, 0.0
        t, t, 1.0
        -t, t, -1.0
        -3.0, 3.0, -1.0
        inf, inf, 1.0
        -inf, inf, -1.0
    ])
    "Sign",
    Tensor.Sign,
    (fun t -> [ 0.0, 0.0, 0.0; -0.0, -0.0, 0.0; t, 1.0, 0.0; -t, -1.0, 0.0; inf, 1.0, 0.0; -inf, -1.0, 0.0 ])
    "Exp", Tensor.Exp, (fun t -> [ t, 1.0, 1.0; inf, inf, inf; -inf, 0.0, 0.0; 1000.0, inf, inf; -1000.0, 0.0, 0.0 ])
    "Expm1",
    Tensor.Expm1,
    (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1e-5, 1.0000050000166667e-05, 1.00001000005
        inf, inf, inf
        -inf, -1.0, 0.0
        1000.0, inf, inf
    ])
    "Log",
    Tensor.Log,
    (fun t -> [ 0.0, -inf, inf; -0.0, -inf, inf; -1.0, nan, nan; t, log t, inf; inf, inf, 0.0; -inf, nan, nan ])
    "Log1p",
    Tensor.Log1p,
    (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1e-5, 9.9999500003333308e-06, 0.99999000009999900
        -1.0, -inf, inf
        -2.0, nan, nan
        inf, inf, 0.0
    ])
    "Log2",
    Tensor.Log2,
    (fun _ -> [ 0.0, -inf, inf; -0.0, -inf, inf; -1.0, nan, nan; 8.0, 3.0, 1.0 / (8.0 * log 2.0); inf, inf, 0.0 ])
    "Log1mExp",
    Tensor.Log1mExp,
    (fun _ -> [
        0.0, -inf, -inf
        -0.0, -inf, -inf
        1.0, nan, nan
        inf, nan, nan
        -inf, 0.0, 0.0
        -0.0009765625, -6.9319600471130236, -1023.5000813802070
        -40.0, -4.2483542552915889e-18, -4.2483542552915889e-18
    ])
    "Sqrt", Tensor.Sqrt, (fun _ -> [ 0.0, 0.0, inf; -0.0, 0.0, inf; -1.0, nan, nan; 4.0, 2.0, 0.25; inf, inf, 0.0 ])
    "Rsqrt", Tensor.Rsqrt, (fun _ -> [ 0.0, inf, -inf; 4.0, 0.5, -0.0625; -1.0, nan, nan; inf, 0.0, 0.0 ])
    "Cbrt",
    Tensor.Cbrt,
    (fun _ -> [ 0.0, 0.0, inf; -0.0, 0.0, inf; -8.0, -2.0, 1.0 / 12.0; inf, inf, 0.0; -inf, -inf, 0.0 ])
    "Square", Tensor.Square, (fun t -> [ 0.0, 0.0, 0.0; t, 0.0, 2.0 * t; inf, inf, inf; -inf, inf, -inf ])
    "Reciprocal",
    Tensor.Reciprocal,
    (fun _ -> [ 0.0, inf, -inf; -0.0, -inf, -inf; -2.0, -0.5, -0.25; inf, 0.0, 0.0; -inf, 0.0, 0.0 ])
    "Sin", Tensor.Sin, (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; inf, nan, nan ])
    "Cos", Tensor.Cos, (fun t -> [ 0.0, 1.0, 0.0; t, 1.0, -t; -inf, nan, nan ])
    "Tan", Tensor.Tan, (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; inf, nan, nan ])
    "Asin",
    Tensor.Asin,
    (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; 1.0, pi / 2.0, inf; -1.0, -pi / 2.0, inf; 2.0, nan, nan; inf, nan, nan ])
    "Acos",
    Tensor.Acos,
    (fun _ -> [ 0.0, pi / 2.0, -1.0; 1.0, 0.0, -inf; -1.0, pi, -inf; -2.0, nan, nan; inf, nan, nan ])
    "Atan", Tensor.Atan, (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; inf, pi / 2.0, 0.0; -inf, -pi / 2.0, 0.0 ])
    "Sinh",
    Tensor.Sinh,
    (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1e-5, 1.0000000000166667e-05, 1.00000000005
        inf, inf, inf
        -inf, -inf, inf
    ])
    "Cosh", Tensor.Cosh, (fun t -> [ 0.0, 1.0, 0.0; t, 1.0, t; inf, inf, inf; -inf, inf, -inf ])
    "Tanh",
    Tensor.Tanh,
    (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        1e-5, 9.9999999996666667e-06, 0.9999999999
        1e3, 1.0, 0.0
        -1e3, -1.0, 0.0
        inf, 1.0, 0.0
    ])
    "Asinh",
    Tensor.Asinh,
    (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; 1e30, 69.770699970381316, 1e-30; inf, inf, 0.0; -inf, -inf, 0.0 ])
    "Acosh",
    Tensor.Acosh,
    (fun _ -> [ 1.0, 0.0, inf; 0.5, nan, nan; -2.0, nan, nan; 1e30, 69.770699970381316, 1e-30; inf, inf, 0.0 ])
    "Atanh",
    Tensor.Atanh,
    (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; 1.0, inf, inf; -1.0, -inf, inf; 2.0, nan, nan; -2.0, nan, nan ])
    "Sigmoid",
    Tensor.Sigmoid,
    (fun _ -> [ 0.0, 0.5, 0.25; 1e3, 1.0, 0.0; -1e3, 0.0, 0.0; inf, 1.0, 0.0; -inf, 0.0, 0.0 ])
    "LogSigmoid",
    Tensor.LogSigmoid,
    (fun _ -> [ 0.0, -log 2.0, 0.5; 1e3, 0.0, 0.0; -1e3, -1e3, 1.0; inf, 0.0, 0.0; -inf, -inf, 1.0 ])
    "Softplus",
    Tensor.Softplus,
    (fun _ -> [ 0.0, log 2.0, 0.5; 1e3, 1e3, 1.0; -1e3, 0.0, 0.0; inf, inf, 1.0; -inf, 0.0, 0.0 ])
    "Relu",
    Tensor.Relu,
    (fun t -> [ 0.0, 0.0, 0.0; -0.0, 0.0, 0.0; t, t, 1.0; -t, 0.0, 0.0; inf, inf, 1.0; -inf, 0.0, 0.0 ])
    "Relu6",
    Tensor.Relu6,
    (fun t -> [
        0.0, 0.0, 0.0
        t, t, 1.0
        5.0, 5.0, 1.0
        6.0, 6.0, 0.0
        7.0, 6.0, 0.0
        inf, 6.0, 0.0
        -inf, 0.0, 0.0
    ])
    "LeakyRelu",
    (fun x -> Tensor.LeakyRelu(x, 0.25)),
    (fun t -> [ 0.0, 0.0, 0.25; t, t, 1.0; -4.0, -1.0, 0.25; inf, inf, 1.0; -inf, -inf, 0.25 ])
    "LeakyRelu with a steep leak", (fun x -> Tensor.LeakyRelu(x, 2.0)), (fun _ -> [ 0.0, 0.0, 1.0; -1.0, -2.0, 2.0 ])
    "LeakyRelu with a negative slope",
    (fun x -> Tensor.LeakyRelu(x, -1.0)),
    (fun _ -> [ 0.0, 0.0, 0.0; -1.0, 1.0, -1.0 ])
    "Elu",
    (fun x -> Tensor.Elu x),
    (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; -t, -t, 1.0; inf, inf, 1.0; -inf, -1.0, 0.0; 1e3, 1e3, 1.0 ])
    "Elu with a large α", (fun x -> Tensor.Elu(x, 2.0)), (fun _ -> [ 0.0, 0.0, 1.0; -inf, -2.0, 0.0 ])
    "Elu with a small α", (fun x -> Tensor.Elu(x, 0.5)), (fun _ -> [ 0.0, 0.0, 0.5; -inf, -0.5, 0.0 ])
    "Silu", Tensor.Silu, (fun _ -> [ 0.0, 0.0, 0.5; 1e3, 1e3, 1.0; -1e3, 0.0, 0.0; inf, inf, 1.0; -inf, 0.0, 0.0 ])
    "Gelu", Tensor.Gelu, (fun _ -> [ 0.0, 0.0, 0.5; 1e3, 1e3, 1.0; -1e3, 0.0, 0.0; inf, inf, 1.0; -inf, 0.0, 0.0 ])
    "GeluTanh",
    Tensor.GeluTanh,
    (fun _ -> [
        0.0, 0.0, 0.5
        1e3, 1e3, 1.0
        1e30, 1e30, 1.0
        -1e3, 0.0, 0.0
        -1e30, 0.0, 0.0
        inf, inf, 1.0
        -inf, 0.0, 0.0
    ])
    "Erf", Tensor.Erf, (fun _ -> [ 0.0, 0.0, 2.0 / sqrt pi; inf, 1.0, 0.0; -inf, -1.0, 0.0; 30.0, 1.0, 0.0 ])
    "Erfc", Tensor.Erfc, (fun _ -> [ 0.0, 1.0, -2.0 / sqrt pi; inf, 0.0, 0.0; -inf, 2.0, 0.0 ])
    "Lgamma",
    Tensor.Lgamma,
    (fun _ -> [ 1.0, 0.0, -gamma; 2.0, 0.0, 1.0 - gamma; 0.0, inf, nan; -1.0, inf, nan; inf, inf, inf ])
    "Digamma", Tensor.Digamma, (fun _ -> [ 1.0, -gamma, pi * pi / 6.0; -1.0, nan, nan; inf, inf, 0.0 ])
    "Sinc",
    Tensor.Sinc,
    (fun t -> [ 0.0, 1.0, 0.0; t, 1.0, -pi * pi / 3.0 * t; 1.0, 0.0, -1.0; inf, 0.0, 0.0; -inf, 0.0, 0.0 ])
    "Floor", Tensor.Floor, (fun t -> [ 2.0, 2.0, 0.0; t, 0.0, 0.0; -t, -1.0, 0.0; inf, inf, 0.0 ])
    "Ceiling", Tensor.Ceiling, (fun t -> [ 2.0, 2.0, 0.0; t, 1.0, 0.0; -t, 0.0, 0.0; -inf, -inf, 0.0 ])
    "Round", Tensor.Round, (fun _ -> [ 0.5, 0.0, 0.0; 1.5, 2.0, 0.0; 2.5, 2.0, 0.0; -1.5, -2.0, 0.0; inf, inf, 0.0 ])
    "Truncate", Tensor.Truncate, (fun _ -> [ 1.7, 1.0, 0.0; -1.7, -1.0, 0.0; 0.0, 0.0, 0.0; -inf, -inf, 0.0 ])
    "Clamp",
    (fun x -> Tensor.Clamp(x, -1.0, 2.0)),
    (fun _ -> [ -1.0, -1.0, 0.0; 2.0, 2.0, 0.0; 0.0, 0.0, 1.0; -5.0, -1.0, 0.0; inf, 2.0, 0.0; -inf, -1.0, 0.0 ])
    "Max with a literal",
    (fun x -> Tensor.Max(x, 0.0)),
    (fun t -> [ 0.0, 0.0, 0.0; -0.0, 0.0, 0.0; t, t, 1.0; -t, 0.0, 0.0; inf, inf, 1.0; -inf, 0.0, 0.0 ])
    "Min with a literal",
    (fun x -> Tensor.Min(x, 0.0)),
    (fun t -> [ 0.0, 0.0, 0.0; t, 0.0, 0.0; -t, -t, 1.0; inf, 0.0, 0.0; -inf, -inf, 1.0 ])
    "Pow 1", (fun x -> Tensor.Pow(x, 1.0)), (fun t -> [ 0.0, 0.0, 1.0; t, t, 1.0; inf, inf, 1.0 ])
    "Pow 2", (fun x -> Tensor.Pow(x, 2.0)), (fun _ -> [ 0.0, 0.0, 0.0; -3.0, 9.0, -6.0; inf, inf, inf ])
    "Pow 3", (fun x -> Tensor.Pow(x, 3.0)), (fun _ -> [ 0.0, 0.0, 0.0; -2.0, -8.0, 12.0; -inf, -inf, inf ])
    "Pow 4", (fun x -> Tensor.Pow(x, 4.0)), (fun _ -> [ 0.0, 0.0, 0.0; -2.0, 16.0, -32.0 ])
    "Pow −1", (fun x -> Tensor.Pow(x, -1.0)), (fun _ -> [ 0.0, inf, -inf; -2.0, -0.5, -0.25; inf, 0.0, 0.0 ])
    "Pow −2", (fun x -> Tensor.Pow(x, -2.0)), (fun _ -> [ 0.0, inf, -inf; -2.0, 0.25, 0.25; inf, 0.0, 0.0 ])
    "Pow ½",
    (fun x -> Tensor.Pow(x, 0.5)),
    (fun _ -> [ 0.0, 0.0, inf; -0.0, 0.0, inf; 4.0, 2.0, 0.25; -1.0, nan, nan; inf, inf, 0.0 ])
    "Pow ⅓",
    (fun x -> Tensor.Pow(x, 1.0 / 3.0)),
    (fun _ -> [ 0.0, 0.0, inf; 1.0, 1.0, 1.0 / 3.0; -1.0, nan, nan; inf, inf, 0.0 ])
    "Pow 1.5", (fun x -> Tensor.Pow(x, 1.5)), (fun _ -> [ 0.0, 0.0, 0.0; 4.0, 8.0, 3.0; -1.0, nan, nan ])
]

/// x and the second derivative there.
let curvatures: (string * (Tensor -> Tensor) * (float * float) list) list = [
    "Abs", Tensor.Abs, [ 0.0, 0.0; 2.0, 0.0 ]
    "Relu", Tensor.Relu, [ 0.0, 0.0; 2.0, 0.0; -2.0, 0.0 ]
    "Square", Tensor.Square, [ 0.0, 2.0; -3.0, 2.0 ]
    "Sqrt", Tensor.Sqrt, [ 0.0, -inf; 4.0, -1.0 / 32.0 ]
    "Log", Tensor.Log, [ 2.0, -0.25; 0.0, -inf ]
    "Cbrt", Tensor.Cbrt, [ -8.0, 1.0 / 144.0 ]
    "Expm1", Tensor.Expm1, [ 0.0, 1.0; -inf, 0.0 ]
    "Softplus", Tensor.Softplus, [ 0.0, 0.25; 1e3, 0.0; -1e3, 0.0 ]
    "LogSigmoid", Tensor.LogSigmoid, [ 0.0, -0.25; 1e3, 0.0; -1e3, 0.0 ]
    "Sigmoid", Tensor.Sigmoid, [ 0.0, 0.0; 1e3, 0.0; -1e3, 0.0 ]
    "Tanh", Tensor.Tanh, [ 0.0, 0.0; 1e3, 0.0; -1e3, 0.0 ]
    "Silu", Tensor.Silu, [ 0.0, 0.5; 1e3, 0.0; inf, 0.0; -inf, 0.0 ]
    "Gelu", Tensor.Gelu, [ 0.0, sqrt (2.0 / pi); 1e3, 0.0; inf, 0.0; -inf, 0.0 ]
    "GeluTanh", Tensor.GeluTanh, [ 0.0, sqrt (2.0 / pi); 1e3, 0.0; inf, 0.0; -inf, 0.0 ]
    "Sinc", Tensor.Sinc, [ 0.0, -pi * pi / 3.0 ]
    "Pow 0", (fun x -> Tensor.Pow(x, 0.0)), [ 0.0, 0.0; 2.0, 0.0 ]
    "Pow 1", (fun x -> Tensor.Pow(x, 1.0)), [ 0.0, 0.0; 2.0, 0.0 ]
    "Pow 2", (fun x -> Tensor.Pow(x, 2.0)), [ 0.0, 2.0; -2.0, 2.0 ]
    "Pow 3", (fun x -> Tensor.Pow(x, 3.0)), [ 0.0, 0.0; -2.0, -12.0 ]
    "Pow 1.5", (fun x -> Tensor.Pow(x, 1.5)), [ 0.0, inf; 4.0, 0.375 ]
    "Clamp", (fun x -> Tensor.Clamp(x, -1.0, 2.0)), [ 0.0, 0.0; 2.0, 0.0 ]
    "Floor", Tensor.Floor, [ 0.5, 0.0 ]
]

/// Where a derivative is infinite or undefined, and yet a seed of 0 gives 0.
let singular: (string * (Tensor -> Tensor) * float list) list = [
    "Sqrt", Tensor.Sqrt, [ 0.0; -1.0 ]
    "Rsqrt", Tensor.Rsqrt, [ 0.0; -1.0 ]
    "Cbrt", Tensor.Cbrt, [ 0.0 ]
    "Reciprocal", Tensor.Reciprocal, [ 0.0 ]
    "Exp", Tensor.Exp, [ 1000.0; inf ]
    "Expm1", Tensor.Expm1, [ 1000.0; inf ]
    "Sinh", Tensor.Sinh, [ 1000.0; -inf ]
    "Cosh", Tensor.Cosh, [ 1000.0; -inf ]
    "Log", Tensor.Log, [ 0.0; -1.0 ]
    "Log1p", Tensor.Log1p, [ -1.0; -2.0 ]
    "Log2", Tensor.Log2, [ 0.0; -1.0 ]
    "Log1mExp", Tensor.Log1mExp, [ 0.0; 1.0 ]
    "Asin", Tensor.Asin, [ 1.0; -1.0; 2.0 ]
    "Acos", Tensor.Acos, [ 1.0; -1.0; 2.0 ]
    "Acosh", Tensor.Acosh, [ 1.0; 0.0 ]
    "Atanh", Tensor.Atanh, [ 1.0; -1.0; 2.0 ]
    "Lgamma", Tensor.Lgamma, [ 0.0; -1.0 ]
    "Pow −1", (fun x -> Tensor.Pow(x, -1.0)), [ 0.0 ]
    "Pow ½", (fun x -> Tensor.Pow(x, 0.5)), [ 0.0; -1.0 ]
]
