/// How programs read: names, text, DOT and Mermaid.
module Functional.Tests.Programs.ViewTests

open System
open Expecto
open Functional.Core
open Functional.Models

type private Layer = { W: Tensor; B: Tensor }

let private layer = { W = Key.Of(1).Normal [| 3; 2 |]; B = Tensor.ofSeq [ 0.5; -0.25 ] }

let private row = Tensor.ones [ 1; 3 ]

let private lines (text: string) = text.TrimEnd().Split '\n' |> List.ofArray

let private shows (f: 'x -> 'y) x expected = Expect.equal (lines (string (AD.explain f x))) expected "text"

let private running xs =
    Scan.unroll
        (fun (sum: Tensor) (x: Tensor) ->
            let next = (sum.Named "sum" + x.Named "x").Named "next"
            struct (next, 2.0 * next))
        Tensor.Zero
        xs

[<Tests>]
let tests =
    testList "Program views" [
        testList "names" [
            test "inputs are called by their places, values by what the function says, the rest by letters" {
                shows (fun p -> Tensor.Tanh((Tensor.MatMul(row, p.W) + p.B).Named "hidden")) layer [
                    "(W: Float64[3, 2], B: Float64[2]) =>"
                    "  a: Float64[1, 3] = 1 everywhere"
                    "  b: Float64[1, 2] = MatMul a, W"
                    "  hidden: Float64[1, 2] = Add b, B"
                    "  c: Float64[1, 2] = Tanh hidden"
                    "  return c"
                ]
            }

            test "many inputs cost no more than their number" {
                let program = AD.explain (Array.reduce (+)) (Array.create 5000 Tensor.One)

                let allocated show =
                    let before = GC.GetAllocatedBytesForCurrentThread()
                    show () |> ignore<string>
                    GC.GetAllocatedBytesForCurrentThread() - before

                // 5,000 copies of the inputs' types would be 400 million bytes.
                Expect.isLessThan (allocated program.ToString) 30_000_000L "text"
                Expect.isLessThan (allocated program.ToExpression) 60_000_000L "expression"
            }

            test "two values of one name are told apart, and letters keep away from names" {
                shows
                    (fun (x: Tensor) ->
                        let once = (Tensor.Sin x).Named "a"
                        (Tensor.Cos once).Named "a" * x)
                    Tensor.One
                    [
                        "(b: Float64[]) =>"
                        "  a: Float64[] = Sin b"
                        "  a_2: Float64[] = Cos a"
                        "  c: Float64[] = Multiply a_2, b"
                        "  return c"
                    ]
            }

            test "tangents, cotangents and batches are called after their values" {
                let f (x: Tensor) = Tensor.Sin((x * x).Named "square")
                let text = string (AD.explain (AD.grad f) (Tensor.scalar 2.0))
                Expect.stringContains text "squareBar: Float64[] = Multiply" "cotangent"
                let text = string (AD.explain (fun x -> AD.pushforward f x Tensor.One) (Tensor.scalar 2.0))
                Expect.stringContains text "squareDot: Float64[] = Add" "tangent"
                let text = string (AD.explain (AD.vectorize f) (Tensor.Ones [| 2 |]))
                Expect.stringContains text "square: Float64[2] = " "batch"
            }

            test "a name outside of a program is the value itself, and an empty one an error" {
                Expect.isTrue (obj.ReferenceEquals(layer.W, Tensor.named "w" layer.W)) "itself"

                Expect.throwsC (fun () -> layer.W.Named "" |> ignore) (fun e ->
                    Expect.equal (e.GetType()) typeof<ArgumentException> "type")
            }

            test "a name adds no equation and changes no number" {
                let f (name: Tensor -> Tensor) x = Tensor.sum (name (Tensor.Sin(name x)))

                let plain, named = f id, f (Tensor.named "v")
                let x = Key.Of(3).Normal [| 5 |]
                Expect.equal (AD.explain named x) (AD.explain plain x) "program"
                Expect.equal (AD.explain (AD.grad named) x) (AD.explain (AD.grad plain) x) "gradient"
                Expect.equal (AD.compile (AD.hvp named x) x) (AD.compile (AD.hvp plain x) x) "compiled"
                Expect.equal (AD.vectorize (AD.grad named) x) (AD.vectorize (AD.grad plain) x) "batch"
            }

            test "passes keep names" {
                let f (x: Tensor) =
                    let u, v = Tensor.Sin x, Tensor.Sin x
                    (u + v).Named "twice"

                Expect.equal
                    (lines (string (AD.explain (f) Tensor.One |> _.Simplify())))
                    [ "(a: Float64[]) =>"; "  b: Float64[] = Sin a"; "  twice: Float64[] = Add b, b"; "  return twice" ]
                    "text"
            }
        ]

        test "a step says where its inputs come from and where its outputs go" {
            shows running (Tensor.ones [ 7 ]) [
                "(a: Float64[7]) =>"
                "  b: Float64[], c: Float64[7] = Scan[7 steps]"
                "    each step (sum: Float64[] from 0, x: Float64[] in a) =>"
                "      next: Float64[] = Add sum, x"
                "      d: Float64[] = Multiply 2, next"
                "      return next as next sum, d to c"
                "  return b, c"
            ]
        }

        test "a loop shows its condition" {
            shows
                (fun (x: Tensor) -> Scan.whileDo (fun y -> Tensor.Less(y, 9.0)) (fun y -> y * x) x)
                (Tensor.scalar 2.0)
                [
                    "(a: Float64[]) =>"
                    "  b: Float64[] = While"
                    "    as long as (c: Float64[] from a, a) =>"
                    "      d: Float64[] = Less c, 9"
                    "      return d"
                    "    step (e: Float64[] from a, a) =>"
                    "      f: Float64[] = Multiply e, a"
                    "      return f as next e"
                    "  return b"
                ]
        }

        test "an equation shows its unknowns" {
            let text = string (AD.explain (fun a -> AD.root (fun x -> x * x - a) Tensor.One) (Tensor.scalar 2.0))

            Expect.stringContains text "zero (c: Float64[] unknown, a) =>" "root"
        }

        test "a window is told by what is not plain" {
            let images, weights = Tensor.ones [ 1; 2; 8; 8 ], Tensor.ones [ 2; 1; 3; 3 ]

            let shows (options: ConvolutionOptions) expected =
                let program = AD.explain (fun (x: Tensor) -> Tensor.Conv2d(x, weights, options)) images
                Expect.stringContains (string program) $"= Conv2d[Sliding = {expected}]" "text"

            shows (ConvolutionOptions(Groups = 2)) "groups 2"

            shows
                (ConvolutionOptions(Groups = 2, Stride = struct (2, 1), Padding = Padding(1, 1, 0, 1)))
                "stride 2 × 1, padding 1 × 0 + 1, groups 2"
        }

        test "long lists stand one beneath the other" {
            let f (xs: Tensor list) = Scan.fold (fun c _ -> List.map (fun c -> 2.0 * c) c) xs (Tensor.ones [ 3 ])
            let text = lines (string (AD.explain f [ for _ in 1..8 -> Tensor.ones [ 100; 100 ] ]))
            Expect.isTrue (text |> List.forall (fun line -> line.Length < 130)) "no line is long"
        }

        test "DOT has a box for each operation, and a cluster for what it runs" {
            let dot = lines ((AD.explain running (Tensor.ones [ 7 ])).ToDot())
            let has line = Expect.isTrue (List.contains line dot) (line + "\n" + String.concat "\n" dot)
            Expect.equal (List.head dot, List.last dot) ("digraph {", "}") "a graph"
            has "  n0 [label=\"a: Float64[7]\", shape=ellipse];"
            has "    n5 [label=\"Scan[7 steps]\", shape=box, style=rounded];"
            has "      label=\"each step\";"
            has "      n1 [label=\"sum: Float64[] from 0\", shape=ellipse, style=dashed];"
            has "      n4 [label=\"Multiply 2, ·\", shape=box, style=rounded];"
            has "  n0 -> n2 [label=\"a: Float64[7]\"];"
            has "  n1 -> n3 [label=\"sum: Float64[]\"];"
            has "  n3 -> n1 [label=\"next: Float64[]\", style=dashed, constraint=false];"
            let count (mark: string) = String.concat "" dot |> Seq.filter ((=) mark[0]) |> Seq.length
            Expect.equal (count "{") (count "}") "brackets close"
        }

        test "Mermaid has the same boxes and arrows" {
            let program = AD.explain running (Tensor.ones [ 7 ])
            let mermaid = lines (program.ToMermaid())

            let has line =
                Expect.isTrue (List.contains line mermaid) (line + "\n" + String.concat "\n" mermaid)

            Expect.equal (List.head mermaid) "flowchart TB" "a flowchart"
            has "  n0([\"a: Float64[7]\"])"
            has "    subgraph s1[\"each step\"]"
            has "  n1 -->|\"sum: Float64[]\"| n3"
            has "  n3 -.->|\"next: Float64[]\"| n1"

            let arrows (marks: string list) =
                List.filter (fun (line: string) -> marks |> List.exists line.Contains) >> List.length

            Expect.equal (arrows [ "-->"; "-.->" ] mermaid) (arrows [ "->" ] (lines (program.ToDot()))) "arrows of DOT"
        }

        test "a value that many steps share is drawn once" {
            let f (w: Tensor) =
                Scan.fold (fun h _ -> Tensor.Tanh(w * h + w)) Tensor.One (Tensor.ones [ 9 ]) + w

            let dot = lines ((AD.explain (fun (w: Tensor) -> f (w.Named "w")) Tensor.One).ToDot())
            let boxes = dot |> List.filter _.Contains("label=\"w: Float64[]\", shape")
            let arrows = dot |> List.filter _.Contains("-> n") |> List.filter _.Contains("\"w: Float64[]\"")
            Expect.equal (boxes.Length, arrows.Length) (1, 3) "one box, two uses in the step and one behind it"
        }

        test "names with quotes are escaped in pictures" {
            let program = AD.explain (fun (x: Tensor) -> (Tensor.Sin x).Named "say \"s\" #1\\") Tensor.One
            Expect.stringContains (program.ToDot()) "return say \\\"s\\\" #1\\\\\"" "DOT"
            Expect.stringContains (program.ToMermaid()) "return say #quot;s#quot; #35;1\\\"" "Mermaid"
        }
    ]
