module Functional.Tests.Programs.Passes.MovementsTests

open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Programs.Samples

let private becomes f x = becomes Movements.Run f x
let private matrix = Key.Of(1).Normal [| 2; 3 |]

[<Tests>]
let tests =
    testList "Movements" [
        test "two reshapes are one, and a way back is none" {
            becomes (fun (x: Tensor) -> x.Reshape(3, 2).Reshape(6), x.Reshape(6).Reshape(2, 3)) matrix [
                "(a: Float64[2, 3]) =>"
                "  b: Float64[3, 2] = Reshape[Shape = [3, 2]] a"
                "  c: Float64[6] = Reshape[Shape = [6]] b"
                "  d: Float64[6] = Reshape[Shape = [6]] a"
                "  e: Float64[2, 3] = Reshape[Shape = [2, 3]] d"
                "  return c, e"
            ] [ "(a: Float64[2, 3]) =>"; "  b: Float64[6] = Reshape[Shape = [6]] a"; "  return b, a" ]
        }

        test "two permutations are one, and a transpose of a transpose is none" {
            becomes (fun (x: Tensor) -> x.Permute(1, 2, 0).Permute(0, 2, 1), x.T.T) (Key.Of(2).Normal [| 2; 3; 4 |]) [
                "(a: Float64[2, 3, 4]) =>"
                "  b: Float64[3, 4, 2] = Permute[Axes = [1, 2, 0]] a"
                "  c: Float64[3, 2, 4] = Permute[Axes = [0, 2, 1]] b"
                "  d: Float64[2, 4, 3] = Permute[Axes = [0, 2, 1]] a"
                "  e: Float64[2, 3, 4] = Permute[Axes = [0, 2, 1]] d"
                "  return c, e"
            ] [
                "(a: Float64[2, 3, 4]) =>"
                "  b: Float64[3, 2, 4] = Permute[Axes = [1, 0, 2]] a"
                "  return b, a"
            ]
        }

        test "axes of size 1 are moved, added and summed by a reshape" {
            becomes
                (fun (x: Tensor) -> x.T, x.BroadcastTo(1, 3, 1), Tensor.Apply(SumTo(Shape [| 3; 1 |]), x))
                (Key.Of(3).Normal [| 3; 1 |]) [
                    "(a: Float64[3, 1]) =>"
                    "  b: Float64[1, 3] = Permute[Axes = [1, 0]] a"
                    "  c: Float64[1, 3, 1] = BroadcastTo[Shape = [1, 3, 1]] a"
                    "  d: Float64[3, 1] = SumTo[Shape = [3, 1]] a"
                    "  return b, c, d"
                ] [
                    "(a: Float64[3, 1]) =>"
                    "  b: Float64[1, 3] = Reshape[Shape = [1, 3]] a"
                    "  c: Float64[1, 3, 1] = Reshape[Shape = [1, 3, 1]] a"
                    "  return b, c, a"
                ]
        }

        test "slices of slices are slices, and a slice of everything is none" {
            becomes (fun (x: Tensor) -> x.Slice(0, 1, 7, 2).Slice(0, 1, 3), Tensor.Apply(Slice(0, 0, 8, 1), x)) special [
                "(a: Float64[8]) =>"
                "  b: Float64[3] = Slice[Axis = 0, Start = 1, Size = 3, Step = 2] a"
                "  c: Float64[2] = Slice[Axis = 0, Start = 1, Size = 2, Step = 1] b"
                "  d: Float64[8] = Slice[Axis = 0, Start = 0, Size = 8, Step = 1] a"
                "  return c, d"
            ] [
                "(a: Float64[8]) =>"
                "  b: Float64[2] = Slice[Axis = 0, Start = 3, Size = 2, Step = 2] a"
                "  return b, a"
            ]
        }

        test "a cast up and down again is none, down and up again rounds" {
            let x = special.Cast DType.Float32

            becomes (fun (x: Tensor) -> x.Cast(DType.Float64).Cast(DType.Float32)) x [
                "(a: Float32[8]) =>"
                "  b: Float64[8] = Cast[To = Float64] a"
                "  c: Float32[8] = Cast[To = Float32] b"
                "  return c"
            ] [ "(a: Float32[8]) =>"; "  return a" ]

            stays Movements.Run (fun (x: Tensor) -> x.Cast(DType.Float32).Cast(DType.Float64)) special
        }

        test "what stops gradients is gone once they are taken" {
            becomes (fun (x: Tensor) -> Tensor.Sin(AD.stopGradient x)) matrix [
                "(a: Float64[2, 3]) =>"
                "  b: Float64[2, 3] = StopGradient a"
                "  c: Float64[2, 3] = Sin b"
                "  return c"
            ] [ "(a: Float64[2, 3]) =>"; "  b: Float64[2, 3] = Sin a"; "  return b" ]
        }

        test "a permutation of long axes stays" { stays Movements.Run (fun (x: Tensor) -> x.T) matrix }
    ]
