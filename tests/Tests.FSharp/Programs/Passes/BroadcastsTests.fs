module Functional.Tests.Programs.Passes.BroadcastsTests

open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Programs.Samples

let private becomes f x = becomes Broadcasts.Run f x
let private stretched (x: Tensor) = x.BroadcastTo(2, 8)

[<Tests>]
let tests =
    testList "Broadcasts" [
        test "an operation that stretches its operands takes them as they were" {
            becomes
                (fun (struct (x: Tensor, y: Tensor)) -> stretched x + y)
                (struct (special, Key.Of(1).Normal [| 2; 8 |])) [
                    "(Item1: Float64[8], Item2: Float64[2, 8]) =>"
                    "  a: Float64[2, 8] = BroadcastTo[Shape = [2, 8]] Item1"
                    "  b: Float64[2, 8] = Add a, Item2"
                    "  return b"
                ] [
                    "(Item1: Float64[8], Item2: Float64[2, 8]) =>"
                    "  a: Float64[2, 8] = Add Item1, Item2"
                    "  return a"
                ]
        }

        test "what is stretched anyway is stretched last" {
            becomes (fun x -> Tensor.Tanh(stretched x * stretched x)) special [
                "(a: Float64[8]) =>"
                "  b: Float64[2, 8] = BroadcastTo[Shape = [2, 8]] a"
                "  c: Float64[2, 8] = BroadcastTo[Shape = [2, 8]] a"
                "  d: Float64[2, 8] = Multiply b, c"
                "  e: Float64[2, 8] = Tanh d"
                "  return e"
            ] [
                "(a: Float64[8]) =>"
                "  b: Float64[8] = Multiply a, a"
                "  c: Float64[8] = Tanh b"
                "  d: Float64[2, 8] = BroadcastTo[Shape = [2, 8]] c"
                "  return d"
            ]
        }

        test "a choice takes its mask as it was" {
            becomes (fun (x: Tensor) -> Tensor.Where(stretched (Tensor.Less(x, 1.0)), stretched x, Tensor.Zero)) special [
                "(a: Float64[8]) =>"
                "  b: Float64[8] = Less a, 1"
                "  c: Float64[2, 8] = BroadcastTo[Shape = [2, 8]] b"
                "  d: Float64[2, 8] = BroadcastTo[Shape = [2, 8]] a"
                "  e: Float64[2, 8] = Where c, d, 0"
                "  return e"
            ] [
                "(a: Float64[8]) =>"
                "  b: Float64[8] = Less a, 1"
                "  c: Float64[8] = Where b, a, 0"
                "  d: Float64[2, 8] = BroadcastTo[Shape = [2, 8]] c"
                "  return d"
            ]
        }

        test "two sums back are one, and keep the sign of zeros" {
            for x in
                [
                    Tensor.Full([| 2; 3; 4 |], -0.0)
                    Tensor.Full([| 2; 3; 4 |], 0.5)
                    Tensor.Full([| 2; 3; 4 |], nan)
                ] do
                becomes (fun (x: Tensor) -> (x.Sum 0).Sum 0) x [
                    "(a: Float64[2, 3, 4]) =>"
                    "  b: Float64[1, 3, 4] = SumTo[Shape = [1, 3, 4]] a"
                    "  c: Float64[3, 4] = Reshape[Shape = [3, 4]] b"
                    "  d: Float64[1, 4] = SumTo[Shape = [1, 4]] c"
                    "  e: Float64[4] = Reshape[Shape = [4]] d"
                    "  return e"
                ] [ "(a: Float64[2, 3, 4]) =>"; "  b: Float64[4] = SumTo[Shape = [4]] a"; "  return b" ]
        }

        test "a probe sees what it saw before" {
            let f = AD.debugWith (DebugOptions(Report = ignore)) (fun x -> Tensor.Sin(stretched x))
            let program = AD.explain f (Tensor.ones [ 8 ])

            let probed (p: Program) = [
                for e in p.Equations do
                    if e.Operation :? Probe then
                        p.Slots[e.Output]
            ]

            Expect.equal (probed (Broadcasts.Run program)) (probed program) "types"
        }
    ]
