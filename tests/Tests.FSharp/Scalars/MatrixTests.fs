/// Jacobians, Hessians and linear maps of functions on Real.
module Functional.Tests.Scalars.MatrixTests

open System
open System.Threading.Tasks
open Expecto
open Functional.Core
open Functional.Tests.Scalars.RealModes

let private flat (m: float[,]) = m |> Seq.cast<float> |> Seq.toList

let private close what (actual: float seq) (expected: float seq) =
    Expect.equal (Seq.length actual) (Seq.length expected) $"{what}: count"
    Seq.iter2 (fun a e -> Expect.floatClose Accuracy.high a e what) actual expected

/// xᵢ ↦ (sin(xᵢ xᵢ₊₁), …), as many answers as are asked for.
let private f count (x: Real[]) = [|
    for i in 0 .. count - 1 -> sin (x[i % x.Length] * x[(i + 1) % x.Length]) + float i * x[0]
|]

let private naive count (x: float[]) =
    Array2D.init count x.Length (fun i j ->
        let a, b = i % x.Length, (i + 1) % x.Length
        let slope = cos (x[a] * x[b])

        (if j = a then slope * x[b] else 0.0)
        + (if j = b then slope * x[a] else 0.0)
        + (if j = 0 then float i else 0.0))

let private point n = Array.init n (fun i -> 0.3 + 0.1 * float i)

let private jacobians =
    testList "the Jacobian, by rows and by columns" [
        for m, n in [ 1, 20; 2, 16; 3, 3; 20, 2; 5, 9; 4, 17 ] do
            testCase $"{m} answers of {n} inputs" (fun () ->
                let x = point n
                close "doubles" (flat (Scalars.Jacobian(f m, x))) (flat (naive m x))
                let real = Scalars.Jacobian(f m, Array.map real x) |> Array2D.map float
                close "Real" (flat real) (flat (naive m x)))

        testCase "no answers, no inputs, an answer that is constant" (fun () ->
            Expect.equal (Scalars.Jacobian((fun _ -> [||]), [| 1.0 |])) (Array2D.zeroCreate 0 1) "no answers"

            Expect.equal
                (Scalars.Jacobian((fun _ -> [| real 1.0 |]), ([||]: float[])))
                (Array2D.zeroCreate 1 0)
                "no inputs"

            Expect.equal (Scalars.Jacobian((fun _ -> [| real 1.0 |]), [| 1.0 |])) (Array2D.zeroCreate 1 1) "constant")

        testCase "a singular slope that a column does not meet does no harm" (fun () ->
            let root (x: Real[]) = [| sqrt x[0]; x[1] |]
            Expect.equal (flat (Scalars.Jacobian(root, [| 0.0; 1.0 |]))) [ Double.PositiveInfinity; 0.0; 0.0; 1.0 ] "J")
    ]

let private scalar (x: Real[]) = sin (x[0] * x[1]) + exp (x[1] * x[2]) + x[2] * x[2] * x[2] / x[0]

let private hessian =
    testCase "the Hessian is symmetric, its products are Hvp, and its rows are those of nested gradients" (fun () ->
        let x, v = [| 0.7; -0.3; 1.2 |], [| 1.0; -2.0; 0.5 |]
        let h = Scalars.Hessian(scalar, x)
        let nested = Scalars.Hessian(scalar, Array.map real x) |> Array2D.map float
        close "reverse over reverse" (flat nested) (flat h)
        close "symmetry" (flat (Array2D.init 3 3 (fun i j -> h[j, i]))) (flat h)
        let product = [| for i in 0..2 -> h[i, 0] * v[0] + h[i, 1] * v[1] + h[i, 2] * v[2] |]
        close "H v" (Scalars.Hvp(scalar, x, v)) product
        close "H v on Real" (Scalars.Hvp(scalar, Array.map real x, Array.map real v) |> Array.map float) product
        // ∂²f/∂x₀² by hand.
        let expected = -0.3 * -0.3 * -sin(0.7 * -0.3) + 2.0 * 1.2 ** 3.0 / 0.7 ** 3.0
        Expect.floatClose Accuracy.high h[0, 0] expected "by hand")

let private hessians =
    testList "Hessians" [
        testCase "of more inputs than lanes" (fun () ->
            let f (x: Real[]) =
                Seq.fold (fun s i -> s + x[i] * x[i] * x[(i + 1) % 11]) (real 0.0) (seq { 0..10 })

            let x = point 11

            let expected =
                Array2D.init 11 11 (fun i j ->
                    if i = j then 2.0 * x[(i + 1) % 11]
                    elif j = (i + 1) % 11 then 2.0 * x[i]
                    elif i = (j + 1) % 11 then 2.0 * x[j]
                    else 0.0)

            close "H" (flat (Scalars.Hessian(f, x))) (flat expected)
            let program = Scalars.Trace(f, Array.create 11 1.0)
            close "of a program" (flat (program.Hessian x)) (flat expected))

        testCase "where a seed is exactly 0, its tangent is not lost" (fun () ->
            // (ln x)² at 1: the seed of the logarithm is 0, and the second derivative 2.
            Expect.equal (Scalars.Hessian((fun x -> Real.Square(log x[0])), [| 1.0 |])[0, 0]) 2.0 "ln²")

        testCase "of a constant, of no inputs, and of a branch" (fun () ->
            Expect.equal (Scalars.Hessian((fun _ -> real 1.0), [| 1.0 |])) (Array2D.zeroCreate 1 1) "constant"
            Expect.equal (Scalars.Hessian((fun _ -> real 1.0), ([||]: float[]))) (Array2D.zeroCreate 0 0) "no inputs"
            let branch (x: Real[]) = if x[0] > real 0.0 then x[0] * x[0] else x[0]
            Expect.equal (Scalars.Hessian(branch, [| 2.0 |])[0, 0]) 2.0 "one side"
            Expect.equal (Scalars.Hessian(branch, [| -2.0 |])[0, 0]) 0.0 "the other")

        testCase "of a long function, by columns" (fun () ->
            let f (x: Real[]) = Seq.fold (fun y _ -> y + x[0] * x[0] * 1e-5) x[1] (seq { 1..50_000 })
            Expect.floatClose Accuracy.medium (Scalars.Hessian(f, [| 3.0; 1.0 |])[0, 0]) 1.0 "H")

        testCase "beside a number of an outer call, on which it may not depend" (fun () ->
            let inner (x: Real) = Real(Scalars.Hessian((fun y -> x + y[0] * y[0]), [| 3.0 |])[0, 0])
            Expect.equal (float (push inner (real 1.0))) 0.0 "x is only added"
            let wrong (x: Real) = Real(Scalars.Hessian((fun y -> x * y[0] * y[0]), [| 3.0 |])[0, 0])
            Expect.throwsT<TraceException> (fun () -> push wrong (real 1.0) |> ignore) "2x would lose its derivative")
    ]

let private maps =
    testList "linear maps" [
        test "the pullback is the transpose of the pushforward" {
            let x, v, w = point 4, [| 1.0; -1.0; 0.5; 2.0 |], [| 0.3; -0.7; 1.1 |]
            let pushed = Scalars.Pushforward(f 3, x, v)
            let pulled = Scalars.Pullback(f 3, x)
            close "values" pushed.Value pulled.Value
            let dot = Array.fold2 (fun s a b -> s + a * b) 0.0

            Expect.floatClose
                Accuracy.high
                (dot w pushed.Tangent)
                (dot (pulled.Pullback.Invoke w) v)
                "⟨w, Jv⟩ = ⟨Jᵀw, v⟩"
        }
        test "a pullback is called again, with other cotangents and at the same time, and outlives other calls" {
            let pulled = Scalars.Pullback(f 3, point 4)
            let rows = naive 3 (point 4)

            for _ in 1..3 do
                Scalars.Gradient(scalar, [| 1.0; 2.0; 3.0 |]) |> ignore

            let answers = Array.zeroCreate 300

            Parallel.For(
                0,
                300,
                fun i -> answers[i] <- pulled.Pullback.Invoke(Array.init 3 (fun j -> if j = i % 3 then 1.0 else 0.0))
            )
            |> ignore

            answers |> Array.iteri (fun i row -> close $"row {i % 3}" row [ for j in 0..3 -> rows[i % 3, j] ])
        }
        test "vectors of another length are errors" {
            let message (f: unit -> obj) =
                try
                    f () |> ignore
                    "no error"
                with :? ShapeException as e ->
                    e.Message

            Expect.equal
                (message (fun () -> box (Scalars.Pushforward(f 1, [| 1.0; 2.0 |], [| 1.0 |]))))
                "Scalars.Pushforward wants a vector of 2 numbers, but got one of 1."
                "pushforward"

            Expect.equal
                (message (fun () -> box (Scalars.Hvp(scalar, [| 1.0; 2.0; 3.0 |], [| 1.0 |]))))
                "Scalars.Hvp wants a vector of 3 numbers, but got one of 1."
                "hvp"

            Expect.equal
                (message (fun () -> box (Scalars.Pullback(f 1, [| 1.0; 2.0 |]).Pullback.Invoke [| 1.0; 2.0 |])))
                "Scalars.Pullback wants a vector of 1 numbers, but got one of 2."
                "pullback"
        }
    ]

[<Tests>]
let tests = testList "Real matrices" [ jacobians; hessian; hessians; maps ]
