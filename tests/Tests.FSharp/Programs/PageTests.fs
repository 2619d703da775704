/// Pages of HTML that draw programs: what they say of boxes, uses and gradients. tests/Browser opens and uses one.
module Functional.Tests.Programs.PageTests

open System.Text.Json
open Expecto
open Functional.Core
open Functional.Models

type private Cell = { W: Tensor; B: Tensor }

let private cell = { W = (Random.key 1).Normal [| 2; 2 |]; B = Tensor.ofSeq [ 0.5; -0.25 ] }
let private inputs = (Random.key 2).Normal [| 6; 1; 2 |]

let private step p (h: Tensor) (x: Tensor) = (Tensor.Tanh(x *@ p.W + h *@ p.W + p.B)).Named "h"
let private start = Tensor.zeros [ 1; 2 ]

let private scanned p = Scan.fold (step p) start inputs |> Tensor.Square |> Tensor.sum

let private writtenOut p =
    Seq.fold (step p) start [ for t in 0..5 -> inputs[t] ] |> Tensor.Square |> Tensor.sum

/// What stands in a page: the JSON that its script reads.
let private data (page: string) =
    let mark = "<script id=\"data\" type=\"application/json\">"
    let first = page.IndexOf mark + mark.Length
    JsonDocument.Parse(page.Substring(first, page.IndexOf("</script>", first) - first)).RootElement

let private items (name: string) (element: JsonElement) = element.GetProperty(name).EnumerateArray() |> List.ofSeq

let private text (name: string) (element: JsonElement) = string (element.GetProperty(name).GetString())

/// The boxes that make a value of a name, with that value.
let private making name page = [
    for box in items "boxes" page do
        for value in items "values" box do
            if text "name" value = name then
                box, value
]

let private uses (box: JsonElement) = box.GetProperty("uses").GetInt64()

let private norm (value: JsonElement) = float (text "norm" value)

let private norm2 (x: Tensor) = sqrt (Tensor.toScalar (Tensor.sum (x * x)))

let private isNear actual expected = Expect.floatClose Accuracy.low actual expected "norm of the gradient"

[<Tests>]
let tests =
    testList "Program pages" [
        for name, loss in [ "a loop", scanned; "steps written out", writtenOut ] do
            test $"gradients and uses of {name}" {
                let page = data (AD.draw loss cell)
                let gradient = AD.grad loss cell

                for name, gradient in [ "W", gradient.W; "B", gradient.B ] do
                    let box, value = List.exactlyOne (making name page)
                    isNear (norm value) (norm2 gradient)
                    Expect.equal (uses box) (if name = "W" then 12L else 6L) "each use in each step"
            }

        test "in a loop the gradients of all steps count" {
            let values = data (AD.draw writtenOut cell)

            let each = [
                for i in 1..6 -> making (if i = 1 then "h" else $"h_{i}") values |> List.exactlyOne |> snd |> norm
            ]

            let loop = making "h" (data (AD.draw scanned cell)) |> List.exactlyOne |> snd |> norm
            isNear loop (each |> List.sumBy (fun x -> x * x) |> sqrt)
        }

        test "steps that are alike are frames in a frame" {
            let labels = items "frames" (data (AD.draw writtenOut cell)) |> List.map (text "label")
            Expect.contains labels "6 steps alike" "outer"
            Expect.contains labels "3 of 6" "inner"
        }

        test "a program without numbers has no gradients" {
            let page = data ((AD.explain scanned cell).ToHtml())
            let hasNorm (value: JsonElement) = fst (value.TryGetProperty "norm")
            Expect.isFalse (items "boxes" page |> List.collect (items "values") |> List.exists hasNorm) "norms"
        }

        test "several answers, and integers among them, have the gradient of their sum" {
            let f (x: Tensor) = struct (3.0 * x, x * x, Tensor.Floor x)

            let _, value =
                making "x" (data (AD.draw (fun (x: Tensor) -> f (x.Named "x")) (Tensor.ofSeq [ 1.5; -2.5 ])))
                |> List.exactlyOne

            isNear (norm value) (sqrt (6.0 * 6.0 + 2.0 * 2.0))
        }

        test "a name cannot end the script that it stands in" {
            let name = "</script><b>"
            let page = (AD.explain (fun (x: Tensor) -> (Tensor.Sin x).Named name) Tensor.One).ToHtml()
            Expect.isFalse (page.Contains name) "escaped"
            Expect.equal (making name (data page)).Length 1 "and read back"
        }

        test "a page names nothing outside of it" {
            let page = AD.draw scanned cell

            for mark in [ "src="; "@import"; "<link"; "url(\""; "url(h" ] do
                Expect.isFalse (page.Contains mark) mark
        }
    ]
