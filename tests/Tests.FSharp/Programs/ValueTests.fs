/// A program as a value: equality, and what it costs.
module Functional.Tests.Programs.ValueTests

open Expecto
open Functional.Core
open Functional.Models

let private matrix rows columns = Tensor.onesOf DType.Float32 [ rows; columns ]
let private statistics f x = (AD.explain f x).Statistics
let private vector n = Tensor.ones [ n ]

[<Tests>]
let tests =
    testList "Programs as values" [
        testList "equality" [
            let f (c: float) (x: Tensor) = Tensor.sum (c * Tensor.Sin x)
            let program c n = AD.explain (f c) (vector n)

            test "programs that do the same are equal, and have one hash code" {
                Expect.equal (program 2.0 3) (program 2.0 3) "equal"
                Expect.equal (hash (program 2.0 3)) (hash (program 2.0 3)) "hash code"
            }

            for what, other in
                [
                    "a constant", (fun () -> program 3.0 3)
                    "the sign of a zero", (fun () -> program -0.0 3)
                    "a shape", (fun () -> program 2.0 4)
                    "an operation",
                    (fun () -> AD.explain (fun (x: Tensor) -> Tensor.sum (2.0 * Tensor.Cos x)) (vector 3))
                    "an output", (fun () -> AD.explain (fun x -> [ f 2.0 x; x ]) (vector 3))
                    "the order of operands",
                    (fun () -> AD.explain (fun (x: Tensor) -> Tensor.sum (Tensor.Sin x * 2.0)) (vector 3))
                ] do
                test $"another program differs in {what}" {
                    let mine = if what = "the sign of a zero" then program 0.0 3 else program 2.0 3
                    Expect.notEqual (other ()) mine "not equal"
                }

            test "the programs that operations run are compared too" {
                let fold (factor: float) xs = Scan.fold (fun c (x: Tensor) -> factor * c + x) Tensor.Zero xs
                let program factor = AD.explain (AD.grad (fold factor)) (vector 4)
                Expect.equal (program 0.5) (program 0.5) "the same steps"
                Expect.notEqual (program 0.5) (program 0.25) "other steps"
            }

            test "it is not equal to nothing" {
                Expect.isFalse ((program 2.0 3).Equals(null: Program)) "null"
                Expect.isFalse ((program 2.0 3).Equals(box "text")) "text"
            }
        ]

        testList "statistics" [
            test "a product takes 2 m n k, and elementwise operations one for each element" {
                let s = statistics (fun (w: Tensor) -> Tensor.Tanh(Tensor.MatMul(matrix 4 5, w))) (matrix 5 6)
                Expect.equal s.Equations 2 "equations"
                Expect.equal s.Flops (2L * 4L * 5L * 6L + 24L) "flops"
                Expect.equal s.BytesMoved (4L * (20L + 30L + 24L + 24L + 24L)) "bytes"
            }

            test "a convolution takes the taps of every output" {
                let images, weights = Tensor.ones [ 2; 3; 8; 8 ], Tensor.ones [ 4; 3; 3; 3 ]
                let s = statistics (fun (w: Tensor) -> Tensor.Conv2d(images, w)) weights
                let outputs = 2L * 4L * 6L * 6L
                Expect.equal s.Flops (2L * outputs * 27L) "flops"
                let loss w = Tensor.sum (Tensor.square (Tensor.Conv2d(images, w)))
                let gradient = statistics (AD.grad loss) weights
                Expect.isGreaterThanOrEqual gradient.Flops (2L * 2L * outputs * 27L) "the correlation takes as many"
            }

            test "factorizations take their cubic terms" {
                let flops f = (statistics f (Tensor.eye 6)).Flops
                Expect.equal (flops Tensor.Cholesky) 72L "n³/3"
                Expect.equal (flops Tensor.Det) 144L "2n³/3"
                Expect.equal (flops (fun a -> Tensor.Solve(a, Tensor.ones [ 6; 2 ]))) (144L + 144L) "2n³/3 + 2n²k"
            }

            test "a sum reads its operand, and moving and reshaping are free" {
                let s = statistics (fun (x: Tensor) -> Tensor.sum (x.Reshape(2, 3))) (vector 6)
                Expect.equal (s.Equations, s.Flops, s.BytesMoved) (2, 6L, 8L * 7L) "equations, flops, bytes"
            }

            test "a scan counts its steps, and its equations once" {
                let fold n =
                    statistics (Scan.fold (fun c (x: Tensor) -> Tensor.Sin(c + x)) (vector 3)) (Tensor.ones [ n; 3 ])

                Expect.equal ((fold 5).Equations, (fold 5).Flops) (3, 30L) "five steps"
                Expect.equal ((fold 50).Equations, (fold 50).Flops) (3, 300L) "fifty steps"
            }

            test "a program that only passes on needs no arena, and places are shared" {
                Expect.equal (statistics id (vector 100)).ArenaBytes 0L "identity"
                let chain n x = Seq.fold (fun x _ -> Tensor.MatMul(x, x)) x (seq { 1..n })
                let arena n = (statistics (chain n) (matrix 16 16)).ArenaBytes
                Expect.equal (arena 9) (arena 5) "a longer chain lives in the same places"
                Expect.equal (arena 5) (2L * 4L * 256L) "two matrices"
            }
        ]
    ]
