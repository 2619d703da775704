/// Every elementwise function with an unbounded slope under and over every other: all modes and orders agree, and no number stands where
/// mathematics has another one.
module Functional.Tests.Semantics.CompositionTableTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Testing
open Functional.Tests.Semantics.Modes
open Functional.Tests.Semantics.Row

let private unary =
    PointTests.families
    |> List.take 3
    |> List.collect snd
    |> List.filter (fun row -> (row.Points Double.Epsilon).Head.At.Length = 1)
    |> List.map (fun row -> row.Operation, (fun (x: Tensor) -> row.Apply [ x ]))

/// A binary function of one operand, beside a constant.
let private binary: (string * (Tensor -> Tensor)) list =
    let beside (value: float) (x: Tensor) = Tensor.Full(x.Shape.ToArray(), value, x.DType)

    [
        for c in [ 0.0; 1.0; -2.0 ] do
            $"x · {c}", (fun x -> x * beside c x)
            $"x / {c}", (fun x -> x / beside c x)
            $"{c} / x", (fun x -> beside c x / x)
            $"Pow(x, {c})", (fun x -> Tensor.Pow(x, beside c x))
            $"Pow({abs c}, x)", (fun x -> Tensor.Pow(beside (abs c) x, x))
            $"XLogY({c}, x)", (fun x -> Tensor.XLogY(beside c x, x))
            $"XLogY(x, {c})", (fun x -> Tensor.XLogY(x, beside c x))
            $"Hypot(x, {c})", (fun x -> Tensor.Hypot(x, beside c x))
            $"Atan2(x, {c})", (fun x -> Tensor.Atan2(x, beside c x))
            $"LogAddExp(x, {c})", (fun x -> Tensor.LogAddExp(x, beside c x))
            $"Max(x, {c}) of tensors", (fun x -> Tensor.Max(x, beside c x))
        "x · x", (fun x -> x * x)
        "x / x", (fun x -> x / x)
        "x − x", (fun x -> x - x)
    ]

let private steep =
    PointTests.families
    |> List.take 3
    |> List.collect snd
    |> List.filter (fun row -> not row.Unbounded.IsEmpty && (row.Points Double.Epsilon).Head.At.Length = 1)
    |> List.map (fun row -> row.Operation, (fun (x: Tensor) -> row.Apply [ x ]))

let private points = [| 0.0; -0.0; 1.0; -1.0; 0.5; -0.5; 2.0; -2.0; inf; -inf |]

let private push f (x: Tensor) = let struct (_, dot) = AD.pushforward f x (Tensor.OnesLike x) in dot

let private pull f (x: Tensor) : Tensor =
    let struct (y: Tensor, back) = AD.pullback f x
    back (Tensor.OnesLike y)

let private linear f (x: Tensor) : Tensor =
    let struct (_, forward) = AD.linearize f x
    forward (Tensor.OnesLike x)

let private batch (f: Tensor -> Tensor) (x: Tensor) = Ad.Vectorize(fun (x: Tensor) -> f x).Invoke x

let private first: (string * ((Tensor -> Tensor) -> Tensor -> Tensor)) list = [
    "forward", push
    "reverse", pull
    "linearized", linear
    "reverse of a batch", (fun f -> pull (batch f))
    "a batch of reverse", (fun f -> batch (pull f))
    "reverse of a checkpoint", (fun f -> pull (AD.checkpoint f))
]

let private second: (string * ((Tensor -> Tensor) -> Tensor -> Tensor)) list = [
    "forward over forward", (push >> push)
    "forward over reverse", (pull >> push)
    "reverse over forward", (push >> pull)
    "reverse over reverse", (pull >> pull)
]

/// All compositions at all points: one row each.
let private all derivative (compositions: (string * (Tensor -> Tensor)) list) (x: Tensor) =
    Tensor.Stack [ for _, h in compositions -> (derivative h x: Tensor) ]

/// Products of several slopes may round in another order, or overflow on the way.
let private same dtype (expected: float) (actual: float) =
    let tolerance = if dtype = DType.Float32 then 1e-5 else 1e-12
    Compare.near (tolerance * abs expected + tolerance) expected actual

let private agreement dtype compositions =
    let x = (Tensor.Create points).Cast dtype
    let n = points.Length

    for order, modes in [ "first", first; "second", second ] do
        let results = [ for name, derivative in modes -> name, (all derivative compositions x).ToArray() ]
        let compiled = (AD.compile (all (snd modes[1]) compositions) x: Tensor).ToArray()
        let reference = snd results.Head

        for name, actual in results @ [ $"{fst modes[1]}, compiled", compiled ] do
            for row, (h, _) in List.indexed compositions do
                for i in 0 .. n - 1 do
                    let expected, actual = reference[row * n + i], actual[row * n + i]

                    // Where a slope is infinite a second derivative is no number, and may be NaN in one mode and infinite in another.
                    let neither = order = "second" && not (Double.IsFinite expected || Double.IsFinite actual)

                    if not (neither || same dtype expected actual) then
                        failtest
                            $"{h} at {points[i]}, {order} derivative in {dtype}: {fst results.Head} gives {expected}, but {name} gives {actual}"

/// Finite derivatives in reverse are those of mathematics.
let private truth compositions =
    let x = Tensor.Create points
    let found = (all pull compositions x).ToArray()

    for row, (name, h) in List.indexed compositions do
        for i in 0 .. points.Length - 1 do
            agreesWithDifferences name h points[i] found[row * points.Length + i]

[<Tests>]
let tests =
    testList "Compositions of singular functions" [
        for name, f in steep do
            testList name [
                let compositions = [
                    for other, g in unary @ binary do
                        $"{name} of {other}", g >> f
                        $"{other} of {name}", f >> g
                ]

                testCase "agree in all modes and orders in Float64" (fun () -> agreement DType.Float64 compositions)
                testCase "agree in all modes and orders in Float32" (fun () -> agreement DType.Float32 compositions)
                testCase "have no number where mathematics has another" (fun () -> truth compositions)
            ]
    ]
