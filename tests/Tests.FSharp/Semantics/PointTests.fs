module Functional.Tests.Semantics.PointTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Semantics.Modes
open Functional.Tests.Semantics.Row

/// The families of docs/semantics.md, in its order.
let families = [
    "Elementary functions", ElementaryRows.rows
    "Activations", ActivationRows.rows
    "Special functions, steps, bounds and powers", SpecialRows.rows
    "Several operands", BinaryRows.rows
    "Compositions and comparisons", CompositeRows.rows
]

let private rows = List.collect snd families

/// The row's function of operand i alone: the others are numbers of their own, each as the way of holding them says.
let private alone hold (row: Row) at i (x: Tensor) =
    at |> List.mapi (fun j other -> if i = j then x else hold x other) |> row.Apply

/// Ways to hold the other operands: as many copies, or one that is broadcast.
let private holds = [ "", like; ", beside scalars", (fun x value -> Tensor.Scalar(value, x.DType)) ]

let private points (row: Row) dtype =
    for point in row.Points(tiny dtype) do
        for beside, hold in (if point.At.Length = 1 then List.take 1 holds else holds) do
            point.At
            |> List.iteri (fun i x ->
                let what = $"{row.Operation} at {point.At}, operand {i}{beside}"
                first dtype what (alone hold row point.At i) x point.Value point.Slopes[i])

let private curvatures (row: Row) dtype =
    for at, expected in row.Curvatures do
        let n = at.Length

        let pairs = [
            for i in 0 .. n - 1 do
                for j in i .. n - 1 -> i, j
        ]

        for (i, j), curvature in List.zip pairs expected do
            if i = j then
                second dtype $"{row.Operation} at {at}, operand {i}" (alone like row at i) at[i] curvature
            else
                // The mixed derivatives, in both orders: what the inner mode holds constant the outer one varies.
                for outer, d in modes do
                    for inner, e in plain do
                        for i, j in [ i, j; j, i ] do
                            let mixed (y: Tensor) =
                                let hold k = if k = j then y else like y at[k]

                                let f (x: Tensor) = List.init n (fun k -> if k = i then x else hold k) |> row.Apply

                                e f (like y at[i])

                            let actual = single row.Operation (d mixed (fill dtype at[j]))
                            agree dtype $"{row.Operation} at {at}, mixed ({outer} of {inner})" actual curvature

let private unbounded (row: Row) dtype =
    for at in row.Unbounded do
        at
        |> List.iteri (fun i x -> zeroSeed dtype $"{row.Operation} at {at}, operand {i}" (alone like row at i) x)

/// Whatever the numbers are, all modes agree on them.
let private agreement (row: Row) dtype =
    let t = tiny dtype
    let special = [ 0.0; -0.0; t; -t; 1.0; inf; -inf; nan ]
    let arity = (row.Points t).Head.At.Length

    let rec tuples n =
        if n = 0 then
            [ [] ]
        else
            List.allPairs special (tuples (n - 1)) |> List.map List.Cons

    // Operands of which one is special are enough where there are three.
    for at in
        (if arity < 3 then
             tuples arity
         else
             special |> List.map (fun x -> [ x; 0.0; 1.0 ])) do
        at
        |> List.iteri (fun i x ->
            let f = alone like row at i
            let expected = single row.Operation (snd modes.Head f (fill dtype x))

            for name, d in modes.Tail do
                agree dtype $"{row.Operation} at {at}, operand {i}, {name}" (single name (d f (fill dtype x))) expected)

let private of' name check (rows: Row list) = testList name [ for row in rows -> forDTypes row.Operation (check row) ]

[<Tests>]
let tests =
    testList "Special points" [
        of' "the value and the derivative in every mode" points rows
        of' "the second derivative by every two modes" curvatures (rows |> List.filter (_.Curvatures.IsEmpty >> not))
        of'
            "a seed of 0 is NaN where the derivative is infinite"
            unbounded
            (rows |> List.filter (_.Unbounded.IsEmpty >> not))
        of' "modes agree at zeros, denormals, infinities and NaN" agreement rows
        test "titles of rows are unique" {
            let titles = rows |> List.map _.Operation
            Expect.equal (List.distinct titles) titles "No row hides another"
        }
    ]
