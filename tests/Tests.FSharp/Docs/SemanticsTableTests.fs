module Functional.Tests.Docs.SemanticsTableTests

open System
open System.Globalization
open Expecto
open Functional.Core
open Functional.Tests
open Functional.Tests.Docs.Generated
open Functional.Tests.Semantics.Row
open Functional.Tests.Semantics.ArrayRow

/// A number as the table shows it: ε for the least positive one.
let private number (x: float) =
    let sign = if x < 0.0 || (x = 0.0 && Double.IsNegative x) then "−" else ""
    let size = abs x

    let digits =
        if Double.IsNaN x then
            "NaN"
        elif Double.IsInfinity x then
            "∞"
        elif size > 0.0 && size < 1e-300 then
            let times = Math.Round(size / Double.Epsilon)
            if times = 1.0 then "ε" else $"{times}ε"
        elif size = 0.5 then
            "½"
        elif size = 0.25 then
            "¼"
        else
            size.ToString("G6", CultureInfo.InvariantCulture).Replace("E-", "·10^−").Replace("E+", "·10^")

    if Double.IsNaN x then digits else sign + digits

let private listed (numbers: float list) = numbers |> List.map number |> String.concat ", "

let private bracketed (numbers: float list) =
    match numbers with
    | [ only ] -> number only
    | several -> $"({listed several})"

let private cells (parts: string list) = "| " + (parts |> List.map _.Replace("|", "\\|") |> String.concat " | ") + " |"

let private lines (parts: string list) = String.concat "<br>" parts

let private pointLine (row: Row) =
    let points = [
        for point in row.Points Double.Epsilon ->
            $"{bracketed point.At} ↦ {number point.Value}, {bracketed point.Slopes}"
    ]

    let curvatures = [ for at, curvature in row.Curvatures -> $"{bracketed at} ↦ {bracketed curvature}" ]
    let unbounded = row.Unbounded |> List.map bracketed |> String.concat ", "
    cells [ $"`{row.Operation}`"; lines points; lines curvatures; unbounded; row.Because; row.Elsewhere ]

let private array (x: Laws.Nd.Nd) =
    match x.Shape with
    | [] -> number x.Data[0]
    | [ _; n ] ->
        "["
        + (x.Data |> Array.chunkBySize n |> Array.map (List.ofArray >> listed) |> String.concat "; ")
        + "]"
    | _ -> $"[{listed (List.ofArray x.Data)}]"

let private arrayLine (row: ArrayRow) =
    let second = [ for v, product in row.Curvatures -> $"along [{listed v}]: [{listed product}]" ]

    cells [
        $"`{row.Operation}`"
        row.Case
        array row.X
        array row.Value
        lines ($"[{listed row.Slopes}]" :: second)
        row.Elsewhere
    ]

/// Names of variants of one sentence: a dtype, or a mixture of modes.
let private isVariant (name: string) =
    name = string DType.Float32
    || name = string DType.Float64
    || Transforms.Derivatives.modes
       |> List.exists (fun (mode, _) -> name.StartsWith(mode, StringComparison.Ordinal))

/// The names of a tree of tests as nested items.
let rec private sentences depth test =
    match test with
    | TestLabel(name, inner, _) ->
        if isVariant name then
            []
        else
            let indent = String(' ', 2 * depth)
            $"{indent}- {name}" :: sentences (depth + 1) inner
    | TestList(tests, _) -> tests |> List.collect (sentences depth)
    | Sequenced(_, inner) -> sentences depth inner
    | TestCase _ -> []

let private page () =
    String.Join(
        "\n",
        [
            "# What the derivatives are"
            ""
            "The answer of each operation where it could be another one, as the tests hold it, by the policy of [decision 4](decisions/0004-derivatives-at-awkward-points.md)."
            "Every line is checked in Float32 and Float64, forward, in reverse, linearized, vectorized, checkpointed, compiled, under each of these, and at second order where that is given."
            "Generated from `tests/Tests.FSharp/Semantics`: run the tests with `FUNCTIONAL_REGENERATE=1`."
            ""
            "The first column of numbers reads x ↦ f(x), f′(x), for several operands with the partial derivatives in brackets; ε is the least positive number. A tangent or cotangent that was computed and is 0 gives NaN where the slope is infinite or undefined; one that an operation did not select contributes nothing."
            ""
            for family, rows in Semantics.PointTests.families do
                $"## {family}"
                ""
                "| Operation | Value and derivative | Second derivative | A computed 0 is NaN beside | Because | Elsewhere |"
                "|---|---|---|---|---|---|"
                yield! List.map pointLine rows
                ""
            for family, rows in Semantics.ArrayRows.families do
                $"## {family}"
                ""
                "| Operation | Case | x | Value | Derivative of its sum | Elsewhere |"
                "|---|---|---|---|---|---|"
                yield! List.map arrayLine rows
                ""
            "## Composition"
            ""
            "Each of these over and under each other gives the derivatives that are known in closed form, or an error that names the cure; three over each other agree with forward mode on random programs."
            ""
            Composition.Table.transforms |> List.map _.Name |> String.concat "; "
            ""
            "## Structure and nesting"
            ""
            "Each of these is a test of that name."
            ""
            for tests in
                [
                    Ops.UnaryTests.compositions
                    Transforms.StructureTests.tests
                    Transforms.NestingTests.tests
                    Transforms.VectorizeTests.tests
                    Random.BatchTests.tests
                    Transforms.DebugTests.tests
                    Ops.ReductionTests.tests
                    Ops.NetworkTests.softmax
                    Ops.NetworkTests.crossEntropy
                    Ops.ShapingTests.tests
                ] do
                yield! sentences 0 tests
            ""
        ]
    )

[<Tests>]
let tests = testList "Semantics table" [ isUpToDate "docs/semantics.md" page ]
