module Functional.Tests.Ops.FactorizationTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Ops.LinearAlgebraTests

let private orthonormal dtype (q: Tensor) =
    let k = q.Shape[q.Rank - 1]

    Tensor.MatMul(q, q, true, false)
    |> near dtype (matrix dtype [ for i in 1..k -> [ for j in 1..k -> if i = j then 1.0 else 0.0 ] ])

[<Tests>]
let tests =
    let allNaN (x: Tensor) = Expect.all (x.ToArray()) Double.IsNaN "NaN in, NaN out"
    let isFinite (x: Tensor) = x.ToArray() |> Array.forall Double.IsFinite
    let withNaN dtype = matrix dtype [ [ 1.0; nan ]; [ nan; 1.0 ] ]

    testList "Factorizations" [
        inBoth "Cholesky is exact on squares, and takes the symmetric part" (fun dtype ->
            let factor = [ 2.0; 0.0; 1.0; 3.0 ]
            Tensor.Cholesky(matrix dtype [ [ 4.0; 2.0 ]; [ 2.0; 10.0 ] ]) |> expect dtype [ 2; 2 ] factor
            Tensor.Cholesky(matrix dtype [ [ 4.0; 5.0 ]; [ -1.0; 10.0 ] ]) |> expect dtype [ 2; 2 ] factor
            Tensor.Cholesky(tensor dtype [ 0; 0 ] []) |> expect dtype [ 0; 0 ] [])
        inBoth "not positive definite is an error that names the matrix" (fun dtype ->
            let x = tensor dtype [ 2; 2; 2 ] [ 1.0; 0.0; 0.0; 1.0; 1.0; 2.0; 2.0; 1.0 ]

            fails<DomainException>
                "Cholesky wants a positive definite matrix, but got one that is not at batch index [1]; add a small multiple of the identity."
                (fun () -> Tensor.Cholesky x)

            fails<DomainException>
                "Cholesky wants a positive definite matrix, but got one that is not; add a small multiple of the identity."
                (fun () -> Tensor.Cholesky(singular dtype)))
        inBoth "Qr multiplies back, with a diagonal of 0 or more, tall, square and wide" (fun dtype ->
            for m, n in [ 4, 2; 3, 3; 2, 4; 3, 0; 0, 3 ] do
                let x = tensor dtype [ m; n ] [ for i in 1 .. m * n -> float ((i * 7) % 5) - 2.0 ]
                let f = Tensor.Qr x
                Expect.sequenceEqual f.Q.Shape [ m; min m n ] "Q"
                Expect.sequenceEqual f.R.Shape [ min m n; n ] "R"
                Tensor.MatMul(f.Q, f.R) |> near dtype x
                let r = f.R.ToArray()

                for i in 0 .. min m n - 1 do
                    Expect.isGreaterThanOrEqual r[i * n + i] 0.0 "the diagonal"

                    for j in 0 .. i - 1 do
                        Expect.equal r[i * n + j] 0.0 "below the diagonal"

                if m > 0 && n > 0 then
                    orthonormal dtype f.Q)
        inBoth "dependent columns have factors, but no derivative of them: NaN" (fun dtype ->
            let x = matrix dtype [ [ 1.0; 0.0 ]; [ 0.0; 0.0 ] ]
            let f = Tensor.Qr x
            Tensor.MatMul(f.Q, f.R) |> near dtype x

            allNaN (grad (fun x -> Tensor.Qr(x).Q.Sum()) x)
            allNaN (Ad.Pushforward(Func<_, _>(fun (x: Tensor) -> Tensor.Qr(x).Q), x, x).Tangent))
        inBoth "eigenvalues ascend, and each vector's largest element is positive" (fun dtype ->
            let x = matrix dtype [ [ 2.0; 0.0; 0.0 ]; [ 0.0; -1.0; 0.0 ]; [ 0.0; 0.0; 1.0 ] ]
            let f = Tensor.Eigh x
            f.Values |> expect dtype [ 3 ] [ -1.0; 1.0; 2.0 ]
            f.Vectors |> near dtype (matrix dtype [ [ 0.0; 0.0; 1.0 ]; [ 1.0; 0.0; 0.0 ]; [ 0.0; 1.0; 0.0 ] ])
            let g = Tensor.Eigh(matrix dtype [ [ 1.0; -2.0 ]; [ -2.0; 4.0 ] ])
            g.Values |> near dtype (tensor dtype [ 2 ] [ 0.0; 5.0 ])
            let a, b = 1.0 / sqrt 5.0, 2.0 / sqrt 5.0
            g.Vectors |> near dtype (matrix dtype [ [ b; -a ]; [ a; b ] ]))
        inBoth "equal eigenvalues: symmetric functions of the values have a derivative, vectors have none" (fun dtype ->
            let two = matrix dtype [ [ 2.0; 0.0 ]; [ 0.0; 2.0 ] ]
            grad (fun x -> Tensor.Exp(Tensor.Eigh(x).Values).Sum()) two |> near dtype (two * (exp 2.0 / 2.0))

            let weights = matrix dtype [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]

            Expect.isFalse
                (isFinite (grad (fun x -> (weights * Tensor.Eigh(x).Vectors).Sum()) two))
                "not differentiable")
        inBoth "singular values descend, and the factors multiply back" (fun dtype ->
            for m, n in [ 4, 2; 3, 3; 2, 4 ] do
                let x = tensor dtype [ m; n ] [ for i in 1 .. m * n -> float ((i * 7) % 5) - 2.0 ]
                let f = Tensor.Svd x
                let s = f.S.ToArray()
                Expect.sequenceEqual s (Array.sortDescending s) "descending"
                Expect.all s (fun s -> s >= 0.0) "0 or more"
                orthonormal dtype f.U
                orthonormal dtype f.Vt.T
                Tensor.MatMul(f.U * f.S, f.Vt) |> near dtype x
                let tall = if m >= n then f.U.T else f.Vt

                for k in 0 .. min m n - 1 do
                    let row = tall.Slice(0, k, k + 1).ToArray()
                    Expect.isGreaterThan (Array.maxBy abs row) 0.0 "the largest element")
        inBoth "a matrix of rank 1 has its norm as singular value, whose derivative is u vᵀ" (fun dtype ->
            let x = matrix dtype [ [ 3.0; 0.0 ]; [ 4.0; 0.0 ]; [ 0.0; 0.0 ] ]
            Tensor.Svd(x).S |> near dtype (tensor dtype [ 2 ] [ 5.0; 0.0 ])

            grad (fun x -> Tensor.Svd(x).S.Slice(0, 0, 1).Sum()) x
            |> near dtype (matrix dtype [ [ 0.6; 0.0 ]; [ 0.8; 0.0 ]; [ 0.0; 0.0 ] ])

            let weights = Tensor.Ones([| 3; 2 |], dtype)
            Expect.isFalse (isFinite (grad (fun x -> (weights * Tensor.Svd(x).U).Sum()) x)) "not differentiable")
        inBoth "a square matrix needs no full rank for a derivative of its vectors" (fun dtype ->
            let x = matrix dtype [ [ 2.0; 0.0 ]; [ 0.0; 0.0 ] ]
            let along = matrix dtype [ [ 3.0; 1.0 ]; [ 2.0; 0.0 ] ]
            let u (x: Tensor) = Tensor.Svd(x).U
            let vt (x: Tensor) = Tensor.Svd(x).Vt

            for f, tangent, cotangent in
                [
                    u, [ 0.0; -1.0; 1.0; 0.0 ], [ 0.0; 0.0; -0.5; 0.0 ]
                    vt, [ 0.0; 0.5; -0.5; 0.0 ], [ 0.0; 0.5; 0.0; 0.0 ]
                ] do
                let struct (_, xDot) = AD.pushforward f x along
                xDot |> expect dtype [ 2; 2 ] tangent
                let struct (_, back) = AD.pullback f x
                back (matrix dtype [ [ 5.0; 1.0 ]; [ 0.0; 7.0 ] ]) |> expect dtype [ 2; 2 ] cotangent)
        inBoth "zero matrices and empty ones have factors" (fun dtype ->
            let f = Tensor.Svd(Tensor.Zeros([| 3; 2 |], dtype))
            f.S |> expect dtype [ 2 ] [ 0.0; 0.0 ]
            orthonormal dtype f.U
            orthonormal dtype f.Vt.T
            Tensor.Eigh(tensor dtype [ 0; 0 ] []).Values |> expect dtype [ 0 ] []
            let empty = Tensor.Svd(tensor dtype [ 2; 0 ] [])
            empty.U |> expect dtype [ 2; 0 ] []
            empty.S |> expect dtype [ 0 ] []
            empty.Vt |> expect dtype [ 0; 0 ] [])
        inBoth "larger matrices multiply back too" (fun dtype ->
            let m, n = 70, 50
            let x = tensor dtype [ m; n ] [ for i in 1 .. m * n -> sin (float (i * i)) ]
            let widened (x: Tensor) = Tensor.Create(x.ToArray(), x.Shape.ToArray())

            // The factors are rounded to the dtype once: their products are off by that, times the size of a sum of n terms.
            let close (expected: Tensor) (actual: Tensor) =
                let error = Tensor.Abs(widened actual - widened expected).ToArray() |> Array.max
                Expect.isLessThan error (if dtype = DType.Float32 then 3e-5 else 1e-12) "multiplied back"

            let qr, svd = Tensor.Qr x, Tensor.Svd x
            Tensor.MatMul(qr.Q, qr.R) |> close x
            Tensor.MatMul(svd.U * svd.S, svd.Vt) |> close x
            let square = Tensor.MatMul(x, x, true, false) / 50.0
            let eigh, l = Tensor.Eigh square, Tensor.Cholesky square
            Tensor.MatMul(eigh.Vectors * eigh.Values, eigh.Vectors, false, true) |> close square
            Tensor.MatMul(l, l, false, true) |> close square

            let shifted =
                square + tensor dtype [ n; n ] [ for i in 0 .. n * n - 1 -> if i % (n + 1) = 0 then 1.0 else 0.0 ]

            Tensor.MatMul(shifted, Tensor.Solve(shifted, x.T)) |> close x.T
            Tensor.MatMul(shifted, Tensor.MatMul(Tensor.Inverse shifted, x.T)) |> close x.T)
        inBoth "very large and very small matrices are factored like others" (fun dtype ->
            for exponent in (if dtype = DType.Float32 then [ 120; -120 ] else [ 1000; -1000 ]) do
                let x = tensor dtype [ 4; 3 ] [ for i in 1..12 -> float ((i * 7) % 5) - 2.0 ]
                let square = Tensor.MatMul(x, x, true, false)

                let by exponent (x: Tensor) =
                    tensor dtype (List.ofSeq x.Shape) [ for e in x.ToArray() -> Math.ScaleB(e, exponent) ]

                let scaled, back = by exponent, by -exponent
                let qr, qr' = Tensor.Qr x, Tensor.Qr(scaled x)
                near dtype qr.Q qr'.Q
                near dtype qr.R (back qr'.R)
                let svd, svd' = Tensor.Svd x, Tensor.Svd(scaled x)
                near dtype svd.U svd'.U
                near dtype svd.S (back svd'.S)
                near dtype svd.Vt svd'.Vt
                let eigh, eigh' = Tensor.Eigh square, Tensor.Eigh(scaled square)
                near dtype eigh.Vectors eigh'.Vectors
                near dtype eigh.Values (back eigh'.Values)
                let roots = by (-exponent / 2)
                near dtype (Tensor.Cholesky square) (roots (Tensor.Cholesky(scaled square)))
                near dtype (Tensor.Inverse square) (scaled (Tensor.Inverse(scaled square)))
                near dtype (Tensor.Solve(square, x.T)) (Tensor.Solve(scaled square, scaled x.T)))
        inBoth "NaN goes through" (fun dtype ->
            let x = withNaN dtype
            let eigh, svd, qr = Tensor.Eigh x, Tensor.Svd x, Tensor.Qr x
            List.iter allNaN [ eigh.Values; eigh.Vectors; svd.U; svd.S; svd.Vt; qr.Q ]
            Expect.isTrue (Double.IsNaN(Tensor.Cholesky(x).ToArray()[0])) "Cholesky")
        shape "Cholesky wants [… n, n], a square matrix or a batch of them, but got [2, 3]." (fun () ->
            Tensor.Cholesky(zeros [ 2; 3 ]))
        shape "Qr wants [… m, n], a matrix or a batch of them, but got [3]." (fun () -> Tensor.Qr(zeros [ 3 ]).Q)
        shape "Eigh wants [… n, n], a square matrix or a batch of them, but got [2, 3]." (fun () ->
            Tensor.Eigh(zeros [ 2; 3 ]).Values)
        shape "Svd wants [… m, n], a matrix or a batch of them, but got [3]." (fun () -> Tensor.Svd(zeros [ 3 ]).S)
    ]
