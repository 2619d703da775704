/// Steps that are chosen while a traced program runs: values and derivatives are those of the function that is not traced.
module Functional.Tests.Solvers.OdeTracedTests

open Expecto
open Functional.Core
open Functional.Models

let private close tolerance (expected: 'p) (actual: 'p) what =
    for e, a in Seq.zip (Params.leaves expected) (Params.leaves actual) do
        Expect.sequenceEqual a.Shape e.Shape $"{what}: shape"
        Expect.isTrue (Tensor.AllClose(e, a, tolerance, tolerance)) $"{what}: {e} but {a}"

let private same what (expected: 'p) (actual: 'p) = close 1e-13 expected actual what

let private problem options (struct (k: Tensor, y0: Tensor, times: Tensor)) =
    Ode.solveWith options (fun t (y: Tensor) -> -k * y + Tensor.Cos(2.0 * t)) y0 times

let private point =
    struct (Tensor.scalar 0.7, Tensor.ofArray [| 1.5; -0.5 |], Tensor.ofArray [| 0.5; 1.0; 1.25; 3.0 |])

let private weigh (y: Tensor) = Tensor.sum (y * y) + Tensor.sum (Tensor.Sin y)

let private run compiled (f: 'x -> 'y) (x: 'x) : 'y = if compiled then AD.compile f x else f x

let private modes = [
    "discrete", OdeOptions.Default
    "checkpoints", OdeOptions(Checkpoints = Checkpoints.SquareRoot)
    "adjoint", OdeOptions(Gradient = OdeGradient.Adjoint)
    "interpolated", OdeOptions(Interpolate = true)
]

let private direction =
    struct (Tensor.scalar 0.3, Tensor.ofArray [| 2.0; -1.0 |], Tensor.ofArray [| 0.1; 0.0; 0.2; -0.1 |])

let private traced (name, options) =
    let f = problem options
    let loss = f >> weigh

    testList name [
        test "compiled" {
            same "values" (f point) (AD.compile f point)
            same "gradient" (AD.grad loss point) (AD.compile (AD.grad loss) point)
            same "gradient of the compiled" (AD.grad loss point) (AD.grad (AD.compile loss) point)
            let struct (_, expected) = AD.pushforward f point direction
            let struct (_, actual) = AD.compile (AD.pushforward f point) direction
            same "tangents" expected actual
        }

        test "second order" {
            // The adjoint equation of an adjoint equation is another one than the derivative of the steps, within the tolerances.
            let expected = AD.hvp loss point direction
            close 1e-11 expected (AD.compile (fun p -> AD.hvp loss p direction) point) "compiled"
            close 1e-11 expected (AD.hvp (AD.compile loss) point direction) "of the compiled"
        }

        test "checkpointed" {
            same "values" (f point) (AD.checkpoint f point)
            same "gradient" (AD.grad loss point) (AD.grad (AD.checkpoint loss) point)
        }

        test "within a scan, whose carry is the state" {
            let struct (k, y0, times) = point
            let step solve (y: Tensor) (k: Tensor) = (solve (struct (k, y, times)): Tensor)[3]
            let ks = Tensor.ofArray [| 0.2; 0.9; 1.4 |]
            let folded (struct (y: Tensor, ks: Tensor)) = weigh (Scan.fold (step f) y ks)

            let looped (struct (y: Tensor, ks: Tensor)) =
                weigh (List.fold (fun y (i: int) -> step f y ks[i]) y [ 0..2 ])

            let start = struct (y0, ks)
            close 1e-12 (looped start) (folded start) "values"
            close 1e-11 (AD.grad looped start) (AD.grad folded start) "gradient"
            close 1e-11 (AD.grad looped start) (AD.compile (AD.grad folded) start) "compiled gradient"
        }

        test "chosen, alone and in a batch" {
            let struct (_, y0, times) = point
            let solve (k: Tensor) = weigh (f (struct (k, y0, times)))
            let chosen (k: Tensor) = AD.cond (k .> 0.5) solve (fun k -> -k) k
            let ks = Tensor.ofArray [| 0.2; 0.7; 1.4 |]

            for k in [ 0.2; 0.7 ] do
                let k = Tensor.scalar k
                same "value" (chosen k) (AD.compile chosen k)
                same "slope" (AD.grad chosen k) (AD.compile (AD.grad chosen) k)

            let each g = Tensor.stack 0 [ for i in 0..2 -> g ks[i] ]
            // Instances may share their steps.
            close 1e-5 (each chosen) (AD.vectorize chosen ks) "batch"
            close 1e-4 (each (AD.grad chosen)) (AD.vectorize (AD.grad chosen) ks) "slopes of a batch"
        }

        test "in a batch within a program, with parameters or with times of their own" {
            let struct (k, y0, times) = point
            let ks = Tensor.ofArray [| 0.2; 0.7; 1.4 |]
            let byRate (k: Tensor) = f (struct (k, y0, times))
            let each g (xs: Tensor) = Tensor.stack 0 [ for i in 0..2 -> g xs[i] ]
            close 1e-5 (each byRate ks) (AD.compile (AD.vectorize byRate) ks) "rates"

            close
                1e-4
                (each (AD.grad (byRate >> weigh)) ks)
                (AD.compile (AD.vectorize (AD.grad (byRate >> weigh))) ks)
                "slopes"

            let byTimes (times: Tensor) = f (struct (k, y0, times))
            let all = Tensor.stack 0 [ times; 2.0 * times; -times ]
            same "times" (each byTimes all) (AD.vectorize byTimes all)
            same "times, compiled" (each byTimes all) (AD.compile (AD.vectorize byTimes) all)

            same
                "their gradients"
                (each (AD.grad (byTimes >> weigh)) all)
                (AD.vectorize (AD.grad (byTimes >> weigh)) all)
        }

        test "trained by compiled steps" {
            let target = f (struct (Tensor.scalar 1.1, Tensor.ones [ 2 ], Tensor.ofArray [| 0.0; 1.0; 2.0 |]))

            let loss (target: Tensor) (k: Tensor) =
                Tensor.mean (
                    Tensor.square (f (struct (k, Tensor.ones [ 2 ], Tensor.ofArray [| 0.0; 1.0; 2.0 |])) - target)
                )

            let plan = { Training.plan (Optimizer.adam 0.05) loss (fun _ -> Seq.replicate 40 target) with Epochs = 2 }
            let run plan = (Training.run plan (Random.key 1) (Tensor.scalar 0.4)).Parameters
            close 1e-9 (run { plan with Compiled = false }) (run plan) "as by steps that are not"
            close 0.05 (Tensor.scalar 1.1) (run plan) "the rate"
        }
    ]

let private wrongTimes = [
    "equal", [ 0.0; 1.0; 1.0 ]
    "equal at first", [ 1.0; 1.0 ]
    "turning", [ 0.0; 2.0; 1.0 ]
    "turning down", [ 0.0; -2.0; 1.0 ]
    "NaN", [ 0.0; nan; 1.0 ]
    "NaN at first", [ nan; 1.0 ]
    "NaN at last", [ 0.0; nan ]
    "NaN alone", [ nan ]
    "infinite", [ 0.0; infinity ]
    "infinite alone", [ infinity ]
    "minus infinite", [ 0.0; -infinity ]
]

let private times =
    testList "times" [
        for name, options in ("fixed steps", OdeOptions(Method = OdeMethod.RungeKutta4 3)) :: modes do
            testTheory $"{name}: wrong ones are one error for every method and mode" wrongTimes (fun (what, times) ->
                let f (times: Tensor) = Ode.solveWith options (fun _ (y: Tensor) -> -y) (Tensor.scalar 1.0) times
                let times = Tensor.ofSeq times

                let refused mode (run: Tensor -> Tensor) =
                    Expect.throwsC (fun () -> run times |> ignore) (fun e ->
                        Expect.equal
                            (e.GetType(), e.Message)
                            (typeof<DomainException>,
                             $"Ode.Solve wants times that rise or fall throughout, but got {times}.")
                            $"{what}, {mode}")

                refused "eager" f
                refused "gradient" (AD.grad (f >> Tensor.sum))
                refused "pushforward" (fun times -> let struct (y, _) = AD.pushforward f times times in y)
                refused "compiled" (AD.compile f)
                refused "compiled gradient" (AD.compile (AD.grad (f >> Tensor.sum)))

                refused "vectorized" (fun times ->
                    AD.vectorize f (Tensor.stack 0 [ Tensor.arange times.Count; times ])))
    ]

let private backward =
    test "time may run backward in every mode" {
        for _, options in modes do
            let f (struct (y0: Tensor, times: Tensor)) =
                Ode.solveWith options (fun t (y: Tensor) -> y * Tensor.Cos t) y0 times

            let closed (struct (y0: Tensor, times: Tensor)) = y0 * Tensor.Exp(Tensor.Sin times - Tensor.Sin times[0])
            let point = struct (Tensor.scalar 1.5, Tensor.ofArray [| 2.0; 1.0; 0.5; -1.0 |])

            for compiled in [ false; true ] do
                close 1e-4 (closed point) (run compiled f point) "values"
                close 1e-3 (AD.grad (closed >> weigh) point) (run compiled (AD.grad (f >> weigh)) point) "gradients"
    }

let private interpolation =
    testList "interpolation" [
        test "the solution between the steps follows the tolerance, and its derivatives" {
            let times = Tensor.linspace 0.0 6.0 200
            let closed (struct (k: Tensor, y0: Tensor)) = y0 * Tensor.Exp(Tensor.Sin(k * times) / k)

            let solved tolerance (struct (k: Tensor, y0: Tensor)) =
                let options =
                    OdeOptions(RelativeTolerance = tolerance, AbsoluteTolerance = tolerance, Interpolate = true)

                Ode.solveWith options (fun t (y: Tensor) -> y * Tensor.Cos(k * t)) y0 times

            let point = struct (Tensor.scalar 1.3, Tensor.scalar 0.5)

            for tolerance in [ 1e-4; 1e-6; 1e-8 ] do
                close (50.0 * tolerance) (closed point) (solved tolerance point) $"{tolerance}"

            close 1e-4 (AD.grad (closed >> weigh) point) (AD.grad (solved 1e-8 >> weigh) point) "gradient"
        }

        test "many times take no steps of their own" {
            let evaluations interpolate count =
                let options = OdeOptions(Interpolate = interpolate, MaxSteps = 60)

                Ode.solveWith
                    options
                    (fun t (y: Tensor) -> y * Tensor.Cos t)
                    (Tensor.scalar 1.0)
                    (Tensor.linspace 0.0 6.0 count)

            evaluations true 1000 |> ignore
            Expect.throwsT<DomainException> (fun () -> evaluations false 1000 |> ignore) "a step for each time"
        }

        test "the gradient in the times themselves is the slope" {
            let f (times: Tensor) =
                let options = OdeOptions(RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-11, Interpolate = true)
                Ode.solveWith options (fun t (y: Tensor) -> y * Tensor.Cos t) (Tensor.scalar 1.0) times

            let closed (times: Tensor) = Tensor.Exp(Tensor.Sin times - Tensor.Sin times[0])
            let times = Tensor.ofArray [| 0.0; 0.3; 1.7; 2.9; 4.0 |]
            close 1e-5 (AD.grad (closed >> weigh) times) (AD.grad (f >> weigh) times) "slopes"
        }
    ]

let private events =
    testList "events" [
        test "a ball comes down at 2 v / g, with the slopes of that" {
            let fall (g: Tensor) _ (struct (_: Tensor, v: Tensor)) = struct (v, -g)

            let landing (struct (v: Tensor, g: Tensor)) =
                let struct (time, struct (_, speed)) =
                    Ode.event
                        (fall g)
                        (fun _ (struct (height, _)) -> height)
                        (struct (Tensor.scalar 0.0, v))
                        (Tensor.scalar 0.0)
                        (Tensor.scalar 1.0)

                struct (time, speed)

            let point = struct (Tensor.scalar 4.0, Tensor.scalar 9.81)

            for compiled in [ false; true ] do
                let struct (time, speed) = run compiled landing point
                close 1e-6 (Tensor.scalar (8.0 / 9.81)) time "time"
                close 1e-6 (Tensor.scalar -4.0) speed "speed"
                let time p = let struct (time, _) = landing p in time
                let struct (byV, byG) = run compiled (AD.grad time) point
                close 1e-5 (Tensor.scalar (2.0 / 9.81)) byV "by v"
                close 1e-5 (Tensor.scalar (-8.0 / (9.81 * 9.81))) byG "by g"
        }

        test "events of a batch, each at its time" {
            let crossing (k: Tensor) =
                let struct (time, _) =
                    Ode.event
                        (fun _ y -> -k * y)
                        (fun _ y -> y - 0.5)
                        (Tensor.scalar 1.0)
                        (Tensor.scalar 0.0)
                        (Tensor.scalar 1.0)

                time

            let ks = Tensor.ofArray [| 0.5; 1.0; 2.0 |]
            close 1e-5 (log 2.0 / ks) (AD.vectorize crossing ks) "ln 2 / k"
            close 1e-4 (-(log 2.0) / (ks * ks)) (AD.vectorize (AD.grad crossing) ks) "slopes"
        }

        test "an event before the start" {
            let struct (time, _) =
                Ode.event
                    (fun _ y -> y)
                    (fun _ y -> y - 0.5)
                    (Tensor.scalar 1.0)
                    (Tensor.scalar 3.0)
                    (Tensor.scalar 2.5)

            close 1e-5 (Tensor.scalar (3.0 - log 2.0)) time "time"
        }

        test "no event, or the start as a guess, is a typed error" {
            let find (guess: float) =
                Ode.event
                    (fun _ y -> -y)
                    (fun _ y -> y + 1.0)
                    (Tensor.scalar 1.0)
                    (Tensor.scalar 0.0)
                    (Tensor.scalar guess)
                |> ignore

            Expect.throwsT<DomainException> (fun () -> find 1.0) "none"
            Expect.throwsT<DomainException> (fun () -> find 0.0) "the start"
            Expect.throwsT<DomainException> (fun () -> find nan) "no guess"
        }
    ]

[<Tests>]
let tests =
    testList "Ode, traced" [
        testList "steps chosen at the run" (List.map traced modes)
        times
        backward
        interpolation
        events
    ]
