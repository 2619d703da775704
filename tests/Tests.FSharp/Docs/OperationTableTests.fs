module Functional.Tests.Docs.OperationTableTests

open System
open System.IO
open System.Reflection
open System.Text.RegularExpressions
open System.Xml.Linq
open Expecto
open Functional.Tests.Docs.Generated
open Functional.Core
open Functional.Tests.Laws
open Functional.Tests.Laws.Row

let private families = [
    "Elementwise, one operand", UnaryRows.rows
    "Elementwise, two or three operands", BinaryRows.rows
    "Reductions and scans", ReductionRows.rows
    "Moving elements", ShapingRows.rows
    "Linear algebra", LinearAlgebraRows.rows
    "Networks", NetworkRows.rows
    "Control", ControlRows.rows
]

/// Operators are rows under the name of what they do.
let private methodName name =
    match name with
    | "Add" -> "op_Addition"
    | "Subtract" -> "op_Subtraction"
    | "Multiply" -> "op_Multiply"
    | "Divide" -> "op_Division"
    | "Negate" -> "op_UnaryNegation"
    | _ -> name

/// The types that may have the method: operations that run programs are transforms.
let private owners family = if family = "Control" then [ "Ad" ] else [ "Tensor"; "Ad" ]

let private documentation =
    lazy
        (let file = Path.ChangeExtension(typeof<Tensor>.Assembly.Location, ".xml")

         XDocument.Load(file).Descendants(XName.Get "member")
         |> Seq.choose (fun entry ->
             let name = entry.Attribute(XName.Get "name").Value
             let summary = entry.Element(XName.Get "summary")
             let found = Regex.Match(name, @"^[MP]:Functional\.Core\.(Tensor|Ad)\.(\w+)")

             if found.Success && not (isNull summary) then
                 Some((found.Groups[1].Value, found.Groups[2].Value), summary)
             else
                 None)
         |> Seq.toList)

/// The text of a summary, with references as code.
let private plain (summary: XElement) =
    let text (node: XNode) =
        match node with
        | :? XElement as element when not (isNull (element.Attribute(XName.Get "cref"))) ->
            let target = element.Attribute(XName.Get "cref").Value
            "`" + Regex.Match(target, @"(\w+)(\(.*\))?$").Groups[1].Value + "`"
        | :? XElement as element -> "`" + element.Value + "`"
        | node -> node.ToString().Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&")

    Regex.Replace(summary.Nodes() |> Seq.map text |> String.concat "", @"\s+", " ").Trim()

let private summaryOf family name =
    owners family
    |> List.tryPick (fun owner ->
        documentation.Value |> List.tryFind (fun (found, _) -> found = (owner, methodName name)))
    |> Option.map (snd >> plain)

let private table () =
    let lines = [
        "# Operations"
        ""
        "Every operation of `Tensor`, from its documentation and its rows in the laws (`tests/Tests.FSharp/Laws/Rows`). Generated: run the tests with `FUNCTIONAL_REGENERATE=1`."
        ""
        for family, rows in families do
            $"## {family}"
            ""
            "| Operation | What it is | Derivative | Cases under the laws |"
            "|---|---|---|---|"

            for name, cases in rows |> List.groupBy _.Name |> List.sortBy fst do
                let order = cases |> List.map _.Order |> List.max
                let derivative = if order = 0 then "0 by definition" else "any order"
                let named = cases |> List.map _.Case |> List.filter ((<>) "") |> String.concat "; "
                let summary = (summaryOf family name |> Option.defaultValue "").Replace("|", "\\|")
                $"| `{name}` | {summary} | {derivative} | {named} |"

            ""
    ]

    String.Join("\n", lines)

let private rows = LawTests.rows

let private operationTypes =
    typeof<Tensor>.Assembly.GetTypes()
    |> Array.filter (fun t ->
        not t.IsAbstract
        && not (t.Name.Contains '`')
        && (t.IsSubclassOf typeof<Operation>
            || [ "IUnaryFunction"; "IBinaryFunction"; "IComparison" ]
               |> List.exists (fun name -> t.GetInterface name |> isNull |> not)))
    |> Array.toList

/// The type that says what an operation does: that of its function, if it is elementwise.
let rec private essence (t: Type) = if t.IsGenericType then essence t.GenericTypeArguments[0] else t.Name

/// The operations that the rows and their derivatives up to the second apply.
let private applied () =
    let inside (row: Row) =
        let random = Random 1
        let inputs = row.Inputs |> List.map (fun draw -> Nd.toTensor DType.Float64 (draw random))

        let names (recording: Recording<Tensor list, 'T>) =
            recording.Operations |> Seq.map (fun operation -> essence (operation.GetType())) |> Seq.toList

        let scalar (xs: Tensor list) = Tensor.Square(row.Apply xs).Sum()
        let gradient (xs: Tensor list) = Ad.Grad(fun xs -> scalar xs).Invoke xs
        let push (xs: Tensor list) = Ad.Pushforward((fun xs -> scalar xs), xs, xs).Tangent

        names (Recording<Tensor list, Tensor>((fun xs -> row.Apply xs), inputs, null))
        @ (if row.Order > 0 then
               names (Recording<Tensor list, Tensor list>((fun xs -> gradient xs), inputs, null))
               @ names (Recording<Tensor list, Tensor>((fun xs -> push xs), inputs, null))
           else
               [])

    rows |> List.collect inside |> Set.ofList

/// What is never recorded, as it is constant to every transform: rows cover these by the methods that are made of them, the tests of keys cover draws.
let private constant =
    set [ "ClassMask"; "CumArg"; "Draw"; "KeyChild"; "Order"; "LastToName"; "StopGradient" ]

/// What equations are solved by; the tests of Ode hold their derivatives to closed forms, those of the composition to every other transform.
let private ofSolvers = set [ "Numeric"; "Times" ]

/// The operations of custom rules: the tests of custom rules cover them.
let private ofRules = set [ "CustomPullback"; "CustomPushforward" ]

/// Cond and While of a batch, which programs alone apply: the rows of these cover them.
let private ofBatches = set [ "Partition"; "WhileEach" ]

/// What second derivatives apply; the laws differentiate them, and the tests of precision hold their values to 4 ulp.
let private ofSecondDerivatives =
    set [
        "ErfCurvature"
        "GeluCurvature"
        "GeluTanhCurvature"
        "LogAddExpCurvature"
        "SigmoidSlope"
        "SiluCurvature"
    ]

/// What only Real applies; the tests of Scalars cover it.
let private ofReal = set [ "Negative"; "StrongProduct"; "SymmetricProduct"; "TanhSlope" ]

[<Tests>]
let tests =
    testList "Operation table" [
        isUpToDate "docs/operations.md" table

        testCase "every row is a documented method" (fun () ->
            for family, rows in families do
                for row in rows do
                    Expect.isSome (summaryOf family row.Name) $"{row.Title} needs a method of that name with a summary")

        testCase "titles of rows are unique" (fun () ->
            let titles = rows |> List.map _.Title
            Expect.equal (List.distinct titles) titles "No row hides another")

        testCase "every operation is under the laws" (fun () ->
            let covered = Set.union (applied ()) (rows |> List.map _.Name |> Set.ofList)

            let missing =
                operationTypes
                |> List.map _.Name
                |> List.filter (fun name ->
                    [ covered; constant; ofBatches; ofReal; ofRules; ofSecondDerivatives; ofSolvers ]
                    |> List.forall (fun known -> not (known.Contains name)))

            Expect.equal missing [] "Operations without a row")
    ]
