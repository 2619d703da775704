module Functional.Tests.Transforms.Sparse.SparseTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Transforms.Derivatives
open Functional.Tests.Transforms.Sparse.Samples

let private face =
    testCase "the F# face" (fun () ->
        let x = line 6
        let pattern = AD.jacobianPattern diffusion x
        close ((AD.sparseJacobian diffusion x).ToDense()) (AD.jacobian diffusion x)
        close ((AD.sparseJacobianWith pattern diffusion x).ToDense()) (AD.jacobian diffusion x)
        close ((AD.sparseHessian chain x).ToDense()) (AD.hessian chain x)
        close ((AD.sparseHessianWith (AD.hessianPattern chain x) chain x).ToDense()) (AD.hessian chain x))

let private coloring =
    let random (seed: int) n each =
        let random = Random seed

        [
            for i in 0 .. n - 1 do
                for _ in 1..each -> i, random.Next n
        ]

    let create n places = SparsityPattern.Create(n, n, places |> List.map (fun (i, j) -> struct (i, j)))

    testList "colouring" [
        testCase "a band takes as many colours as it is wide" (fun () ->
            let band = SparsityPattern.Banded(1000, 1000, 1, 1)
            Expect.equal (Coloring.OfColumns(band).Count) 3 "Columns"
            Expect.equal (Coloring.OfRows(band).Count) 3 "Rows")

        testCase "an arrow takes two by symmetry, whatever its size" (fun () ->
            let arrow =
                create 100 [
                    for i in 0..99 do
                        yield! [ 0, i; i, 0; i, i ]
                ]

            Expect.equal (Coloring.OfSymmetric(arrow).Count) 2 "Symmetric"
            Expect.equal (Coloring.OfColumns(arrow).Count) 100 "Columns")

        testCase "columns that meet in the second order only are kept apart" (fun () ->
            let wide = SparsityPattern.Create(1, 4, [ for j in 0..3 -> struct (0, j) ])
            Expect.equal (Coloring.OfColumns(wide).Count) 4 "One row, all columns"
            Expect.equal (Coloring.OfRows(wide).Count) 1 "One row")

        testCase "a long row is left to reverse mode, a long column to forward mode, at once" (fun () ->
            let n = 200_000
            let long = SparsityPattern.Create(1, n, [ for j in 0 .. n - 1 -> struct (0, j) ])

            for pattern, direction in [ long, false; long.Transpose(), true ] do
                let struct (byColumns, coloring) = Coloring.OfEither pattern
                Expect.equal byColumns direction "The short way"
                Expect.equal coloring.Count 1 "One product")

        testProperty "a random linear map is read off its products" (fun (seed: int) ->
            let pattern = create 30 (random seed 30 3)
            let x = Key.Of(1).Normal [| 30 |]
            let a = SparseMatrix(pattern, Key.Of(int64 seed).Normal [| pattern.Count |])
            let read (pattern: SparsityPattern) f = Ad.SparseJacobian((fun x -> f x), pattern).Invoke(x).ToDense()
            close (read pattern a.Multiply) (a.ToDense())
            close (read (pattern.Transpose()) (a.Transpose().Multiply)) (a.ToDense().Permute(1, 0)))

        testProperty "a random quadratic form's Hessian is read off by symmetry" (fun (seed: int) ->
            let half = create 30 (random seed 30 2)
            let a = SparseMatrix(half, Key.Of(int64 seed).Normal [| half.Count |])
            let f (x: Tensor) = (x * a.Multiply x).Sum()
            let both = half.Union(half.Transpose())
            let x = Key.Of(1).Normal [| 30 |]
            let wanted = a.ToDense() + a.ToDense().Permute(1, 0)
            close (Ad.SparseHessian((fun x -> f x), both).Invoke(x).ToDense()) wanted
            close (Ad.SparseHessian(fun x -> f x).Invoke(x).ToDense()) wanted)
    ]

let private values =
    let x = line 7

    testList "values" [
        testCase "are those of the dense Jacobian" (fun () ->
            close ((sparse diffusion x).ToDense()) (dense diffusion x))

        testCase "one pattern serves many points" (fun () ->
            let prepared = Ad.SparseJacobian((fun x -> diffusion x), x)

            for i in 1..3 do
                close (prepared.Invoke(x * float i).ToDense()) (dense diffusion (x * float i)))

        testCase "of any shapes, elements numbered row by row" (fun () ->
            let f (x: Tensor) = (x * x).Sum(0)
            let x = Tensor.Arange(6).Reshape(2, 3)
            close ((sparse f x).ToDense()) ((dense f x).Reshape(3, 6)))

        testCase "in Float32" (fun () ->
            let x = x.Cast DType.Float32
            let j = sparse diffusion x
            Expect.equal j.Values.DType DType.Float32 "The dtype follows the data"
            Expect.sequenceEqual (j.ToDense().ToArray()) ((dense diffusion x).ToArray()) "The same numbers")

        testCase "coordinates and products" (fun () ->
            let j = sparse diffusion x
            let v = Tensor.Arange 7
            close (j.Multiply v) (Tensor.MatMul(dense diffusion x, v.Reshape(7, 1)).Reshape 7)
            close (j.Transpose().ToDense()) (j.ToDense().Permute(1, 0))
            Expect.sequenceEqual (numbers j.Rows |> List.take 3) [ 0.0; 0.0; 1.0 ] "Rows"
            Expect.sequenceEqual (numbers j.Columns |> List.take 3) [ 0.0; 1.0; 0.0 ] "Columns"
            Expect.equal (string j) "SparseMatrix [7, 7] with 19 places" "As text")

        testCase "of a Hessian" (fun () ->
            let h = Ad.SparseHessian((fun x -> chain x), x)
            close (h.Invoke(x).ToDense()) (Ad.Hessian(fun x -> chain x).Invoke x)
            Expect.equal (Ad.HessianPattern((fun x -> chain x), x)) (SparsityPattern.Banded(7, 7, 1, 1)) "Tridiagonal")

        testCase "in several sweeps as in one" (fun () ->
            let band = SparsityPattern.Banded(7, 7, 2, 2)
            let coloring = Coloring.OfColumns band
            let columns = band.ColumnIndices.ToArray()
            let rows = band.RowIndices()
            let read = Array.map2 (fun i j -> struct (coloring.Colors[j], i)) rows columns
            let product v = Ad.Pushforward((fun x -> diffusion x), x, v).Tangent

            for most in [ 1; 14; 21; 1000 ] do
                close (CompressedSweep(band, coloring, 7, read, most).Run(product, x).ToDense()) (dense diffusion x))

        testCase "of nothing" (fun () ->
            let j = sparse (fun _ -> vector [ 1.0; 2.0 ]) x
            Expect.sequenceEqual (j.ToDense().Shape) [ 2; 7 ] "Zeros of the right shape"
            Expect.equal (sparse id (vector [])).Pattern.Count 0 "No inputs")
    ]

let private composition =
    let x = line 5
    let entries x = (sparse diffusion x).Values
    let total x = (entries x * entries x).Sum()
    let full x = Tensor.Square(dense diffusion x).Sum()

    testList "composes" [
        for name, mode in modes do
            testCase $"with {name} mode over it" (fun () ->
                let along f = (mode f (scalar 0.3)).ToScalar()
                close (scalar (along (fun t -> total (x * t)))) (scalar (along (fun t -> full (x * t)))))
        testCase "with a gradient over it" (fun () -> close (reverse total x) (reverse full x))
        testCase "with Vectorize over it" (fun () ->
            let xs = Tensor.Stack [ x; 2.0 * x ]
            close (vectorize entries xs) (Tensor.Stack [ entries x; entries (2.0 * x) ])
            let matrices = Ad.Vectorize(fun x -> sparse diffusion x).Invoke xs
            close matrices.Values (Tensor.Stack [ entries x; entries (2.0 * x) ]))
        testCase "with Vectorize over a gradient of it" (fun () ->
            let xs = Tensor.Stack [ x; 2.0 * x ]
            close (vectorize (reverse total) xs) (Tensor.Stack [ reverse total x; reverse total (2.0 * x) ]))
        testCase "with the Hessian's under a gradient" (fun () ->
            let entries (h: Tensor -> Tensor) x = Tensor.Square(h x).Sum()
            let sparse = entries (fun x -> Ad.SparseHessian(fun x -> chain x).Invoke(x).Values)
            close (reverse sparse x) (reverse (entries (fun x -> Ad.Hessian(fun x -> chain x).Invoke x)) x))
        testCase "with every transform under it" (fun () ->
            for f in
                [
                    reverse chain
                    fun x -> Ad.Pushforward((fun x -> diffusion x), x, x).Tangent
                    fun x -> vectorize (fun t -> t * t) x
                    fun x -> (sparse diffusion x).Values
                ] do
                close ((sparse f x).ToDense()) (dense f x))
        testCase "with what an outer transform traces" (fun () ->
            let f (a: Tensor) = (sparse (fun x -> a * diffusion x) x).Values.Sum()
            let g (a: Tensor) = (dense (fun x -> a * diffusion x) x).Sum()
            close (reverse f (scalar 2.0)) (reverse g (scalar 2.0)))
    ]

let private errors =
    let band = SparsityPattern.Banded(4, 4, 1, 1)
    let jacobian (f: Tensor -> Tensor) = Ad.SparseJacobian((fun x -> f x), band)

    testList "errors" [
        testCase "an input of another size than the pattern's" (fun () ->
            refuses<ShapeException> "SparseJacobian wants x of 4 elements" (fun () ->
                (jacobian id).Invoke(line 5) |> ignore))
        testCase "an answer of another size than the pattern's" (fun () ->
            refuses<ShapeException> "SparseJacobian wants f(x) of 4 elements" (fun () ->
                (jacobian _.Sum()).Invoke(line 4) |> ignore))
        testCase "a Hessian pattern that is not symmetric" (fun () ->
            refuses<ShapeException> "wants a symmetric pattern" (fun () ->
                Ad.SparseHessian((fun x -> chain x), SparsityPattern.Banded(4, 4, 1, 0)) |> ignore))
        testCase "a place outside the matrix" (fun () ->
            refuses<DomainException> "(2, 0)" (fun () -> SparsityPattern.Create(2, 2, [ struct (2, 0) ]) |> ignore))
        testCase "values that do not fit" (fun () ->
            refuses<ShapeException> "values [10]" (fun () -> SparseMatrix(band, line 3) |> ignore))
        testCase "a product with a vector of another size" (fun () ->
            refuses<ShapeException> "wants a vector [4]" (fun () ->
                (sparse diffusion (line 4)).Multiply(line 5) |> ignore))
        testCase "a value kept from the detection" (fun () ->
            let mutable kept = line 1

            pattern
                (fun x ->
                    kept <- x
                    x)
                (line 3)
            |> ignore

            refuses<TraceException> "of shape [3], in a call of SparsityPattern" (fun () -> kept + 1.0 |> ignore))
    ]

[<Tests>]
let tests = testList "Sparse" [ face; coloring; values; composition; errors ]
