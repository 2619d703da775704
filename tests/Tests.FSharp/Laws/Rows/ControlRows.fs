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

/// Instances that stop after three steps, two, one and none, with a margin.
let private uneven random =
    let line low = (uniform low (low + 0.05) [ 3 ] random).Data
    nd [ 4; 3 ] (Array.concat [ line 0.7; line 1.2; line 2.5; line 4.0 ])

let rec private naiveDoubling (x: float[]) (c: float[]) =
    if Array.sumBy (fun v -> v * v) c < 40.0 then
        naiveDoubling x (Array.map2 (fun x c -> c * 1.5 + sin x) x c)
    else
        c

let private exact = SolveOptions(Tolerance = 1e-13)

/// x = ½ sin (x + a) + b, one equation an element.
let private contraction (xs: Tensor list) =
    let a, b = xs[0], xs[1]
    AD.Using.fixedPoint exact (fun x -> 0.5 * sin (x + a) + b) (Tensor.zerosLike a)

let private naiveContraction (xs: Nd list) =
    let repeat a b = Seq.fold (fun x _ -> 0.5 * sin (x + a) + b) 0.0 (seq { 1..100 })
    map2 repeat xs[0] xs[1]

/// x + x³ = c, by the whole vector at once: a coupling that cancels keeps the Jacobian from being diagonal.
let private cubic (xs: Tensor list) =
    let mix (x: Tensor) = x + 0.25 * x.Roll 1
    AD.Using.root exact (fun x -> mix (x + x * x * x - xs[0])) (Tensor.zerosLike xs[0])

let private naiveCubic (xs: Nd list) =
    // Cardano, with discriminant c²/4 + 1/27 > 0.
    let root c =
        let d = sqrt (c * c / 4.0 + 1.0 / 27.0)
        System.Math.Cbrt(c / 2.0 + d) + System.Math.Cbrt(c / 2.0 - d)

    map root xs[0]

/// The minimum of Σ (x − a)² e^b + ¼ (x − a)⁴, plus what does not depend on x.
let private valley (xs: Tensor list) =
    let a, b = xs[0], xs[1]

    let objective (x: Tensor) =
        let d = x - a
        ((d * d) * exp b + 0.25 * d * d * d * d + b * a - b * x).Sum()

    AD.Using.argMin exact objective (Tensor.zerosLike a)

let private naiveValley (xs: Nd list) =
    // d³ + 2 eᵇ d = b, whose left side grows: by halving.
    let shift b =
        let value d = d * d * d + 2.0 * exp b * d - b

        let halve (low, high) _ =
            let middle = (low + high) / 2.0 in if value middle < 0.0 then middle, high else low, middle

        Seq.fold halve (-10.0, 10.0) (seq { 1..100 }) |> fst

    map2 (fun a b -> a + shift b) xs[0] xs[1]

/// (A + 3 I) x = b, or with A Aᵀ for A.
let private system symmetric (xs: Tensor list) =
    let times (x: Tensor) = Tensor.MatMul(xs[0], x.Reshape(3, 1)).Reshape 3
    let transposed (x: Tensor) = Tensor.MatMul(xs[0].Permute(1, 0), x.Reshape(3, 1)).Reshape 3

    if symmetric then
        AD.solveSymmetric (fun x -> times (transposed x) + 3.0 * x) xs[1]
    else
        AD.solveLinear (fun x -> times x + 3.0 * x) xs[1]

let private naiveSystem symmetric (xs: Nd list) =
    let entry i j = at xs[0] [ i; j ]

    let matrix =
        init [ 3; 3 ] (fun index ->
            let i, j = index[0], index[1]

            let own =
                if symmetric then
                    Seq.sum (seq { for k in 0..2 -> entry i k * entry j k })
                else
                    entry i j

            own + (if i = j then 3.0 else 0.0))

    let column = nd [ 3; 1 ] xs[1].Data
    nd [ 3 ] (NaiveMatrices.multiply (NaiveMatrices.inverse matrix) column).Data

/// eˣ where the first element is positive, x² where it is not; inputs keep away from that edge.
let private bent (x: Tensor) =
    AD.cond (Tensor.Greater(x.Flatten()[0], 0.0)) (fun x -> Tensor.Exp x) (fun x -> x * x) x

let private bend first v = if first > 0.0 then exp v else v * v
let private naiveBent (x: Nd) = map (bend x.Data[0]) x
let private naiveBentLines (x: Nd) = nd [ 4; 3 ] (x.Data |> Array.mapi (fun i v -> bend x.Data[i / 3 * 3] v))
let private bentLines = awayFrom [ 0.0 ] 0.05 -1.0 1.0 [ 4; 3 ]

let private square = uniform -1.0 1.0 [ 3; 3 ]

let rows: Row list = [
    row "FixedPoint" [ line; line ] contraction naiveContraction
    row "Root" [ line ] cubic naiveCubic
    row "ArgMin" [ line; line ] valley naiveValley |> case "of a function"
    row "SolveLinear" [ square; line ] (system false) (naiveSystem false)
    row "SolveLinear" [ square; line ] (system true) (naiveSystem true) |> case "symmetric"
    scan "" ScanOptions.Default
    scan "from the end" (ScanOptions(FromEnd = true))
    scan "checkpoints" (ScanOptions(Checkpoints = Checkpoints.Every 3))
    unaryRow "Checkpoint" lines (AD.checkpoint (fun x -> Tensor.Exp(Tensor.Sin x) * x)) (map (fun x -> exp (sin x) * x))
    unaryRow "Cond" bentLines (AD.compile bent) naiveBent
    unaryRow "Cond" bentLines (AD.vectorize bent) naiveBentLines |> case "each instance its own"
    unaryRow "Cond" bentLines (AD.compile (AD.vectorize bent)) naiveBentLines
    |> case "each instance its own, compiled"
    unaryRow "Compile" lines (AD.compile (fun x -> Tensor.Exp(Tensor.Sin x) * x)) (map (fun x -> exp (sin x) * x))
    // All of these take three steps, with a margin: at the edge of a step there is no derivative.
    unaryRow "While" (uniform 0.7 0.75 [ 3 ]) doubling (fun x -> nd [ 3 ] (naiveDoubling x.Data x.Data))
    unaryRow "While" uneven (AD.vectorize doubling) (fun x ->
        nd [ 4; 3 ] (Array.chunkBySize 3 x.Data |> Array.collect (fun line -> naiveDoubling line line)))
    |> case "each instance its own number of steps"
]
