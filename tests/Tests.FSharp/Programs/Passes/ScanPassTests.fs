module Functional.Tests.Programs.Passes.ScanPassTests

open System
open Expecto
open Functional.Core
open Functional.Models

let private values seed (shape: int list) : Tensor = Key.Of(int64 seed).Normal(List.toArray shape)

/// The program that a pass makes of a function at a point, and the largest difference of its answers from the function's.
let private after (pass: Program -> Program) (f: Tensor list -> Tensor list) xs =
    let staged = Staged<Tensor list, Tensor list>.Of("test", Func<_, _> f, xs)
    let program = pass staged.Program
    let actual = program.Run(ReadOnlySpan(Array.ofList xs))

    let worst =
        (f xs, List.ofArray actual)
        ||> List.map2 (fun e a -> Tensor.toScalar (Tensor.Abs(e - a).Max()))
        |> List.max

    program, worst

let private names (program: Program) = [ for o in program.Operations -> o.Name ]

let private bodies (program: Program) = program.Operations |> Seq.collect _.Bodies |> Seq.map names |> List.ofSeq

// A recurrent layer's loss: h ← tanh(x w + h u + b).
let private recurrent rows (p: Tensor list) =
    let x = values 9 [ 7; rows; 3 ]

    let struct (_, losses) =
        Scan.unroll
            (fun (h: Tensor) (x: Tensor) ->
                let h = Tensor.Tanh(x *@ p[0] + h *@ p[1] + p[2])
                struct (h, Tensor.sum (h * h)))
            (Tensor.zeros [ rows; 5 ])
            x

    Tensor.sum losses

let private parameters = [ values 1 [ 3; 5 ]; values 2 [ 5; 5 ]; values 3 [ 5 ] ]

[<Tests>]
let tests =
    testList "Passes of scans" [
        test "the gradients of shared weights are one product over all steps, and a bias one sum" {
            let program, worst = after GatheredSums.Run (AD.grad (recurrent 2)) parameters

            Expect.isLessThan worst 1e-12 "values"
            let products = names program |> List.filter ((=) "MatMul") |> List.length
            Expect.equal products 2 "outside the loop"
            Expect.contains (names program) "SumTo" "the bias"
            let inside = bodies program |> List.last |> List.filter ((=) "MatMul") |> List.length
            Expect.equal inside 1 "only the cotangent of the state is a product of each step"
        }

        test "a factor that is larger than the product stays in the loop" {
            let program, worst = after GatheredSums.Run (AD.grad (recurrent 50)) parameters

            Expect.isLessThan worst 1e-11 "values"
            Expect.equal (names program |> List.filter ((=) "MatMul")) [] "outside the loop"
        }

        test "a sum that is read on its way stays in the loop" {
            let f (xs: Tensor list) =
                let struct (total, seen) =
                    Scan.unroll
                        (fun (sum: Tensor) (x: Tensor) ->
                            let next = sum + Tensor.MatMul(x, x, transposeX = true)
                            struct (next, Tensor.sum next))
                        xs[0]
                        xs[1]

                [ total; seen ]

            let program, worst = after GatheredSums.Run f [ values 4 [ 6; 6 ]; values 5 [ 4; 1; 6 ] ]
            Expect.isLessThan worst 1e-12 "values"
            Expect.equal (names program) [ "Scan" ] "as it was"
        }

        test "a sum of one's own is gathered with what it begins with" {
            let f (xs: Tensor list) =
                let struct (total, _) =
                    Scan.unroll
                        (fun (sum: Tensor) (x: Tensor) ->
                            struct (Tensor.MatMul(x, x, transposeX = true) + sum, Tensor.sum x))
                        xs[0]
                        xs[1]

                [ total ]

            let program, worst = after GatheredSums.Run f [ values 4 [ 6; 6 ]; values 5 [ 4; 1; 6 ] ]
            Expect.isLessThan worst 1e-12 "values"
            Expect.equal (names program) [ "Reshape"; "Reshape"; "MatMul"; "Combine" ] "nothing is left of the loop"
        }

        test "cotangents of the slices of a row are concatenated" {
            let f (xs: Tensor list) =
                AD.grad
                    (fun (z: Tensor list) ->
                        let part a b = z[0].Slice(1, Nullable a, Nullable b)
                        Tensor.sum (Tensor.Sin(part 0 2) * Tensor.Cos(part 4 6) + Tensor.Exp(part 2 4)))
                    xs

            let program, worst = after JoinedSlices.Run f [ values 6 [ 3; 6 ] ]
            Expect.isLessThan worst 1e-12 "values"
            Expect.contains (names program) "Concat" "one after the other"
            Expect.isFalse (List.contains "Unslice" (names program)) "no zeros"
        }

        test "slices that overlap, or leave a gap, are added" {
            for stop in [ 3; 5 ] do
                let f (xs: Tensor list) =
                    AD.grad
                        (fun (z: Tensor list) ->
                            Tensor.sum (
                                Tensor.Sin(z[0].Slice(0, Nullable 0, Nullable stop)).Sum()
                                * Tensor.Cos(z[0].Slice(0, Nullable 4)).Sum()
                            ))
                        xs

                let program, worst = after JoinedSlices.Run f [ values 6 [ 6 ] ]
                Expect.isLessThan worst 1e-12 "values"
                Expect.contains (names program) "Unslice" "as it was"
        }

        test "the transpose of a shared matrix, and columns of its product, are taken in front of the loop" {
            let f (xs: Tensor list) =
                let struct (last, sums) =
                    Scan.unroll
                        (fun (h: Tensor) (x: Tensor) ->
                            let y = Tensor.MatMul(h + x, xs[0], transposeY = true)
                            let h = Tensor.Tanh(y.Slice(1, Nullable 2))
                            struct (h, Tensor.sum h))
                        xs[1]
                        xs[2]

                [ last; sums ]

            let passed program = Invariants.Run(SharedMatrices.Run program)
            let program, worst = after passed f [ values 7 [ 12; 10 ]; values 8 [ 2; 10 ]; values 9 [ 6; 2; 10 ] ]
            Expect.isLessThan worst 1e-12 "values"
            Expect.equal (names program) [ "Permute"; "Slice"; "Scan" ] "in front"
            Expect.isFalse (List.contains "Slice" (bodies program |> List.concat)) "in the loop"
        }

        test "a loop of few steps, and a product that is read beside its columns, stay as they are" {
            let f length (xs: Tensor list) =
                let struct (last, sums) =
                    Scan.unroll
                        (fun (h: Tensor) (x: Tensor) ->
                            let y = Tensor.MatMul(h + x, xs[0])
                            struct (Tensor.Tanh(y.Slice(1, Nullable 2)), Tensor.sum y))
                        xs[1]
                        (values 9 [ length; 2; 10 ])

                [ last; sums ]

            for length in [ 3; 6 ] do
                let program, worst = after SharedMatrices.Run (f length) [ values 7 [ 10; 12 ]; values 8 [ 2; 10 ] ]
                Expect.isLessThan worst 1e-12 "values"
                Expect.contains (bodies program |> List.concat) "Slice" "in the loop"
        }
    ]
