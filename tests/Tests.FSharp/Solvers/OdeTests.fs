module Functional.Tests.Solvers.OdeTests

open Expecto
open Functional.Core
open Functional.Models

let private close tolerance (expected: Tensor) (actual: Tensor) what =
    Expect.sequenceEqual actual.Shape expected.Shape $"{what}: shape"
    Expect.isTrue (Tensor.AllClose(expected, actual, tolerance, tolerance)) $"{what}: {expected} but {actual}"

let private fine = OdeOptions(RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-11)

let private times = Tensor.ofSeq [ 0.5; 1.0; 1.25; 3.0 ]

/// y' = −k y + cos(w t), in closed form, by the operations of tensors.
let private closed (struct (k: Tensor, w: Tensor, y0: Tensor, ts: Tensor)) =
    let particular (t: Tensor) = (k * Tensor.Cos(w * t) + w * Tensor.Sin(w * t)) / (k * k + w * w)
    let t0 = ts[0]
    particular ts + (y0 - particular t0) * Tensor.Exp(-k * (ts - t0))

let private solved options (struct (k: Tensor, w: Tensor, y0: Tensor, ts)) =
    Ode.solveWith options (fun t (y: Tensor) -> -k * y + Tensor.Cos(w * t)) y0 ts

let private point = struct (Tensor.scalar 0.7, Tensor.scalar 2.0, Tensor.scalar 1.5, times)

let private leaves (struct (a, b, c, d): struct (Tensor * Tensor * Tensor * Tensor)) = [ a; b; c; d ]

let private weigh (y: Tensor) = Tensor.sum (y * y * Tensor.ofSeq [ 1.0; -2.0; 0.5; 3.0 ])

let private derivatives (name, options: OdeOptions, tolerance) =
    testList name [
        test "values" { close tolerance (closed point) (solved options point) "closed form" }

        test "cotangents of parameters, state and times" {
            let expected = AD.grad (closed >> weigh) point
            let actual = AD.grad (solved options >> weigh) point

            for what, (e, a) in List.zip [ "k"; "w"; "y0"; "times" ] (List.zip (leaves expected) (leaves actual)) do
                close tolerance e a what
        }

        test "tangents" {
            let direction = struct (Tensor.scalar 0.3, Tensor.scalar -1.0, Tensor.scalar 2.0, 0.1 * times)
            let struct (_, expected) = AD.pushforward closed point direction
            let struct (_, actual) = AD.pushforward (solved options) point direction
            close tolerance expected actual "pushforward"
        }

        test "second order" {
            let direction = struct (Tensor.scalar 0.3, Tensor.scalar -1.0, Tensor.scalar 2.0, 0.0 * times)
            let expected = AD.hvp (closed >> weigh) point direction
            let actual = AD.hvp (solved options >> weigh) point direction

            for what, (e, a) in List.zip [ "k"; "w"; "y0"; "times" ] (List.zip (leaves expected) (leaves actual)) do
                close (100.0 * tolerance) e a what
        }

        test "a batch shares its steps" {
            let f k = solved options (let struct (_, w, y0, ts) = point in struct (k, w, y0, ts))
            let ks = Tensor.ofSeq [ 0.2; 0.7; 5.0 ]

            let expected =
                Tensor.stack 0 [ for i in 0..2 -> closed (struct (ks[i], Tensor.scalar 2.0, Tensor.scalar 1.5, times)) ]

            close tolerance expected (AD.vectorize f ks) "values"
            let slope g = AD.vectorize (AD.grad (g >> weigh)) ks
            let exact k = closed (struct (k, Tensor.scalar 2.0, Tensor.scalar 1.5, times))
            close (10.0 * tolerance) (slope exact) (slope f) "gradients"
        }
    ]

let private raises<'e when 'e :> exn> message f =
    Expect.throwsC f (fun e -> Expect.equal (e.GetType(), e.Message) (typeof<'e>, message) "type and message")

[<Tests>]
let tests =
    testList "Ode" [
        derivatives ("chosen steps", fine, 1e-7)
        derivatives (
            "checkpoints",
            OdeOptions(RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-11, Checkpoints = Checkpoints.SquareRoot),
            1e-7
        )
        derivatives ("fixed steps", OdeOptions(Method = OdeMethod.RungeKutta4 200), 1e-7)

        derivatives (
            "adjoint",
            OdeOptions(RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-11, Gradient = OdeGradient.Adjoint),
            1e-6
        )

        test "the order of the fixed method is four" {
            let error steps =
                let y =
                    Ode.solveWith
                        (OdeOptions(Method = OdeMethod.RungeKutta4 steps))
                        (fun _ (y: Tensor) -> -y)
                        (Tensor.scalar 1.0)
                        (Tensor.ofSeq [ 0.0; 1.0 ])

                abs (y[1].ToScalar() - exp -1.0)

            Expect.isTrue (abs (error 8 / error 16 - 16.0) < 2.0) $"{error 8 / error 16} is about 2⁴"
        }

        test "the error follows the tolerance" {
            let error tolerance =
                let options = OdeOptions(RelativeTolerance = tolerance, AbsoluteTolerance = tolerance)

                let y =
                    Ode.solveWith
                        options
                        (fun t (y: Tensor) -> y * Tensor.Cos t)
                        (Tensor.scalar 1.0)
                        (Tensor.ofSeq [ 0.0; 10.0 ])

                abs (y[1].ToScalar() - exp (sin 10.0))

            for tolerance in [ 1e-3; 1e-6; 1e-9; 1e-12 ] do
                Expect.isTrue (error tolerance < 30.0 * tolerance) $"{error tolerance} within {tolerance}"
        }

        test "states are trees, and time may run backward" {
            let turn _ (struct (x: Tensor, v: Tensor)) = struct (v, -x)

            let there =
                Ode.solveWith fine turn (struct (Tensor.ones [ 2 ], Tensor.zeros [ 2 ])) (Tensor.ofSeq [ 0.0; 2.0 ])

            let struct (x, v) = there
            close 1e-7 (Tensor.full (cos 2.0) [ 2 ]) x[1] "x"
            close 1e-7 (Tensor.full (-sin 2.0) [ 2 ]) v[1] "v"
            let struct (x, v) = Ode.solveWith fine turn (struct (x[1], v[1])) (Tensor.ofSeq [ 2.0; 0.0 ])
            close 1e-7 (Tensor.ones [ 2 ]) x[1] "back again, x"
            close 1e-7 (Tensor.zeros [ 2 ]) v[1] "back again, v"
        }

        test "one time is the initial state" {
            let y = Ode.solve (fun _ (y: Tensor) -> y) (Tensor.ones [ 3 ]) (Tensor.ofSeq [ 4.0 ])
            Expect.sequenceEqual (y.ToArray()) [ 1.0; 1.0; 1.0 ] "y0"
            Expect.sequenceEqual y.Shape [ 1; 3 ] "with time"
        }

        test "float32 stays float32" {
            let times = Tensor.ofSeq [ 0f; 1f ]
            let options = OdeOptions(RelativeTolerance = 1e-4, AbsoluteTolerance = 1e-6)
            let y = Ode.solveWith options (fun t (y: Tensor) -> -y) (Tensor.ofSeq [ 1f; 2f ]) times
            Expect.equal y.DType DType.Float32 "dtype"
            Expect.isTrue (abs (y.ToArray()[3] - 2.0 * exp -1.0) < 1e-3) "value"
        }

        test "times that turn are an error" {
            raises<DomainException> "Ode.Solve wants times that rise or fall throughout, but got [0. 2. 1.]." (fun () ->
                Ode.solve (fun _ (y: Tensor) -> y) (Tensor.scalar 1.0) (Tensor.ofSeq [ 0.0; 2.0; 1.0 ]) |> ignore)
        }

        test "times without numbers are an error" {
            raises<ShapeException> "Ode.Solve wants times as a vector [n], n ≥ 1, but got []." (fun () ->
                Ode.solve (fun _ (y: Tensor) -> y) (Tensor.scalar 1.0) (Tensor.scalar 1.0) |> ignore)
        }

        test "a rate of change of another shape is an error" {
            raises<ShapeException> "Ode.Solve wants [2], but got []." (fun () ->
                Ode.solve (fun _ (y: Tensor) -> Tensor.sum y) (Tensor.ones [ 2 ]) (Tensor.ofSeq [ 0.0; 1.0 ])
                |> ignore)
        }

        test "too few steps are an error" {
            Expect.throwsC
                (fun () ->
                    Ode.solveWith
                        (OdeOptions(MaxSteps = 5))
                        (fun _ (y: Tensor) -> Tensor.Cos(50.0 * y))
                        (Tensor.scalar 1.0)
                        (Tensor.ofSeq [ 0.0; 9.0 ])
                    |> ignore)
                (fun e ->
                    Expect.isTrue
                        (e.Message.StartsWith "Ode.Solve wants to reach t = 9 within 5 steps, but got t = 0.")
                        e.Message)
        }

        test "a solution that explodes is an error" {
            Expect.throwsC
                (fun () ->
                    Ode.solve (fun _ (y: Tensor) -> y * y) (Tensor.scalar 1.0) (Tensor.ofSeq [ 0.0; 2.0 ]) |> ignore)
                (fun e -> Expect.equal (e.GetType()) typeof<DomainException> e.Message)
        }

        test "what is traced waits for its steps: one operation, and another for its gradient" {
            let f (y: Tensor) = Tensor.sum (Ode.solve (fun _ (y: Tensor) -> -y) y (Tensor.ofSeq [ 0.0; 1.0 ]))
            Expect.stringContains (string (AD.explain f (Tensor.scalar 1.0))) "OdeSolve" "the program"
            let slope = AD.compile (AD.grad f) (Tensor.scalar 1.0)
            close 1e-6 (Tensor.scalar (1.0 + exp -1.0)) slope "1 + 1 / e"
        }
    ]
