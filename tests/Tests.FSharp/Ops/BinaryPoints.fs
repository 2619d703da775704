/// The special points of the binary operations, and what must hold there.
module Functional.Tests.Ops.BinaryPoints

open System
open Functional.Core
open Functional.Tests.Ops.Points

let private pi = Math.PI
let private half = 0.5
let private root = sqrt 0.5

/// (x, y), f(x, y), (∂f/∂x, ∂f/∂y); the argument is the least denormal number.
let table: (string * (Tensor -> Tensor -> Tensor) * (float -> ((float * float) * float * (float * float)) list)) list = [
    "Add", (+), (fun t -> [ (0.0, t), t, (1.0, 1.0); (inf, -inf), nan, (1.0, 1.0); (inf, 1.0), inf, (1.0, 1.0) ])
    "Subtract", (-), (fun t -> [ (t, t), 0.0, (1.0, -1.0); (inf, inf), nan, (1.0, -1.0) ])
    "Multiply",
    (*),
    (fun t -> [
        (0.0, -0.0), 0.0, (0.0, 0.0)
        (t, 1.0), t, (1.0, t)
        (inf, 2.0), inf, (2.0, inf)
        (0.0, inf), nan, (inf, 0.0)
        (nan, 2.0), nan, (2.0, nan)
    ])
    "Divide",
    (/),
    (fun _ -> [
        (0.0, 0.0), nan, (inf, nan)
        (1.0, 0.0), inf, (inf, -inf)
        (-1.0, 0.0), -inf, (inf, inf)
        (1.0, -0.0), -inf, (-inf, -inf)
        (6.0, 4.0), 1.5, (0.25, -0.375)
        (1.0, inf), 0.0, (0.0, 0.0)
        (inf, inf), nan, (0.0, nan)
        (nan, 1.0), nan, (1.0, nan)
    ])
    "Pow",
    (fun x y -> Tensor.Pow(x, y)),
    (fun _ -> [
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
    "Max",
    (fun x y -> Tensor.Max(x, y)),
    (fun t -> [
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
    "Min",
    (fun x y -> Tensor.Min(x, y)),
    (fun t -> [
        (1.0, 1.0), 1.0, (half, half)
        (0.0, -0.0), 0.0, (half, half)
        (t, 0.0), 0.0, (0.0, 1.0)
        (-t, 0.0), -t, (1.0, 0.0)
        (-inf, -inf), -inf, (half, half)
        (inf, 1.0), 1.0, (0.0, 1.0)
        (nan, 1.0), nan, (nan, nan)
        (1.0, nan), nan, (nan, nan)
    ])
    "Atan2",
    (fun y x -> Tensor.Atan2(y, x)),
    (fun t -> [
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
    ])
    "Hypot",
    (fun x y -> Tensor.Hypot(x, y)),
    (fun t -> [
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
    ])
    "Rem",
    (fun x y -> Tensor.Rem(x, y)),
    (fun t -> [
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
    "XLogY",
    (fun x y -> Tensor.XLogY(x, y)),
    (fun _ -> [
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
    "LogAddExp",
    (fun x y -> Tensor.LogAddExp(x, y)),
    (fun _ -> [
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
]
