/// Linear algebra where matrices are singular, and at the ends of the range of numbers.
module Functional.Tests.Ops.SingularMatrixTests

open System
open System.Numerics
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Tests.Ops.LinearAlgebraTests

// ---- Det, beside whole numbers.

/// Bareiss's elimination, in which every division leaves no rest.
let private wholeDet (rows: BigInteger[][]) =
    let n = rows.Length
    let a = Array.map Array.copy rows
    let mutable sign, previous = BigInteger.One, BigInteger.One

    for k in 0 .. n - 2 do
        match [ k .. n - 1 ] |> List.tryFind (fun i -> a[i][k] <> BigInteger.Zero) with
        | None -> sign <- BigInteger.Zero
        | Some i ->
            if i <> k then
                let row = a[i]
                a[i] <- a[k]
                a[k] <- row
                sign <- -sign

            for i in k + 1 .. n - 1 do
                for j in k + 1 .. n - 1 do
                    a[i][j] <- (a[i][j] * a[k][k] - a[i][k] * a[k][j]) / previous

            previous <- a[k][k]

    if n = 0 then BigInteger.One else sign * a[n - 1][n - 1]

/// All ways to replace one row by the first direction's, another by the second's and so on: the sum of their determinants is the derivative.
let rec private replaced (directions: BigInteger[][] list) (free: int list) (rows: BigInteger[][]) =
    match directions with
    | [] -> wholeDet rows
    | direction :: rest ->
        free
        |> List.map (fun i ->
            let next = Array.copy rows
            next[i] <- direction[i]
            replaced rest (List.except [ i ] free) next)
        |> List.fold (+) BigInteger.Zero

/// Elements are whole multiples of 2⁻⁵⁰, which tensors hold exactly.
let private grid = 50

let private whole scale (x: Tensor) =
    let n = x.Shape[0]
    let data = x.ToArray()
    Array.init n (fun i -> Array.init n (fun j -> BigInteger(Math.ScaleB(data[i * n + j], scale))))

let private exactDerivative (x: Tensor) (directions: Tensor list) =
    let n = x.Shape[0]

    if directions.Length > n then
        0.0
    else
        let sum = replaced (List.map (whole 0) directions) [ 0 .. n - 1 ] (whole grid x)
        let bits = int (sum.GetBitLength())
        let kept = max 0 (bits - 1000)
        Math.ScaleB(float (sum >>> kept), kept - grid * (n - directions.Length))

let private onGrid (x: Tensor) =
    Tensor.Create(
        x.ToArray() |> Array.map (fun a -> Math.ScaleB(round (Math.ScaleB(a, grid)), -grid)),
        x.Shape.ToArray()
    )

let private uniform (random: Random) (shape: int list) =
    Tensor.Create(Array.init (List.fold (*) 1 shape) (fun _ -> 2.0 * random.NextDouble() - 1.0), List.toArray shape)

let private small (random: Random) n = Tensor.Create(Array.init (n * n) (fun _ -> float (random.Next(-3, 4))), n, n)

let private ofRank (random: Random) n rank =
    let whole rows columns =
        Tensor.Create(Array.init (rows * columns) (fun _ -> float (random.Next(-3, 4)) / 4.0), rows, columns)

    Tensor.MatMul(whole n rank, whole rank n)

/// Singular values from 1 down to 10⁻¹².
let private illConditioned (random: Random) n =
    let rotation () = Tensor.Qr(uniform random [ n; n ]).Q
    let s = Tensor.Create(Array.init n (fun i -> Math.Pow(10.0, -12.0 * float i / float (max 1 (n - 1)))))
    Tensor.MatMul(rotation () * s, rotation ()) |> onGrid

let private inReverse (directions: Tensor list) x =
    let step f (d: Tensor) x = (grad f x * d).Sum()
    List.fold step Tensor.Det directions x

let private inForward (directions: Tensor list) x =
    let step (f: Tensor -> Tensor) d x = Ad.Pushforward(Func<_, _>(f), x, d).Tangent
    List.fold step Tensor.Det directions x

let private determinants =
    testList "every derivative of a determinant is that of the polynomial" [
        for n, orders in [ 1, 3; 2, 4; 3, 4; 4, 5; 5, 4; 8, 3 ] do
            let random = Random n

            for name, x in
                [
                    "0", Tensor.Zeros [| n; n |]
                    "rank 1", ofRank random n 1
                    "rank n - 2", ofRank random n (max 0 (n - 2))
                    "rank n - 1", ofRank random n (n - 1)
                    "whole numbers", small random n
                    "any", onGrid (uniform random [ n; n ])
                    "condition 1e12", illConditioned random n
                ] do
                testCase $"{n} × {n}, {name}" (fun () ->
                    for order in 1..orders do
                        let directions = [ for _ in 1..order -> small random n ]
                        let expected = exactDerivative x directions
                        let size (x: Tensor) = x.Norm().ToScalar()
                        // Each factor has its norm, and so has the rounding of its elements.
                        let scale =
                            Math.Pow(size x, float (max 0 (n - order)))
                            * (directions |> List.map size |> List.fold (*) 1.0)

                        for mode, derivative in [ "reverse", inReverse; "forward", inForward ] do
                            let actual: float = (derivative directions x).ToScalar()
                            let message = $"order {order}, {mode}: {actual} for {expected}"

                            Expect.isLessThan
                                (abs (actual - expected))
                                (1e-13 * abs expected + 1e-15 * scale + 1e-300)
                                message)
        test "its Hessian is exact where it is constant, and 0 beyond its degree" {
            let hessian n =
                (Ad.Hessian(Func<Tensor, Tensor>(Tensor.Det)).Invoke(Tensor.Zeros [| n; n |])).Reshape(n * n, n * n)

            hessian 2 |> expect DType.Float64 [ 4; 4 ] [ 0; 0; 0; 1; 0; 0; -1; 0; 0; -1; 0; 0; 1; 0; 0; 0 ]
            hessian 1 |> expect DType.Float64 [ 1; 1 ] [ 0 ]
            hessian 0 |> expect DType.Float64 [ 0; 0 ] []
        }
        test "its products stay in range" {
            let x = (Tensor.Create [| 1e200; 1e200; 1e-200; 1e-200 |]).Diag()
            let slope = (grad Tensor.Det x).Diagonal()
            Compare.close 1e-13 "cofactors" (Tensor.Create [| 1e-200; 1e-200; 1e200; 1e200 |]) slope
            Compare.close 1e-13 "det" (Tensor.Create [| 1.0 |]) (Tensor.Det(x).Reshape 1)
        }
    ]

// ---- The ends of the range.

let private ends =
    testList "elements at the ends of the range are scaled first" [
        for s in [ 1.0; 1.1e308; 1e-305; 1e-320 ] do
            testCase $"{s}" (fun () ->
                // What the smallest numbers hold of their digits.
                let tolerance = if s < 1e-310 then 1e-3 else 1e-12
                let one = matrix DType.Float64 [ [ 1.0; 0.5 ]; [ 0.5; 1.0 ] ]
                let x = one * s
                let close name (expected: Tensor) actual = Compare.close tolerance name expected actual
                close "Eigh" (Tensor.Eigh(one).Values) (Tensor.Eigh(x).Values / s)
                close "Eigh's vectors" (Tensor.Eigh(one).Vectors) (Tensor.Eigh(x).Vectors)
                close "Svd" (Tensor.Svd(one).S) (Tensor.Svd(x).S / s)
                close "Qr" (Tensor.Qr(one).R) (Tensor.Qr(x).R / s)
                close "Cholesky" (Tensor.Cholesky one) (Tensor.Cholesky(x) / sqrt s)
                close "Solve" (Tensor.Solve(one, one)) (Tensor.Solve(x, x))
                close "SymmetricSqrt" (Tensor.SymmetricSqrt one) (Tensor.SymmetricSqrt(x) / sqrt s)
                close "Slogdet" (Tensor.Slogdet(one).LogAbs) (Tensor.Slogdet(x).LogAbs - 2.0 * log s)

                if s > 1e-310 then
                    close "Inverse" (Tensor.Inverse one) (Tensor.Inverse(x) * s)
                    close "Pinv" (Tensor.Pinv one) (Tensor.Pinv(x) * s)

                let below = matrix DType.Float64 [ [ 1.0; 0.0 ]; [ 1.0; 1.0 ] ] * s

                close
                    "TriangularSolve"
                    (Tensor.Create [| 1.5; -3.0 |])
                    (Tensor.TriangularSolve(below, Tensor.Create [| 1.5; -1.5 |] * s))

                let turn = matrix DType.Float64 [ [ 1.0; 1.0 ]; [ -1.0; 1.0 ] ] * s

                close
                    "a sum of the largest"
                    (Tensor.Create [| 0.0; 1.0 |])
                    (Tensor.Solve(turn, Tensor.Create [| s; s |])))
        test "what is small beside the largest keeps its digits" {
            let x = (Tensor.Create [| 1e308; 1e-300 |]).Diag()
            Compare.close 1e-13 "Inverse" (Tensor.Create [| 1e-308; 1e300 |]) (Tensor.Inverse(x).Diagonal())
            Compare.close 1e-13 "Cholesky" (Tensor.Create [| 1e154; 1e-150 |]) (Tensor.Cholesky(x).Diagonal())
        }
    ]

// ---- Functions of matrices.

let private functions =
    testList "functions of matrices" [
        inBoth "a nilpotent matrix needs no squaring, however large" (fun dtype ->
            let large = if dtype = DType.Float32 then 1e38 else 1e300
            let x = matrix dtype [ [ 0.0; large ]; [ 0.0; 0.0 ] ]
            Tensor.MatrixExp x |> near dtype (matrix dtype [ [ 1.0; large ]; [ 0.0; 1.0 ] ]))
        test "an exponential keeps its digits where elements are large and powers are not" {
            let x = matrix DType.Float64 [ [ 1.0; 1e8 ]; [ 0.0; -1.0 ] ]
            let expected = matrix DType.Float64 [ [ exp 1.0; 1e8 * sinh 1.0 ]; [ 0.0; exp -1.0 ] ]
            Compare.close 1e-14 "exp" expected (Tensor.MatrixExp x)
        }
        test "an exponential of which no digit can be told is NaN" {
            let x = matrix DType.Float64 [ [ 0.0; 1e20 ]; [ -1e20; 0.0 ] ]
            Expect.all ((Tensor.MatrixExp x).ToArray()) Double.IsNaN "exp"
            Tensor.MatrixExp(tensor DType.Float64 [ 1; 1 ] [ -1e300 ]) |> expect DType.Float64 [ 1; 1 ] [ 0.0 ]
        }
        inBoth "a singular matrix without negative eigenvalues has a root" (fun dtype ->
            let x = matrix dtype [ [ 1.0; 2.0; 3.0 ]; [ 2.0; 4.0; 6.0 ]; [ 3.0; 6.0; 9.0 ] ]
            Tensor.SymmetricSqrt x |> near dtype (x / sqrt 14.0))
        inBoth "a kink between two eigenvalues is no smooth function" (fun dtype ->
            let x = (tensor dtype [ 2 ] [ -1.0; 1.5 ]).Diag()
            let f (x: Tensor) = Tensor.SymmetricFunction(x, fun x -> Tensor.Abs x)
            let along = matrix dtype [ [ 1.0; 1.0 ]; [ 1.0; 1.0 ] ]
            let moved = Ad.Pushforward(Func<_, _>(f), x, along).Tangent
            moved |> near dtype (matrix dtype [ [ -1.0; 0.2 ]; [ 0.2; 1.0 ] ]))
        inBoth "NaN goes through, and nothing has functions" (fun dtype ->
            let x = matrix dtype [ [ nan; 1.0 ]; [ 1.0; 2.0 ] ]

            for f in [ Tensor.MatrixExp; Tensor.SymmetricExp; (fun x -> Tensor.Pinv x) ] do
                Expect.all ((f x).ToArray()) Double.IsNaN "NaN"
                f (tensor dtype [ 0; 0 ] []) |> expect dtype [ 0; 0 ] []
                f (tensor dtype [ 0; 2; 2 ] []) |> expect dtype [ 0; 2; 2 ] []

            Tensor.Pinv(tensor dtype [ 0; 3 ] []) |> expect dtype [ 3; 0 ] []
            Tensor.Lstsq(tensor dtype [ 0; 2 ] [], tensor dtype [ 0 ] []) |> expect dtype [ 2 ] [ 0.0; 0.0 ]
            Tensor.MatrixPower(tensor dtype [ 0; 0 ] [], 3) |> expect dtype [ 0; 0 ] [])
        inBoth "the tolerance says which singular values are 0" (fun dtype ->
            let x = (tensor dtype [ 2 ] [ 4.0; 1.0 ]).Diag()
            Tensor.Pinv(x, 0.1) |> expect dtype [ 2; 2 ] [ 0.25; 0.0; 0.0; 1.0 ]
            Tensor.Pinv(x, 0.25) |> expect dtype [ 2; 2 ] [ 0.25; 0.0; 0.0; 0.0 ]
            Tensor.Lstsq(x, tensor dtype [ 2 ] [ 4.0; 4.0 ], 0.5) |> expect dtype [ 2 ] [ 1.0; 0.0 ])
        test "a power of the least exponent is one" {
            let x = matrix DType.Float64 [ [ 0.0; 1.0 ]; [ 1.0; 0.0 ] ]
            Tensor.MatrixPower(x, Int32.MinValue) |> expect DType.Float64 [ 2; 2 ] [ 1.0; 0.0; 0.0; 1.0 ]
        }
        testCase "errors" (fun () ->
            let square = "a square matrix or a batch of them, but got [2, 3]."
            fails<ShapeException> $"MatrixExp wants [… n, n], {square}" (fun () -> Tensor.MatrixExp(zeros [ 2; 3 ]))

            fails<ShapeException> $"MatrixPower wants [… n, n], {square}" (fun () ->
                Tensor.MatrixPower(zeros [ 2; 3 ], 2))

            fails<ShapeException> $"SymmetricFunction wants [… n, n], {square}" (fun () ->
                Tensor.SymmetricExp(zeros [ 2; 3 ]))

            fails<ShapeException>
                "SymmetricFunction wants an elementwise function: [2] for [2], but got []."
                (fun () -> Tensor.SymmetricFunction(eye 2, fun x -> x.Sum()))

            fails<ShapeException> "Pinv wants [… m, n], a matrix or a batch of them, but got [3]." (fun () ->
                Tensor.Pinv(zeros [ 3 ]))

            fails<DomainException> "Pinv wants a tolerance of 0 or more, but got -1." (fun () ->
                Tensor.Pinv(eye 2, -1.0))

            fails<ShapeException>
                "Lstsq wants [… m, n] and right-hand sides [m] or [… m, k], but got [3, 2] and [2]."
                (fun () -> Tensor.Lstsq(zeros [ 3; 2 ], zeros [ 2 ]))

            fails<DomainException> "Lstsq wants a tolerance of 0 or more, but got NaN." (fun () ->
                Tensor.Lstsq(eye 2, eye 2, nan))

            fails<DTypeException>
                "Lstsq wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."
                (fun () -> Tensor.Lstsq(eye 2, Tensor.Eye(2, DType.Float32))))
        test "a function of a matrix may not capture a traced value" {
            let f (p: Tensor) = Tensor.SymmetricFunction(eye 2, fun x -> x * p).Sum()
            Expect.throwsT<TraceException> (fun () -> grad f (Tensor.Create([| 2.0 |], [||])) |> ignore) "captured"
        }
    ]

// ---- What is not selected.

/// Operations with a value at the singular matrix below, most of them without a derivative there.
let private valued: (string * (Tensor -> Tensor)) list = [
    "Qr, Q", (fun x -> Tensor.Qr(x).Q)
    "Qr, R", (fun x -> Tensor.Qr(x).R)
    "Qr of a wide matrix", (fun x -> Tensor.Qr(x.Slice(-2, 0, 2)).R)
    "Svd, U", (fun x -> Tensor.Svd(x).U)
    "Svd, S", (fun x -> Tensor.Svd(x).S)
    "Eigh, Values", (fun x -> Tensor.Eigh(x).Values)
    "Eigh, Vectors", (fun x -> Tensor.Eigh(x).Vectors)
    "Slogdet", (fun x -> Tensor.Slogdet(x).LogAbs)
    "Det", Tensor.Det
    "Pinv", (fun x -> Tensor.Pinv x)
    "Lstsq", (fun x -> Tensor.Lstsq(x, Tensor.Ones([| 3; 1 |], x.DType)))
    "MatrixExp", Tensor.MatrixExp
    "MatrixPower", (fun x -> Tensor.MatrixPower(x, 3))
    "SymmetricExp", Tensor.SymmetricExp
    "SymmetricLog", Tensor.SymmetricLog
    "SymmetricSqrt", Tensor.SymmetricSqrt
    "SymmetricFunction", (fun x -> Tensor.SymmetricFunction(x, fun x -> Tensor.Sqrt x))
]

let private unselected =
    testList "a matrix that is not selected contributes nothing" [
        for name, f in valued do
            inBoth name (fun dtype ->
                let matrix = matrix dtype
                let singular = matrix [ [ 1.0; 2.0; 0.0 ]; [ 2.0; 4.0; 0.0 ]; [ 0.0; 0.0; 0.0 ] ]
                let regular = matrix [ [ 2.0; 0.3; 0.1 ]; [ 0.3; 3.0; 0.2 ]; [ 0.1; 0.2; 5.0 ] ]
                let batch = Tensor.Stack([| singular; regular |], 0)
                let zero = tensor dtype [] [ 0.0 ]
                let along = Tensor.OnesLike singular
                let push f x dot = Ad.Pushforward(Func<Tensor, Tensor>(f), x, dot).Tangent
                let isLarge (x: Tensor) = Tensor.Greater(x.Sum(), tensor dtype [] [ 9.5 ])
                let each f x = Ad.Vectorize(Func<Tensor, Tensor>(f)).Invoke x
                let total x = (f x).Sum()
                let slope = grad total regular
                let slopes = Tensor.Stack([| Tensor.ZerosLike slope; slope |], 0)

                // Of the batch, the answer of the regular matrix.
                let ofBatch (x: Tensor) =
                    let y = f x
                    let ones = Array.create (y.Rank - 1) 1
                    Tensor.Where((tensor dtype [ 2 ] [ 0.0; 1.0 ]).Reshape([| 2; yield! ones |]), y, zero).Sum()

                let chosen x = Tensor.Where(isLarge x, total x, zero)
                let branch x = Ad.Cond(isLarge x, total, (fun (x: Tensor) -> 0.0 * x.Sum()), x)
                let tolerance = if dtype = DType.Float32 then 1e-4 else 1e-12
                let close what (expected: Tensor) actual = Compare.close tolerance what expected actual

                close "reverse" slopes (grad ofBatch batch)
                close "compiled" slopes (Ad.Compile(Func<_, _>(grad ofBatch)).Invoke batch)
                close "one matrix" (Tensor.ZerosLike singular) (grad chosen singular)
                close "of cond" (Tensor.ZerosLike singular) (grad branch singular)

                for what, g in [ "where", chosen; "cond", branch ] do
                    close $"{what} in a batch" slopes (each (grad g) batch)
                    close $"over a batch of {what}" slopes (grad (fun x -> (each g x).Sum()) batch)
                    close $"forward, {what}" zero (push g singular along)

                // Forward, of an operand that does not move.
                let moving x = f (Tensor.Where((tensor dtype [ 2; 1; 1 ] [ 0.0; 1.0 ]), x, batch))
                let pushed = push moving batch (Tensor.OnesLike batch)
                let still = push f regular along
                close "forward" (Tensor.Stack([| Tensor.ZerosLike still; still |], 0)) pushed)
    ]

[<Tests>]
let tests = testList "Singular matrices" [ determinants; ends; functions; unselected ]
