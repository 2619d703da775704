/// What must hold of every operation, in both dtypes.
module Functional.Tests.Laws.Laws

open System
open Expecto
open FsCheck
open FsCheck.FSharp
open Functional.Core
open Functional.Testing
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

/// The differentiable inputs, and the row's function of them alone.
let free (row: Row) (inputs: Tensor list) =
    let xs = inputs |> List.indexed |> List.filter (fst >> row.Constants.Contains >> not) |> List.map snd

    let f (xs: Tensor list) =
        (([], xs), List.indexed inputs)
        ||> List.fold (fun (merged, rest) (i, input) ->
            if row.Constants.Contains i then
                input :: merged, rest
            else
                List.head rest :: merged, List.tail rest)
        |> fst
        |> List.rev
        |> row.Apply

    xs, f

/// A scalar of the answer, in which each element weighs differently.
let weighted (f: Tensor list -> Tensor) (xs: Tensor list) : Tensor =
    let y = f xs
    (y * Tensor.Cos(Tensor.Arange(y.Count).Cast(y.DType).Reshape(Seq.toArray y.Shape))).Sum()

/// A row's function and, if it has one, the gradient of its elements weighted each by its own.
let valueAndGradient (row: Row) (f: Tensor list -> Tensor) (xs: Tensor list) : Tensor list =
    f xs :: (if row.Order > 0 then Ad.Grad(Func<_, _>(weighted f)).Invoke xs else [])

/// The inputs of a row, as it draws them.
let private draw dtype (row: Row) =
    Gen.choose (0, Int32.MaxValue)
    |> Gen.map (fun seed ->
        let random = Random seed
        row.Inputs |> List.map (fun input -> toTensor dtype (input random)))
    |> Arb.fromGen

/// The naive reference sees the numbers that the tensors hold, after rounding to the dtype.
let private reference (row: Row) (inputs: Tensor list) =
    toTensor inputs.Head.DType (row.Reference(List.map ofTensor inputs))

/// The laws of one row.
let laws (row: Row) =
    let options =
        LawOptions(
            tests = 6,
            slack = fst row.Slack,
            order = row.Order,
            constants = Seq.map (sprintf "[%d]") row.Constants
        )

    let property name property =
        testPropertyWithConfig { FsCheckConfig.defaultConfig with maxTest = 6 } name property

    let law dtype laws = Laws.property options laws row.Apply (draw dtype row)

    testList row.Title [
        for dtype, tolerance in [ DType.Float64, 1e-12; DType.Float32, 1e-5 ] do
            property
                $"agrees with the naive reference in {dtype}"
                (Prop.forAll (draw dtype row) (fun inputs ->
                    Compare.close (fst row.Slack * tolerance) "values" (reference row inputs) (row.Apply inputs)))

        property
            "a checkpoint changes no bit"
            (Prop.forAll (draw DType.Float64 row) (fun inputs ->
                let xs, f = free row inputs
                let checkpointed = Ad.Checkpoint(fun (xs: Tensor list) -> f xs).Invoke

                if not xs.IsEmpty then
                    Compare.identical
                        "values and gradient"
                        (valueAndGradient row f xs)
                        (valueAndGradient row checkpointed xs)))

        for each in Law.All row.Order do
            property $"{each}" (law DType.Float64 [ each ])

        if row.Order > 0 then
            property "Transpose in Float32" (law DType.Float32 [ Transpose; Compiled ])
            property "Precision" (law DType.Float64 [ Precision ])
        else
            property "Constant in Float32" (law DType.Float32 [ Constant; Compiled ])
    ]
