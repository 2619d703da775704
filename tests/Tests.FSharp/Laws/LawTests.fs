module Functional.Tests.Laws.LawTests

open Expecto
open Functional.Tests.Laws

/// Every row of every operation.
let rows =
    List.concat [
        UnaryRows.rows
        BinaryRows.rows
        ReductionRows.rows
        ShapingRows.rows
        LinearAlgebraRows.rows
        NetworkRows.rows
        ControlRows.rows
    ]

[<Tests>]
let tests = testList "Laws" (rows |> List.map Laws.laws)

[<Tests>]
let transposes =
    testList "Laws of what derivatives are made of" (TransposeRows.rows |> List.map Laws.laws)
