/// Activations at their special points.
module Functional.Tests.Semantics.ActivationRows

open System
open Functional.Core
open Functional.Tests.Semantics.Row

let private pi = Math.PI

let rows = [
    unary "Sigmoid" Tensor.Sigmoid (fun _ -> [
        0.0, 0.5, 0.25
        1e3, 1.0, 0.0
        -1e3, 0.0, 0.0
        inf, 1.0, 0.0
        -inf, 0.0, 0.0
    ])
    |> curved [ 0.0, 0.0; 1e3, 0.0; -1e3, 0.0 ]
    |> propagates
    |> because "Finite at any magnitude."
    unary "LogSigmoid" Tensor.LogSigmoid (fun _ -> [
        0.0, -log 2.0, 0.5
        1e3, 0.0, 0.0
        -1e3, -1e3, 1.0
        inf, 0.0, 0.0
        -inf, -inf, 1.0
    ])
    |> curved [ 0.0, -0.25; 1e3, 0.0; -1e3, 0.0 ]
    |> propagates
    |> because "Finite at any magnitude."
    unary "Softplus" Tensor.Softplus (fun _ -> [
        0.0, log 2.0, 0.5
        1e3, 1e3, 1.0
        -1e3, 0.0, 0.0
        inf, inf, 1.0
        -inf, 0.0, 0.0
    ])
    |> curved [ 0.0, 0.25; 1e3, 0.0; -1e3, 0.0 ]
    |> propagates
    |> because "Finite at any magnitude."
    unary "Relu" Tensor.Relu (fun t -> [
        0.0, 0.0, 0.0
        -0.0, 0.0, 0.0
        t, t, 1.0
        -t, 0.0, 0.0
        inf, inf, 1.0
        -inf, 0.0, 0.0
    ])
    |> curved [ 0.0, 0.0; 2.0, 0.0; -2.0, 0.0 ]
    |> propagates
    |> because "The kink is convex: of its slopes from 0 to 1 the least."
    unary "Relu6" Tensor.Relu6 (fun t -> [
        0.0, 0.0, 0.0
        t, t, 1.0
        5.0, 5.0, 1.0
        6.0, 6.0, 0.0
        7.0, 6.0, 0.0
        inf, 6.0, 0.0
        -inf, 0.0, 0.0
    ])
    |> propagates
    |> because "At 6 the kink is concave: of its slopes from 0 to 1 the least."
    unary "LeakyRelu" (fun x -> Tensor.LeakyRelu(x, 0.25)) (fun t -> [
        0.0, 0.0, 0.25
        t, t, 1.0
        -4.0, -1.0, 0.25
        inf, inf, 1.0
        -inf, -inf, 0.25
    ])
    |> propagates
    |> because "Convex: the lesser slope."
    unary "LeakyRelu with a steep leak" (fun x -> Tensor.LeakyRelu(x, 2.0)) (fun _ -> [
        0.0, 0.0, 1.0
        -1.0, -2.0, 2.0
    ])
    |> because "Concave: the lesser slope."
    unary "LeakyRelu with a negative slope" (fun x -> Tensor.LeakyRelu(x, -1.0)) (fun _ -> [
        0.0, 0.0, 0.0
        -1.0, 1.0, -1.0
    ])
    |> because "Convex with 0 between its slopes."
    unary "Elu" (fun x -> Tensor.Elu x) (fun t -> [
        0.0, 0.0, 1.0
        t, t, 1.0
        -t, -t, 1.0
        inf, inf, 1.0
        -inf, -1.0, 0.0
        1e3, 1e3, 1.0
    ])
    |> propagates
    unary "Elu with a large α" (fun x -> Tensor.Elu(x, 2.0)) (fun _ -> [ 0.0, 0.0, 1.0; -inf, -2.0, 0.0 ])
    |> because "Concave: the lesser slope."
    unary "Elu with a small α" (fun x -> Tensor.Elu(x, 0.5)) (fun _ -> [ 0.0, 0.0, 0.5; -inf, -0.5, 0.0 ])
    |> because "Convex: the lesser slope."
    unary "Elu with a negative α" (fun x -> Tensor.Elu(x, -1.0)) (fun _ -> [
        0.0, 0.0, 0.0
        -1.0, 1.0 - exp -1.0, -exp -1.0
        -inf, 1.0, 0.0
    ])
    |> because "Convex with 0 between its slopes."
    unary "Silu" Tensor.Silu (fun _ -> [ 0.0, 0.0, 0.5; 1e3, 1e3, 1.0; -1e3, 0.0, 0.0; inf, inf, 1.0; -inf, 0.0, 0.0 ])
    |> curved [ 0.0, 0.5; 1e3, 0.0; inf, 0.0; -inf, 0.0 ]
    |> propagates
    unary "Gelu" Tensor.Gelu (fun _ -> [ 0.0, 0.0, 0.5; 1e3, 1e3, 1.0; -1e3, 0.0, 0.0; inf, inf, 1.0; -inf, 0.0, 0.0 ])
    |> curved [ 0.0, sqrt (2.0 / pi); 1e3, 0.0; inf, 0.0; -inf, 0.0 ]
    |> propagates
    unary "GeluTanh" Tensor.GeluTanh (fun _ -> [
        0.0, 0.0, 0.5
        1e3, 1e3, 1.0
        1e30, 1e30, 1.0
        -1e3, 0.0, 0.0
        -1e30, 0.0, 0.0
        inf, inf, 1.0
        -inf, 0.0, 0.0
    ])
    |> curved [ 0.0, sqrt (2.0 / pi); 1e3, 0.0; inf, 0.0; -inf, 0.0 ]
    |> propagates
]
