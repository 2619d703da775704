/// Every elementwise operation by itself at zeros, ones, infinities, NaN and the ends of the dtype: the points at which a careless derivative goes wrong.
module Functional.Tests.Semantics.MissingPointsTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Testing
open Functional.Tests.Semantics.Modes

let private rows = PointTests.families |> List.collect snd

/// The rows of single operations as functions of one operand, beside several values of the other.
let private functions: (string * (Tensor -> Tensor)) list = [
    let single = PointTests.families |> List.take 4 |> List.collect snd

    for row in single @ (rows |> List.filter (fun row -> row.Operation = "BinaryCrossEntropy")) do
        let arity = (row.Points Double.Epsilon).Head.At.Length

        if arity = 1 then
            row.Operation, (fun (x: Tensor) -> row.Apply [ x ])
        elif arity = 2 then
            for i in 0 .. arity - 1 do
                for other in [ 0.0; 1.0; -2.0; 0.5; inf ] do
                    $"{row.Operation}, operand {i} beside {other}",
                    (fun (x: Tensor) -> row.Apply [ for j in 0 .. arity - 1 -> if i = j then x else like x other ])
]

let private points dtype =
    let greatest = if dtype = DType.Float32 then float Single.MaxValue else Double.MaxValue
    let least = tiny dtype
    let positive = [ 0.0; least; 0.5; 1.0; 2.0; greatest; inf ]
    List.toArray (nan :: positive @ List.map (~-) positive)

/// A function with one slope at all its finite points has that one for NaN too.
let private isLinear (values: float[]) (slopes: float[]) =
    let finite = Array.zip values slopes |> Array.filter (fst >> Double.IsFinite) |> Array.map snd
    finite |> Array.forall (fun slope -> slope.Equals finite[0])

/// Outside of the domain the slope is NaN as the value is, and all modes agree everywhere.
let private consistent (f: Tensor -> Tensor) dtype =
    let points = points dtype
    let x = (Tensor.Create points).Cast dtype
    let values = (f x).ToArray()
    let slopes = [ for name, mode in modes -> name, (mode f x).ToArray() ]
    let reference = snd slopes.Head
    let isLinear = isLinear values reference

    for name, slopes in slopes do
        for i in 0 .. points.Length - 1 do
            if Double.IsNaN values[i] && not (isLinear || Double.IsNaN slopes[i]) then
                failtest $"at {points[i]} in {dtype} the value is NaN, but the slope by {name} is {slopes[i]}"

            if not (Compare.near (1e-6 * abs reference[i]) reference[i] slopes[i]) then
                failtest
                    $"at {points[i]} in {dtype} the slope is {reference[i]} by {fst modes.Head}, but {slopes[i]} by {name}"

/// Where differences settle, finite slopes are theirs.
let private truthful (f: Tensor -> Tensor) =
    // Steps do not resolve a denormal number.
    let points = points DType.Float64 |> Array.filter (fun x -> x = 0.0 || abs x > 1e-300)
    let slopes = (snd modes[1] f (Tensor.Create points)).ToArray()
    Array.iter2 (agreesWithDifferences "the operation" f) points slopes

/// Functions that stand in other operations' derivatives, and have their rows in the tests of scalars or of those operations.
let private inner = [ "Negative"; "StrongProduct"; "SymmetricProduct"; "SincDerivative"; "Comparison`1" ]

/// The elementwise functions of the core that no row of the table applies.
let private withoutRow () =
    let applied =
        set [
            for row in rows do
                let arity = (row.Points Double.Epsilon).Head.At.Length
                let like = [ for _ in 1..arity -> Tensor.Create [| 0.5 |] ]
                let program = AD.explain (fun (xs: Tensor list) -> row.Apply xs) like

                for equation in program.Equations do
                    for argument in equation.Operation.GetType().GetGenericArguments() -> argument.Name
        ]

    [
        for kind in typeof<Tensor>.Assembly.GetTypes() do
            let isFunction =
                kind.IsValueType
                && kind.GetInterfaces()
                   |> Array.exists (fun i -> i.Name = "IUnaryFunction" || i.Name = "IBinaryFunction")

            if isFunction && not (applied.Contains kind.Name || List.contains kind.Name inner) then
                kind.Name
    ]

[<Tests>]
let tests =
    testList "Missing points" [
        testCase "every elementwise operation has a row in the table of semantics" (fun () ->
            let missing = withoutRow () |> String.concat ", "

            if missing <> "" then
                failtest
                    $"{missing} has no row: add its special points to a file of tests/Tests.FSharp/Semantics/Rows, by unary or binary as its neighbours do")
        for name, f in functions do
            testList name [
                forDTypes "the slope is NaN with the value, and alike in all modes" (consistent f)
                testCase "finite slopes are those of differences" (fun () -> truthful f)
            ]
    ]
