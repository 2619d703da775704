/// Functions of two operands, and of three, at their special points.
module Functional.Tests.Semantics.BinaryRows

open System
open Functional.Core
open Functional.Tests.Semantics.Row

let private pi = Math.PI

let private half = 0.5
let private root = sqrt 0.5

let rows = [
    binary "Add" (+) (fun t -> [ (0.0, t), t, (1.0, 1.0); (inf, -inf), nan, (1.0, 1.0); (inf, 1.0), inf, (1.0, 1.0) ])
    binary "Subtract" (-) (fun t -> [ (t, t), 0.0, (1.0, -1.0); (inf, inf), nan, (1.0, -1.0) ])
    binary "Multiply" (*) (fun t -> [
        (0.0, -0.0), 0.0, (0.0, 0.0)
        (t, 1.0), t, (1.0, t)
        (inf, 2.0), inf, (2.0, inf)
        (0.0, inf), nan, (inf, 0.0)
        (nan, 2.0), nan, (2.0, nan)
    ])
    binary "Divide" (/) (fun _ -> [
        (0.0, 0.0), nan, (inf, nan)
        (1.0, 0.0), inf, (inf, -inf)
        (-1.0, 0.0), -inf, (inf, inf)
        (1.0, -0.0), -inf, (-inf, -inf)
        (6.0, 4.0), 1.5, (0.25, -0.375)
        (1.0, inf), 0.0, (0.0, 0.0)
        (inf, inf), nan, (0.0, nan)
        (nan, 1.0), nan, (1.0, nan)
    ])
    |> unboundedBoth [ 1.0, 0.0; 0.0, 0.0 ]
    |> curvedBoth [ (3.0, 2.0), (0.0, -0.25, 0.75) ]
    |> because "IEEE arithmetic; a seed of exactly 0 gives 0."
    binary "Pow" (fun x y -> Tensor.Pow(x, y)) (fun _ -> [
        (0.0, 0.0), 1.0, (0.0, 0.0)
        (0.0, 1.0), 0.0, (1.0, 0.0)
        (0.0, 2.0), 0.0, (0.0, 0.0)
        (0.0, 0.5), 0.0, (inf, 0.0)
        (0.0, -1.0), inf, (-inf, nan)
        (4.0, 0.0), 1.0, (0.0, log 4.0)
        (4.0, 0.5), 2.0, (0.25, 2.0 * log 4.0)
        (-2.0, 3.0), -8.0, (12.0, nan)
        (-2.0, 0.5), nan, (nan, nan)
        (1.0, 7.0), 1.0, (7.0, 0.0)
        (inf, 2.0), inf, (inf, inf)
        (nan, 2.0), nan, (nan, nan)
        (2.0, nan), nan, (nan, nan)
    ])
    |> unboundedBoth [ 0.0, 0.5; 0.0, -1.0 ]
    |> curvedBoth [
        (4.0, 0.0), (0.0, 0.25, log 4.0 ** 2.0)
        (0.0, 2.0), (2.0, 0.0, 0.0)
        (0.0, 0.0), (0.0, 0.0, 0.0)
    ]
    |> because "0⁰ is 1, and 0ʸ grows from 0 along y ≥ 0: slopes 0. Along y a negative base has none."
    |> elsewhere "JAX: ∂x NaN at (0, 0); PyTorch: ∂y −∞ at (0, −1)"
    binary "Max" (fun x y -> Tensor.Max(x, y)) (fun t -> [
        (1.0, 1.0), 1.0, (half, half)
        (0.0, -0.0), 0.0, (half, half)
        (t, 0.0), t, (1.0, 0.0)
        (-t, 0.0), 0.0, (0.0, 1.0)
        (inf, inf), inf, (half, half)
        (inf, 1.0), inf, (1.0, 0.0)
        (-inf, 1.0), 1.0, (0.0, 1.0)
        (nan, 1.0), nan, (nan, nan)
        (1.0, nan), nan, (nan, nan)
    ])
    |> curvedBoth [ (1.0, 1.0), (0.0, 0.0, 0.0) ]
    |> because "Two tensors share a tie evenly. A NaN wins, and makes both slopes NaN."
    binary "Min" (fun x y -> Tensor.Min(x, y)) (fun t -> [
        (1.0, 1.0), 1.0, (half, half)
        (0.0, -0.0), 0.0, (half, half)
        (t, 0.0), 0.0, (0.0, 1.0)
        (-t, 0.0), -t, (1.0, 0.0)
        (1e20, 1.0), 1.0, (0.0, 1.0)
        (-inf, -inf), -inf, (half, half)
        (inf, 1.0), 1.0, (0.0, 1.0)
        (nan, 1.0), nan, (nan, nan)
        (1.0, nan), nan, (nan, nan)
    ])
    |> because "Two tensors share a tie evenly. A NaN wins, and makes both slopes NaN."
    binary "Atan2" (fun y x -> Tensor.Atan2(y, x)) (fun t -> [
        (0.0, 0.0), 0.0, (0.0, 0.0)
        (0.0, -0.0), pi, (0.0, 0.0)
        (1.0, 0.0), pi / 2.0, (0.0, -1.0)
        (0.0, -2.0), pi, (-0.5, 0.0)
        (3.0, 4.0), 0.64350110879328437, (0.16, -0.12)
        (1e30, 1e30), pi / 4.0, (5e-31, -5e-31)
        (1e-30, 1e-30), pi / 4.0, (5e29, -5e29)
        (t, 1.0), t, (1.0, -t)
        (inf, inf), pi / 4.0, (0.0, 0.0)
        (inf, 1.0), pi / 2.0, (0.0, 0.0)
        (1.0, inf), 0.0, (0.0, 0.0)
        (1.0, -inf), pi, (0.0, 0.0)
        (nan, 1.0), nan, (nan, nan)
        (1.0, nan), nan, (nan, nan)
        (inf, nan), nan, (nan, nan)
        (nan, inf), nan, (nan, nan)
    ])
    |> curvedBoth [ (3.0, 4.0), (-0.0384, -0.0112, 0.0384) ]
    |> because "At the origin no direction is nearer than another: 0."
    |> elsewhere "JAX: NaN at the origin"
    binary "Hypot" (fun x y -> Tensor.Hypot(x, y)) (fun t -> [
        (0.0, 0.0), 0.0, (0.0, 0.0)
        (-0.0, 0.0), 0.0, (0.0, 0.0)
        (3.0, -4.0), 5.0, (0.6, -0.8)
        (0.0, -2.0), 2.0, (0.0, -1.0)
        (3e30, 4e30), 5e30, (0.6, 0.8)
        (3e-30, 4e-30), 5e-30, (0.6, 0.8)
        (t, 0.0), t, (1.0, 0.0)
        (inf, 1.0), inf, (1.0, 0.0)
        (1.0, -inf), inf, (0.0, -1.0)
        (inf, -inf), inf, (root, -root)
        (nan, 1.0), nan, (nan, nan)
        (1.0, nan), nan, (nan, nan)
        (inf, nan), inf, (nan, nan)
    ])
    |> unboundedBoth [ nan, 1.0 ]
    |> curvedBoth [ (3.0, 4.0), (0.128, -0.096, 0.072); (0.0, 0.0), (inf, 0.0, inf) ]
    |> because "At the origin the cone has a subgradient of 0, and an infinite curvature."
    binary "Rem" (fun x y -> Tensor.Rem(x, y)) (fun t -> [
        (7.5, 2.0), 1.5, (1.0, -3.0)
        (-7.5, 2.0), -1.5, (1.0, 3.0)
        (7.5, -2.0), 1.5, (1.0, 3.0)
        (6.0, 2.0), 0.0, (1.0, -3.0)
        (t, 1.0), t, (1.0, 0.0)
        (0.0, 1.0), 0.0, (1.0, 0.0)
        (1.0, inf), 1.0, (1.0, 0.0)
        (1.0, 0.0), nan, (nan, nan)
        (inf, 1.0), nan, (nan, nan)
        (nan, 1.0), nan, (nan, nan)
        (1.0, nan), nan, (nan, nan)
    ])
    |> unboundedBoth [ 1.0, 0.0 ]
    |> curvedBoth [ for at in [ 7.5, 2.0; 0.7, 0.1; 5.3, 0.7; 1e9, 0.3 ] -> at, (0.0, 0.0, 0.0) ]
    |> because "x − y · trunc(x/y): the slope in y is −trunc(x/y)."
    binary "XLogY" (fun x y -> Tensor.XLogY(x, y)) (fun _ -> [
        (0.0, 0.0), 0.0, (0.0, 0.0)
        (0.0, -0.0), 0.0, (0.0, 0.0)
        (0.0, 2.0), 0.0, (log 2.0, 0.0)
        (2.0, 0.0), -inf, (-inf, inf)
        (2.0, -0.0), -inf, (-inf, inf)
        (2.0, 4.0), 2.0 * log 4.0, (log 4.0, 0.5)
        (2.0, -1.0), nan, (nan, nan)
        (2.0, inf), inf, (inf, 0.0)
        (0.0, inf), 0.0, (inf, 0.0)
        (nan, 2.0), nan, (log 2.0, nan)
        (0.0, nan), nan, (nan, nan)
    ])
    |> unboundedBoth [ 1.0, 0.0; 2.0, 0.0 ]
    |> curvedBoth [ (0.0, 0.0), (0.0, 0.0, 0.0); (0.0, 2.0), (0.0, 0.5, 0.0) ]
    |> because "0 · ln 0 is 0 here, with slopes 0."
    |> elsewhere "JAX: ∂x −∞, ∂y NaN at (0, 0)"
    binary "LogAddExp" (fun x y -> Tensor.LogAddExp(x, y)) (fun _ -> [
        (0.0, 0.0), log 2.0, (half, half)
        (-inf, -inf), -inf, (half, half)
        (inf, inf), inf, (half, half)
        (inf, -inf), inf, (1.0, 0.0)
        (-inf, 3.0), 3.0, (0.0, 1.0)
        (inf, 3.0), inf, (1.0, 0.0)
        (1e3, 1e3), 1e3 + log 2.0, (half, half)
        (-1e3, 1e3), 1e3, (0.0, 1.0)
        (nan, 1.0), nan, (nan, nan)
        (1.0, nan), nan, (nan, nan)
    ])
    |> curvedBoth [ (1.0, 1.0), (0.25, -0.25, 0.25); (-inf, -inf), (0.0, 0.0, 0.0); (-inf, 3.0), (0.0, 0.0, 0.0) ]
    |> because "Equal infinities share like equal numbers."
    |> elsewhere "JAX: NaN at (−∞, −∞), (1, 1) at (∞, ∞)"
    ternary "Clamp between tensors" (fun x low high -> Tensor.Clamp(x, low, high)) [
        (1.0, 0.0, 2.0), 1.0, (1.0, 0.0, 0.0)
        (-1.0, 0.0, 2.0), 0.0, (0.0, 1.0, 0.0)
        (3.0, 0.0, 2.0), 2.0, (0.0, 0.0, 1.0)
        (0.0, 0.0, 2.0), 0.0, (half, half, 0.0)
        (2.0, 0.0, 2.0), 2.0, (half, 0.0, half)
        (1.0, 1.0, 1.0), 1.0, (0.25, 0.25, half)
        (0.0, 2.0, -2.0), -2.0, (0.0, 0.0, 1.0)
        (nan, 0.0, 1.0), nan, (nan, nan, nan)
    ]
    |> because
        "The lesser of high and the greater of x and low: ties share evenly at each step, and the slopes sum to 1. The high bound wins over a low one above it."
    |> elsewhere "JAX: 0, 0 at a tie"
    ternary "Where" (fun mask x y -> Tensor.Where(mask, x, y)) [
        (1.0, 2.0, nan), 2.0, (0.0, 1.0, 0.0)
        (0.0, inf, 3.0), 3.0, (0.0, 0.0, 1.0)
        (-0.0, nan, 3.0), 3.0, (0.0, 0.0, 1.0)
        (nan, 2.0, nan), 2.0, (0.0, 1.0, 0.0)
    ]
    |> because
        "The mask is not differentiated; what is not 0 chooses x, NaN too. The branch that is not chosen contributes nothing."
]
