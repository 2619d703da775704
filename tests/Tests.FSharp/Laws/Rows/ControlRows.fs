/// Rows of the operations that run programs.
module Functional.Tests.Laws.ControlRows

open Functional.Core
open Functional.Models
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let private line = uniform -1.0 1.0 [ 3 ]
let private lines = uniform -1.0 1.0 [ 4; 3 ]

/// The Horner-like recurrence cₜ₊₁ = c₀ · cₜ + sin xₜ, where every step captures c₀; the answer is all carries.
let private recurrence options (xs: Tensor list) =
    let step (c: Tensor) x =
        let next = xs[0] * c + Tensor.Sin x
        struct (next, next)

    let struct (_, ys) = Scan.Using.unroll options step xs[0] xs[1]
    ys

let private naiveRecurrence fromEnd (xs: Nd list) =
    let start, inputs = xs[0].Data, xs[1].Data
    let answer = Array.zeroCreate 12
    let mutable carry = start

    for t in (if fromEnd then [ 3; 2; 1; 0 ] else [ 0; 1; 2; 3 ]) do
        carry <- Array.init 3 (fun i -> start[i] * carry[i] + sin inputs[3 * t + i])
        Array.blit carry 0 answer (3 * t) 3

    nd [ 4; 3 ] answer

let private scan name options =
    row "Scan" [ line; lines ] (recurrence options) (naiveRecurrence options.FromEnd) |> case name

let private doubling (x: Tensor) =
    let below (c: Tensor) = Tensor.Less(Tensor.sum (c * c), 40.0)
    Scan.whileWithin 12 below (fun c -> c * 1.5 + Tensor.Sin x) x

let rec private naiveDoubling (x: float[]) (c: float[]) =
    if Array.sumBy (fun v -> v * v) c < 40.0 then
        naiveDoubling x (Array.map2 (fun x c -> c * 1.5 + sin x) x c)
    else
        c

let rows: Row list = [
    scan "" ScanOptions.Default
    scan "from the end" (ScanOptions(FromEnd = true))
    scan "checkpoints" (ScanOptions(Checkpoints = Checkpoints.Every 3))
    unaryRow "Checkpoint" lines (AD.checkpoint (fun x -> Tensor.Exp(Tensor.Sin x) * x)) (map (fun x -> exp (sin x) * x))
    unaryRow "While" (uniform 0.5 1.0 [ 3 ]) doubling (fun x -> nd [ 3 ] (naiveDoubling x.Data x.Data))
]
