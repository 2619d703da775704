module Functional.Tests.Ops.LinearAlgebraTests

open System
open Expecto
open Functional.Core
open Functional.Models

let private dtypes = [ DType.Float32; DType.Float64 ]

let tensor dtype (shape: int list) (data: float list) =
    match dtype with
    | DType.Float32 -> Tensor.Create(data |> List.map float32 |> List.toArray, List.toArray shape)
    | _ -> Tensor.Create(List.toArray data, List.toArray shape)

let matrix dtype (rows: float list list) = tensor dtype [ rows.Length; rows.Head.Length ] (List.concat rows)

/// A test for each dtype; the numbers are such that both hold them exactly.
let inBoth name (body: DType -> unit) =
    testList name [ for dtype in dtypes -> testCase $"{dtype}" (fun () -> body dtype) ]

let expect (dtype: DType) (shape: int list) (data: float list) (actual: Tensor) =
    Expect.equal actual.DType dtype "dtype"
    Expect.sequenceEqual actual.Shape shape "shape"
    Expect.sequenceEqual (actual.ToArray()) data "elements"

let near (dtype: DType) (expected: Tensor) (actual: Tensor) =
    Expect.sequenceEqual actual.Shape expected.Shape "shape"
    let tolerance = if dtype = DType.Float32 then 1e-5 else 1e-13

    Array.iter2
        (fun (a: float) e -> Expect.isLessThanOrEqual (abs (a - e)) (tolerance * (1.0 + abs e)) $"{a} is {e}")
        (actual.ToArray())
        (expected.ToArray())

let grad (f: Tensor -> Tensor) x = Ad.Grad(fun x -> f x).Invoke x

/// The error's type, exactly, and its whole message.
let fails<'error when 'error :> exn> message (f: unit -> Tensor) =
    let caught =
        try
            f () |> ignore
            None
        with error ->
            Some error

    match caught with
    | None -> failtest $"no error: expected {message}"
    | Some error ->
        Expect.equal (error.GetType()) typeof<'error> "the error's type"
        Expect.equal error.Message message "the error's message"

let shape message f = testCase message (fun () -> fails<ShapeException> message f)
let mixed message f = testCase message (fun () -> fails<DTypeException> message f)

let zeros (sizes: int list) = Tensor.Zeros(List.toArray sizes)

let eye n =
    Tensor.Create(Array.init (n * n) (fun i -> if i % (n + 1) = 0 then 1.0 else 0.0), n, n)

/// A product of matrices gives the same bits whether or not somebody has read its operands before.
let private readOperands =
    testList "reading a transpose changes no product" [
        for m, n, k in [ 1, 3, 5; 3, 1, 5; 4, 3, 9; 33, 17, 64 ] do
            inBoth $"{m}×{k} by {k}×{n}" (fun dtype ->
                let random = Random(m + n + k)

                let draw rows columns =
                    List.init (rows * columns) (fun _ -> random.NextDouble() - 0.5) |> tensor dtype [ rows; columns ]

                let x, y = draw k m, draw n k

                let product read =
                    let x, y = x.Permute(1, 0), y.Permute(1, 0)

                    if read then
                        x.ToArray() |> ignore
                        y.ToArray() |> ignore

                    Tensor.MatMul(x, y).ToArray()

                Expect.sequenceEqual (product true) (product false) "the bits of the product")
    ]

let private products =
    testList "products" [
        inBoth "whole numbers multiply exactly" (fun dtype ->
            let x = matrix dtype [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
            let y = matrix dtype [ [ 5.0; 6.0 ]; [ 7.0; 8.0 ] ]
            Tensor.MatMul(x, y) |> expect dtype [ 2; 2 ] [ 19.0; 22.0; 43.0; 50.0 ]
            Tensor.MatMul(x, y, true, false) |> expect dtype [ 2; 2 ] [ 26.0; 30.0; 38.0; 44.0 ]
            Tensor.MatMul(x, y, false, true) |> expect dtype [ 2; 2 ] [ 17.0; 23.0; 39.0; 53.0 ]
            Tensor.MatMul(x, y, true, true) |> expect dtype [ 2; 2 ] [ 23.0; 31.0; 34.0; 46.0 ])
        inBoth "a transpose is a value like any other, read in any order and by many at once" (fun dtype ->
            let x = tensor dtype [ 2; 2; 3 ] [ for i in 1..12 -> float i ]
            let moved = [ 1.0; 4.0; 2.0; 5.0; 3.0; 6.0; 7.0; 10.0; 8.0; 11.0; 9.0; 12.0 ]
            x.T |> expect dtype [ 2; 3; 2 ] moved
            x.T.T |> expect dtype [ 2; 2; 3 ] [ for i in 1..12 -> float i ]
            x.T.Reshape(-1) |> expect dtype [ 12 ] moved
            x.T.Slice(0, 1) |> expect dtype [ 1; 3; 2 ] moved[6..]
            (x.T + x.T) |> expect dtype [ 2; 3; 2 ] [ for m in moved -> 2.0 * m ]
            let y = x.T
            let before = Tensor.MatMul(y, x).ToArray()
            y |> expect dtype [ 2; 3; 2 ] moved

            Expect.sequenceEqual
                (Tensor.MatMul(y, x).ToArray())
                before
                "the product, before and after the elements are moved"

            for _ in 1..50 do
                let y = x.T

                let read i =
                    if i % 2 = 0 then
                        y.ToArray() = List.toArray moved
                    else
                        Tensor.MatMul(y, x).ToArray() = before

                Expect.all (Array.Parallel.init 8 read) id "every thread reads the same")
        inBoth "a sum over nothing is zero, and a product without rows is empty" (fun dtype ->
            Tensor.MatMul(tensor dtype [ 2; 0 ] [], tensor dtype [ 0; 2 ] [])
            |> expect dtype [ 2; 2 ] [ 0.0; 0.0; 0.0; 0.0 ]

            Tensor.MatMul(tensor dtype [ 0; 3; 2 ] [], tensor dtype [ 2; 1 ] [ 1.0; 1.0 ])
            |> expect dtype [ 0; 3; 1 ] []

            Tensor.Dot(tensor dtype [ 0 ] [], tensor dtype [ 0 ] []) |> expect dtype [] [ 0.0 ]
            Tensor.Trace(tensor dtype [ 0; 0 ] []) |> expect dtype [] [ 0.0 ])
        inBoth "gradients of an empty batch are zeros of the shapes of the inputs" (fun dtype ->
            let x, w = tensor dtype [ 0; 3; 2 ] [], tensor dtype [ 2; 1 ] [ 1.0; 1.0 ]

            let struct (xBar, wBar) =
                Ad.Grad(fun (struct (x, w)) -> Tensor.MatMul(x, w).Sum()).Invoke(struct (x, w))

            expect dtype [ 0; 3; 2 ] [] xBar
            expect dtype [ 2; 1 ] [ 0.0; 0.0 ] wBar)
        inBoth "a batch against one right matrix gives it the sum of the batch's cotangents" (fun dtype ->
            let x = tensor dtype [ 2; 2; 2 ] [ 1.0; 2.0; 3.0; 4.0; 5.0; 6.0; 7.0; 8.0 ]
            let w = matrix dtype [ [ 1.0 ]; [ 1.0 ] ]
            grad (fun w -> Tensor.MatMul(x, w).Sum()) w |> expect dtype [ 2; 1 ] [ 16.0; 20.0 ]
            grad (fun w -> Tensor.MatMul(x, w, false, true).Sum()) w.T |> expect dtype [ 1; 2 ] [ 16.0; 20.0 ])
        testCase "MatMul pulls back to a matrix by one product, taken over a batch at once" (fun () ->
            let back transposeX transposeY (struct (x, y, zBar)) : Tensor =
                Ad.Pullback((fun y -> Tensor.MatMul(x, y, transposeX, transposeY)), y).Pullback.Invoke zBar

            for x, transposeX, zBar, expected in
                [
                    [ 2; 4 ], false, [ 2; 3 ], [ "MatMul" ]
                    [ 4; 2 ], true, [ 2; 3 ], [ "MatMul" ]
                    [ 5; 2; 4 ], false, [ 5; 2; 3 ], [ "Reshape"; "Reshape"; "MatMul" ]
                    [ 6; 5; 2; 4 ], false, [ 6; 5; 2; 3 ], [ "Reshape"; "Reshape"; "MatMul" ]
                    [ 5; 4; 2 ], true, [ 5; 2; 3 ], [ "MatMul"; "SumTo" ]
                ] do
                for y, transposeY in [ [ 4; 3 ], false; [ 3; 4 ], true ] do
                    let program = AD.explain (back transposeX transposeY) (struct (zeros x, zeros y, zeros zBar))
                    Expect.equal [ for o in program.Operations -> o.Name ] expected $"{x}, {y}")
        shape "MatMul wants [… m, k] and [… k, n], but got [2, 3] and [2, 3]." (fun () ->
            Tensor.MatMul(zeros [ 2; 3 ], zeros [ 2; 3 ]))
        shape "MatMul wants [… m, k] and [… k, n], but got [2, 3] transposed and [4, 3] transposed." (fun () ->
            Tensor.MatMul(zeros [ 2; 3 ], zeros [ 4; 3 ], true, true))
        shape "MatMul wants shapes that broadcast, but got [2] and [3]." (fun () ->
            Tensor.MatMul(zeros [ 2; 2; 2 ], zeros [ 3; 2; 2 ]))
        mixed
            "MatMul wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."
            (fun () -> Tensor.MatMul(eye 2, tensor DType.Float32 [ 2 ] [ 1.0; 2.0 ]))
        shape "Dot wants [… k] and [… k], but got [2] and [3]." (fun () -> Tensor.Dot(zeros [ 2 ], zeros [ 3 ]))
        shape "Outer wants [… m] and [… n], but got [] and [3]." (fun () -> Tensor.Outer(zeros [], zeros [ 3 ]))
        shape "Trace wants [… m, n], a matrix or a batch of them, but got [3]." (fun () -> Tensor.Trace(zeros [ 3 ]))
    ]

let private einsum =
    let dimensions (text: string) (shapes: int list list) () = Tensor.Einsum(text, [| for s in shapes -> zeros s |])

    testList "Einsum" [
        inBoth "reads as it is written" (fun dtype ->
            let x = matrix dtype [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
            Tensor.Einsum("ii", x) |> expect dtype [] [ 5.0 ]
            Tensor.Einsum("ii->i", x) |> expect dtype [ 2 ] [ 1.0; 4.0 ]
            Tensor.Einsum("ij->ji", x) |> expect dtype [ 2; 2 ] [ 1.0; 3.0; 2.0; 4.0 ]
            Tensor.Einsum("ij->j", x) |> expect dtype [ 2 ] [ 4.0; 6.0 ]
            Tensor.Einsum("ij,jk", x, x) |> expect dtype [ 2; 2 ] [ 7.0; 10.0; 15.0; 22.0 ]
            Tensor.Einsum(" i j , i j -> ", x, x) |> expect dtype [] [ 30.0 ])
        shape
            "Einsum wants an operand for each of the subscripts between commas, but got 1 for \"ij,jk\"."
            (dimensions "ij,jk" [ [ 2; 2 ] ])
        shape "Einsum wants an axis for each letter of \"ijk\", but got [2, 2]." (dimensions "ijk" [ [ 2; 2 ] ])
        shape "Einsum wants an axis for each letter of \"...ijk\", but got [2, 2]." (dimensions "...ijk" [ [ 2; 2 ] ])
        shape
            "Einsum wants one size for 'j', but got 3 and 2 in \"ij,jk\" of [2, 3] and [2, 3]."
            (dimensions "ij,jk" [ [ 2; 3 ]; [ 2; 3 ] ])
        shape
            "Einsum wants axes under the ellipsis that broadcast, but got 3 and 2 in \"...i,...i\" of [3, 1] and [2, 1]."
            (dimensions "...i,...i" [ [ 3; 1 ]; [ 2; 1 ] ])
        shape
            "Einsum wants letters of the operands, once each, after the arrow, but got 'k' in \"ij->ik\"."
            (dimensions "ij->ik" [ [ 2; 2 ] ])
        shape
            "Einsum wants letters of the operands, once each, after the arrow, but got 'i' in \"ij->ii\"."
            (dimensions "ij->ii" [ [ 2; 2 ] ])
        inBoth "an ellipsis that is not in the answer is summed over" (fun dtype ->
            let x = matrix dtype [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
            Tensor.Einsum("...i->i", x) |> expect dtype [ 2 ] [ 4.0; 6.0 ]
            Tensor.Einsum("...->", x) |> expect dtype [] [ 10.0 ])
        shape
            "Einsum wants subscripts of letters, commas, at most one ellipsis each and one arrow, such as \"...ij,jk->...ik\", but got '1' in \"i1\"."
            (dimensions "i1" [ [ 2; 2 ] ])
        mixed
            "Einsum wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."
            (fun () -> Tensor.Einsum("i,i", zeros [ 2 ], tensor DType.Float32 [ 2 ] [ 1.0; 2.0 ]))
    ]

let singular dtype = matrix dtype [ [ 1.0; 2.0 ]; [ 2.0; 4.0 ] ]

/// The second of two, at batch index [1, 0].
let private secondSingular dtype = tensor dtype [ 2; 1; 2; 2 ] [ 1.0; 0.0; 0.0; 1.0; 1.0; 2.0; 2.0; 4.0 ]

let private systems =
    let cure = "add a small multiple of the identity, or use Pinv or Lstsq"

    testList "systems" [
        inBoth "elimination pivots" (fun dtype ->
            let x = matrix dtype [ [ 0.0; 1.0; 0.0 ]; [ 0.0; 0.0; 2.0 ]; [ 4.0; 0.0; 0.0 ] ]
            let inverted = [ 0.0; 0.0; 0.25; 1.0; 0.0; 0.0; 0.0; 0.5; 0.0 ]
            Tensor.Inverse x |> expect dtype [ 3; 3 ] inverted
            Tensor.Solve(x, tensor dtype [ 3 ] [ 1.0; 2.0; 4.0 ]) |> expect dtype [ 3 ] [ 1.0; 1.0; 1.0 ]
            Tensor.Det x |> expect dtype [] [ 8.0 ]
            Tensor.Det(-x) |> expect dtype [] [ -8.0 ]
            Tensor.Slogdet(-x).Sign |> expect dtype [] [ -1.0 ])
        inBoth "nothing has determinant 1 and an empty inverse" (fun dtype ->
            let nothing = tensor dtype [ 0; 0 ] []
            Tensor.Det nothing |> expect dtype [] [ 1.0 ]
            Tensor.Slogdet(nothing).Sign |> expect dtype [] [ 1.0 ]
            Tensor.Slogdet(nothing).LogAbs |> expect dtype [] [ 0.0 ]
            Tensor.Inverse nothing |> expect dtype [ 0; 0 ] []
            Tensor.Solve(nothing, tensor dtype [ 0; 2 ] []) |> expect dtype [ 0; 2 ] []
            Tensor.Inverse(tensor dtype [ 0; 2; 2 ] []) |> expect dtype [ 0; 2; 2 ] [])
        inBoth "the derivative of a determinant is right at singular matrices" (fun dtype ->
            grad Tensor.Det (singular dtype) |> near dtype (matrix dtype [ [ 4.0; -2.0 ]; [ -2.0; 1.0 ] ])
            grad Tensor.Det (tensor dtype [ 1; 1 ] [ 0.0 ]) |> expect dtype [ 1; 1 ] [ 1.0 ]

            // Of rank n − 2: every cofactor is 0.
            Tensor.Outer(tensor dtype [ 3 ] [ 1.0; 2.0; 3.0 ], tensor dtype [ 3 ] [ 1.0; -1.0; 2.0 ])
            |> grad Tensor.Det
            |> near dtype (Tensor.Zeros([| 3; 3 |], dtype)))
        inBoth "a singular matrix has sign 0 and logarithm −∞, whose derivative is NaN and raises nothing" (fun dtype ->
            let r = Tensor.Slogdet(singular dtype)
            r.Sign |> expect dtype [] [ 0.0 ]
            r.LogAbs |> expect dtype [] [ Double.NegativeInfinity ]
            let log (x: Tensor) = Tensor.Slogdet(x).LogAbs
            Expect.all ((grad log (singular dtype)).ToArray()) Double.IsNaN "reverse"
            let along = Ad.Pushforward(Func<_, _>(log), singular dtype, singular dtype).Tangent
            Expect.isTrue (Double.IsNaN(along.ToScalar())) "forward"
            // A cotangent of 0 is no reason to raise either.
            grad (fun x -> 0.0 * log x) (singular dtype) |> ignore)
        inBoth "a logarithm neither overflows nor underflows" (fun dtype ->
            let large, small = Math.ScaleB(1.0, 100), Math.ScaleB(1.0, -100)
            let diagonal x = matrix dtype [ [ x; 0.0 ]; [ 0.0; x ] ]
            Tensor.Slogdet(diagonal large).LogAbs |> near dtype (tensor dtype [] [ 200.0 * log 2.0 ])
            Tensor.Slogdet(diagonal small).LogAbs |> near dtype (tensor dtype [] [ -200.0 * log 2.0 ]))
        inBoth "NaN goes through" (fun dtype ->
            let x = matrix dtype [ [ nan; 1.0 ]; [ 1.0; 2.0 ] ]
            Expect.isTrue (Double.IsNaN(Tensor.Det(x).ToScalar())) "Det"
            Expect.isTrue (Double.IsNaN(Tensor.Slogdet(x).LogAbs.ToScalar())) "Slogdet"
            Expect.all (Tensor.Inverse(x).ToArray()) Double.IsNaN "Inverse"
            Expect.all ((grad Tensor.Det x).ToArray()) Double.IsNaN "the gradient of Det")
        inBoth "only the triangle that is named is read" (fun dtype ->
            let x = matrix dtype [ [ 2.0; nan ]; [ 1.0; 4.0 ] ]
            let b = tensor dtype [ 2 ] [ 2.0; 9.0 ]
            Tensor.TriangularSolve(x, b) |> expect dtype [ 2 ] [ 1.0; 2.0 ]
            Tensor.TriangularSolve(x, b, unitDiagonal = true) |> expect dtype [ 2 ] [ 2.0; 7.0 ]
            Tensor.TriangularSolve(x.T, b, lower = false, transpose = true) |> expect dtype [ 2 ] [ 1.0; 2.0 ]

            grad (fun x -> Tensor.TriangularSolve(x, b).Sum()) x
            |> expect dtype [ 2; 2 ] [ -0.375; 0.0; -0.25; -0.5 ])
        testList "errors" [
            for dtype in dtypes do
                testCase $"{dtype}" (fun () ->
                    fails<DomainException>
                        $"Inverse wants an invertible matrix, but got a singular one at batch index [1, 0] (pivot 1 is 0); {cure}."
                        (fun () -> Tensor.Inverse(secondSingular dtype))

                    fails<DomainException>
                        $"Solve wants an invertible matrix, but got a singular one (pivot 1 is 0); {cure}."
                        (fun () -> Tensor.Solve(singular dtype, tensor dtype [ 2 ] [ 1.0; 1.0 ]))

                    fails<DomainException>
                        "TriangularSolve wants a diagonal without zeros, but got 0 at [1, 1] at batch index [0]; the matrix is singular: add a small multiple of the identity, or drop dependent columns."
                        (fun () ->
                            Tensor.TriangularSolve(
                                tensor dtype [ 1; 2; 2 ] [ 1.0; 0.0; 1.0; 0.0 ],
                                tensor dtype [ 2 ] [ 1.0; 1.0 ]
                            )))
        ]
        shape "Inverse wants [… n, n], a square matrix or a batch of them, but got [2, 3]." (fun () ->
            Tensor.Inverse(zeros [ 2; 3 ]))
        shape "Det wants [… n, n], a square matrix or a batch of them, but got [3]." (fun () -> Tensor.Det(zeros [ 3 ]))
        shape "Slogdet wants [… n, n], a square matrix or a batch of them, but got [2, 3]." (fun () ->
            Tensor.Slogdet(zeros [ 2; 3 ]).LogAbs)
        shape "Solve wants [… n, n] and right-hand sides [n] or [… n, k], but got [2, 2] and [3, 1]." (fun () ->
            Tensor.Solve(eye 2, zeros [ 3 ]))
        shape
            "TriangularSolve wants [… n, n] and right-hand sides [n] or [… n, k], but got [2, 2] and [3, 2]."
            (fun () -> Tensor.TriangularSolve(eye 2, zeros [ 3; 2 ]))
        mixed "Solve wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast." (fun () ->
            Tensor.Solve(eye 2, tensor DType.Float32 [ 2 ] [ 1.0; 1.0 ]))
    ]

[<Tests>]
let tests = testList "LinearAlgebra operations" [ products; readOperands; einsum; systems ]
