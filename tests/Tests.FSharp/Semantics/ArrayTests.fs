module Functional.Tests.Semantics.ArrayTests

open Expecto
open Functional.Tests.Laws.Nd
open Functional.Tests.Ops.Checks
open Functional.Tests.Semantics.ArrayRow

let private rows = List.collect snd ArrayRows.families

[<Tests>]
let tests =
    testList "Arrays at special points" [
        testList "the value and the derivative in every mode" [
            for row in rows do
                inBoth $"{row.Operation}: {row.Case}" (fun dtype ->
                    derives row.Apply (toTensor dtype row.X) row.Value.Shape (List.ofArray row.Value.Data) row.Slopes)
        ]
        testList "the second derivative in every mode" [
            for row in rows do
                if not row.Curvatures.IsEmpty then
                    inBoth $"{row.Operation}: {row.Case}" (fun dtype ->
                        for direction, expected in row.Curvatures do
                            derivesTwice row.Apply (toTensor dtype row.X) direction expected)
        ]
    ]
