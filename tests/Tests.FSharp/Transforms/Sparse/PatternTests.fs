module Functional.Tests.Transforms.Sparse.PatternTests

open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Transforms.Derivatives
open Functional.Tests.Transforms.Sparse.Samples

let private detection =
    let x = line 6

    let exactly name (f: Tensor -> Tensor) x wanted =
        testCase name (fun () -> Expect.equal (places (pattern f x)) wanted "The places")

    testList "the detected pattern is exact" [
        exactly "of elementwise operations" (fun x -> sin x * x + 1.0) x [ for i in 0..5 -> i, i ]
        exactly "of moved elements" (fun x -> x.Flip().Roll(1)) x [ for i in 0..5 -> i, (6 - i) % 6 ]
        exactly "of slices, padding and differences" diffusion x [
            for i in 0..5 do
                for j in max 0 (i - 1) .. min 5 (i + 1) -> i, j
        ]
        exactly "of sums along an axis" (fun x -> x.Reshape(2, 3).Sum 1) x [ for i in 0..5 -> i / 3, i ]
        exactly "of products with constant matrices" (fun x -> Tensor.MatMul(x.Reshape(3, 2), Tensor.Ones [| 2; 1 |])) x [
            for i in 0..5 -> i / 2, i
        ]
        exactly "of gathered elements" (fun x -> x.Gather [| 4; 4; 0 |]) x [ 0, 4; 1, 4; 2, 0 ]
        exactly "of scattered elements" (fun x -> (Tensor.Zeros [| 2 |]).ScatterAdd([| 0; 0; 0; 1; 1; 1 |], x)) x [
            for i in 0..5 -> i / 3, i
        ]
        exactly "of concatenated parts" (fun x -> Tensor.Concat [ x[0].Reshape 1; x[5].Reshape 1 ]) x [ 0, 0; 1, 5 ]
        exactly
            "of convolutions"
            (fun x ->
                Tensor.Conv2d(
                    x.Reshape(1, 1, 1, 6),
                    Tensor.Ones [| 1; 1; 1; 3 |],
                    ConvolutionOptions(Padding = Padding.Same)
                ))
            x
            [
                for i in 0..5 do
                    for j in max 0 (i - 1) .. min 5 (i + 1) -> i, j
            ]
        exactly "of what a choice did not take" (fun x -> Tensor.Where(Tensor.Greater(x, 100.0), x, x.Flip())) x [
            for i in 0..5 do
                yield! List.sortBy snd [ i, i; i, 5 - i ]
        ]
        exactly "of masks and constants" (fun x -> Tensor.Greater(x, 0.5) + Ad.StopGradient x) x []
        exactly "inside Vectorize" (vectorize (fun x -> x * x)) x [ for i in 0..5 -> i, i ]
        exactly "of derivatives within" (fun x -> reverse (fun y -> (y * y * x).Sum()) (Tensor.OnesLike x)) x [
            for i in 0..5 -> i, i
        ]
    ]

/// Explicit steps of the heat equation, by a scan: element i depends on as many neighbours as there are steps.
let private heat steps options (u: Tensor) = Scan.Using.iterate options steps (fun u -> u - 0.1 * diffusion u) u

let private within =
    testList "the pattern is followed into" [
        for name, options in
            [
                "scans", ScanOptions.Default
                "scans with checkpoints", ScanOptions(Checkpoints = Checkpoints.Every 2)
            ] do
            testCase name (fun () ->
                Expect.equal
                    (pattern (heat 3 options) (line 9))
                    (SparsityPattern.Banded(9, 9, 3, 3))
                    "Three neighbours"

                let energy u = Tensor.Square(heat 2 options u).Sum()
                let hessian = Ad.HessianPattern((fun u -> energy u), line 12)
                Expect.equal hessian (SparsityPattern.Banded(12, 12, 4, 4)) "Two and two"
                let dense = Ad.Hessian(fun u -> energy u).Invoke(line 12)
                close (Ad.SparseHessian(fun u -> energy u).Invoke(line 12).ToDense()) dense)
        for name, transform in [ "checkpoints", AD.checkpoint; "compiled functions", AD.compile ] do
            testCase name (fun () ->
                let f = transform diffusion
                Expect.equal (pattern f (line 9)) (SparsityPattern.Banded(9, 9, 1, 1)) "As without"
                let energy = transform chain
                let hessian = Ad.HessianPattern((fun x -> energy x), line 9)
                Expect.equal hessian (SparsityPattern.Banded(9, 9, 1, 1)) "The Hessian too")
    ]

[<Tests>]
let tests = testList "Sparsity patterns" [ detection; within ]
