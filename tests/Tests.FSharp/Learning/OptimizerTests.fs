module Functional.Tests.Learning.OptimizerTests

open System
open Expecto
open Functional.Core
open Functional.Models

/// The parameters after each of n steps, the first of them the start.
let private path optimizer gradient n start =
    let step (p, s) _ = Optimizer.update optimizer s (gradient p) p

    Seq.scan step (start, Optimizer.init optimizer start) [ 1..n ] |> Seq.map fst |> List.ofSeq

let private numbers (path: Tensor list) = path |> List.map (fun p -> p.ToScalar())

let private near tolerance name (actual: float list) (expected: float list) =
    Expect.equal actual.Length expected.Length name

    for a, e in List.zip actual expected do
        Expect.isLessThanOrEqual (abs (a - e)) (tolerance * max 1.0 (abs e)) $"{name}: {a} for {e}"

/// One step after the other with the gradients 1, −2, 3, from 0: sequences worked out by hand from the equations.
let private byHand name optimizer expected =
    test name {
        let steps = [ 1.0; -2.0; 3.0 ]

        let states =
            ((Tensor.scalar 0.0, Optimizer.init optimizer (Tensor.scalar 0.0)), steps)
            ||> List.scan (fun (p, s) g -> Optimizer.update optimizer s (Tensor.scalar g) p)

        near 1e-6 name (states |> List.tail |> List.map (fst >> Tensor.toScalar)) expected
    }

let private sequences =
    testList "by hand" [
        byHand "SGD" (Optimizer.sgd 0.5) [ -0.5; 0.5; -1.0 ]
        // v = 1, −1.1, 2.01.
        byHand "momentum" (Optimizer.momentum 0.9 0.1) [ -0.1; 0.01; -0.191 ]
        // g + 0.9 v = 1.9, −2.99, 4.809.
        byHand "Nesterov" (Optimizer.nesterov 0.9 0.1) [ -0.19; 0.109; -0.3719 ]
        // √h = 1, √5, √14.
        byHand "AdaGrad" (Optimizer.adaGrad 1.0) [ -1.0; -0.1055728; -0.9073565 ]
        // h = 0.5, 2.25, 5.625.
        byHand "RMSProp" (Optimizer.rmsProp 0.5 1.0) [ -1.4142136; -0.0808802; -1.3457913 ]
        // m̂ = 1, −1, 9/7 and v̂ = 1, 3, 45/7 for β₁ = β₂ = ½.
        byHand "Adam" (Optimizer.adamWith 0.5 0.5 1e-300 1.0) [ -1.0; -0.4226497; -0.9297423 ]
        byHand "clipping by value" (Optimizer.chain [ Optimizer.clipByValue 1.5; Optimizer.sgd 1.0 ]) [
            -1.0
            0.5
            -1.0
        ]
        byHand "clipping by norm" (Optimizer.chain [ Optimizer.clipByGlobalNorm 1.5; Optimizer.sgd 1.0 ]) [
            -1.0
            0.5
            -1.0
        ]
        // p ← p − (g + p / 2) / 2.
        byHand "weight decay" (Optimizer.chain [ Optimizer.weightDecay 0.5; Optimizer.sgd 0.5 ]) [
            -0.5
            0.625
            -1.03125
        ]
        byHand
            "a schedule"
            (Optimizer.chain [ Optimizer.sgd 1.0; Optimizer.scheduled (fun t -> [| 1.0; 0.5; 0.0 |][t]) ])
            [ -1.0; 0.0; 0.0 ]
        // As clipping by 2 before, because the factor of 2 belongs to the change.
        byHand
            "clipping sees what was scaled before it"
            (Optimizer.chain [ Rule.scale 2.0; Optimizer.clipByGlobalNorm 4.0; Optimizer.sgd 0.5 ])
            [ -1.0; 1.0; -1.0 ]
    ]

/// f(x, y) = x²/20 + y² from (−7, 2), as in the book "Deep Learning from Scratch".
let private start = Tensor.ofArray [| -7.0; 2.0 |]

let private slope = AD.grad (fun (p: Tensor) -> p[0] * p[0] / 20.0 + p[1] * p[1])

/// The same paths from the book's loops over numbers; `advance state g p` for each coordinate.
let private bookPath advance init =
    let coordinate derivative start =
        ((start, init), [ 1..30 ])
        ||> List.scan (fun (p, state) t -> advance t state (derivative p) p)
        |> List.map fst

    List.zip (coordinate (fun x -> x / 10.0) -7.0) (coordinate (fun y -> 2.0 * y) 2.0)

let private follows name optimizer advance init =
    test name {
        let ours = path optimizer slope 30 start
        let book = bookPath advance init
        near 1e-12 "x" (ours |> List.map (fun p -> p[0].ToScalar())) (List.map fst book)
        near 1e-12 "y" (ours |> List.map (fun p -> p[1].ToScalar())) (List.map snd book)
    }

let private paths =
    testList "paths on x²/20 + y² in 30 steps" [
        follows "SGD 0.95" (Optimizer.sgd 0.95) (fun _ s g p -> p - 0.95 * g, s) ()

        follows
            "momentum 0.1"
            (Optimizer.momentum 0.9 0.1)
            (fun _ v g p ->
                let v = 0.9 * v - 0.1 * g
                p + v, v)
            0.0

        follows
            "AdaGrad 1.5"
            (Optimizer.adaGrad 1.5)
            (fun _ h g p ->
                let h = h + g * g
                p - 1.5 * g / (sqrt h + 1e-7), h)
            0.0

        follows
            "Adam 0.3"
            (Optimizer.adam 0.3)
            (fun t (m, v) g p ->
                let m = m + 0.1 * (g - m)
                let v = v + 0.001 * (g * g - v)
                let mHat, vHat = m / (1.0 - 0.9 ** float t), v / (1.0 - 0.999 ** float t)
                p - 0.3 * mHat / (sqrt vHat + 1e-8), (m, v))
            (0.0, 0.0)

        test "Nesterov is the two-variable method of Sutskever et al., seen where it takes the gradient" {
            let slope x = x / 10.0
            // v ← μ·v − η·f′(θ + μ·v), θ ← θ + v; shown is θ + μ·v.
            let step (theta, v) _ =
                let v = 0.9 * v - 0.1 * slope (theta + 0.9 * v)
                theta + v, v

            let expected = List.scan step (-7.0, 0.0) [ 1..30 ] |> List.map (fun (theta, v) -> theta + 0.9 * v)
            let ours = path (Optimizer.nesterov 0.9 0.1) (fun (x: Tensor) -> x / 10.0) 30 (Tensor.scalar -7.0)
            near 1e-12 "path" (numbers ours) expected
        }

        test "Adam's first moment is (1 − β₁)·g after one step, not (1 − β₂)·g" {
            let p = Tensor.scalar 1.0
            let adam = Optimizer.adam 0.1
            let _, s = Optimizer.update adam (Optimizer.init adam p) (Tensor.scalar 3.0) p
            near 1e-15 "m, v" [ Tensor.toScalar (s.Memory[0][0]); Tensor.toScalar (s.Memory[1][0]) ] [ 0.3; 0.009 ]
        }

        testTheory
            "a memory that decays ends at 0, not among subnormal numbers"
            [ DType.Float32; DType.Float64 ]
            (fun dtype ->
                let zero = Tensor.zerosOf dtype [ 3 ]
                let first = (Tensor.ofArray [| 1.0; -1e-3; 0.0 |]).Cast dtype

                for optimizer in
                    [
                        Optimizer.momentum 0.9 0.1
                        Optimizer.nesterov 0.9 0.1
                        Optimizer.rmsProp 0.9 0.1
                        Optimizer.adamWith 0.9 0.9 1e-8 0.1
                    ] do
                    let step (p, s) i = Optimizer.update optimizer s (if i = 0 then first else zero) p
                    // 0.9 to the power of 8,000 is below the least number of either dtype.
                    let _, s = Seq.fold step (zero, Optimizer.init optimizer zero) (seq { 0..8000 })

                    for memory in Array.concat s.Memory do
                        Expect.equal (Tensor.toArray (abs memory)) [| 0.0; 0.0; 0.0 |] "memory")

        test "Adam's first step has the length of the rate, whatever the gradient" {
            for g in [ 1e-3; 1.0; 1e3 ] do
                let adam = Optimizer.adam 0.1
                let p = Tensor.scalar 0.0
                let moved, _ = Optimizer.update adam (Optimizer.init adam p) (Tensor.scalar g) p
                near 1e-5 "step" (numbers [ moved ]) [ -0.1 ]
        }
    ]

type private Net = { W: Tensor; Bs: Tensor list }

let private trees =
    testList "trees" [
        test "every leaf moves by itself and keeps its dtype" {
            let p = { W = Tensor.ofRows [ [ 1f; 2f ] ]; Bs = [ Tensor.scalar 3.0; Tensor.ofArray [| 4.0 |] ] }
            let g = Params.map (fun x -> 2.0 * x) p

            for optimizer in
                [
                    Optimizer.sgd 0.5
                    Optimizer.adam 0.5
                    Optimizer.rmsProp 0.9 0.5
                    Optimizer.chain [ Optimizer.clipByValue 1.0; Optimizer.adamW 0.1 0.5 ]
                ] do
                let moved, s = Optimizer.update optimizer (Optimizer.init optimizer p) g p
                Expect.equal s.Step 1 "steps"
                Expect.equal moved.W.DType DType.Float32 "Float32"
                Expect.equal (Tensor.shape moved.Bs[1]) [ 1 ] "shape"

                for before, after in Seq.zip (Params.leaves p) (Params.leaves moved) do
                    Expect.all
                        (Array.zip (before.ToArray()) (after.ToArray()))
                        (fun (x, y) -> y < x)
                        "moves against the gradient"

                let alone, _ = Optimizer.update optimizer (Optimizer.init optimizer p.Bs[0]) g.Bs[0] p.Bs[0]

                near 1e-15 "as alone" (numbers [ moved.Bs[0] ]) (numbers [ alone ])
        }

        test "the global norm is that of all leaves together" {
            let p = Tensor.ofArray [| 0.0; 0.0 |], Tensor.scalar 0.0
            let g = Tensor.ofArray [| 2.0; 3.0 |], Tensor.scalar 6.0
            let clipped = Optimizer.chain [ Optimizer.clipByGlobalNorm 3.5; Optimizer.sgd 1.0 ]
            let (moved, last), _ = Optimizer.update clipped (Optimizer.init clipped p) g p
            near 1e-15 "half" (List.ofArray (moved.ToArray()) @ numbers [ last ]) [ -1.0; -1.5; -3.0 ]
        }

        test "AdamW's decay does not pass through the moments" {
            let p = Tensor.scalar 2.0
            let decayed = Optimizer.adamW 0.5 0.1
            let moved, s = Optimizer.update decayed (Optimizer.init decayed p) (Tensor.scalar 0.0) p
            near 1e-15 "p − η·λ·p" (numbers [ moved ]) [ 1.9 ]
            Expect.equal (Tensor.toScalar (s.Memory[0][0])) 0.0 "m"
        }

        test "the same state gives the same step again" {
            let adam = Optimizer.adam 0.1
            let s = Optimizer.init adam start
            let first = Optimizer.update adam s (slope start) start
            let again = Optimizer.update adam s (slope start) start
            Expect.equal ((fst first).ToArray()) ((fst again).ToArray()) "pure"
        }

        test "a step can be differentiated: its derivative is that of the whole" {
            // p = start − ¼·2·start = start / 2.
            let after (start: Tensor) =
                let sgd = Optimizer.sgd 0.25
                let p, _ = Optimizer.update sgd (Optimizer.init sgd start) (AD.grad (fun x -> x * x) start) start
                p * p

            near 1e-12 "dp²/dstart = 2·p·½" [ Tensor.toScalar (AD.grad after (Tensor.scalar 3.0)) ] [ 1.5 ]
        }

        test "a gradient of other leaves is an error" {
            let sgd = Optimizer.sgd 0.1

            Expect.throwsC
                (fun () -> Optimizer.update sgd (Optimizer.init sgd [ start ]) [ start; start ] [ start ] |> ignore)
                (fun e ->
                    Expect.equal
                        (e.GetType(), e.Message)
                        (typeof<TreeException>, "Optimizer.update wants a gradient of 1 leaves, but got one of 2.")
                        "")
        }

        test "another optimizer's state is an error" {
            let adam = Optimizer.adam 0.1

            Expect.throwsC
                (fun () -> Optimizer.update adam (Optimizer.init (Optimizer.sgd 0.1) start) start start |> ignore)
                (fun e ->
                    Expect.equal
                        (e.GetType(), e.Message)
                        (typeof<TreeException>,
                         "Optimizer.update wants a state of 2 slots, but got one of 0; take it from this optimizer's init.")
                        "")
        }

        test "a gradient of another shape is an error" {
            let sgd = Optimizer.sgd 0.1

            Expect.throwsT<ShapeException>
                (fun () -> Optimizer.update sgd (Optimizer.init sgd start) (Tensor.zeros [ 3 ]) start |> ignore)
                ""
        }
    ]

let private schedules =
    testList "schedules" [
        test "their numbers" {
            let at (schedule: Schedule) = List.map schedule
            near 0.0 "constant" (at (Schedule.constant 0.1) [ 0; 9 ]) [ 0.1; 0.1 ]
            near 1e-15 "exponential" (at (Schedule.exponential 8.0 0.25 2) [ 0; 1; 2; 4 ]) [ 8.0; 4.0; 2.0; 0.5 ]
            near 1e-15 "stairs" (at (Schedule.stairs 8.0 0.5 3) [ 0; 2; 3; 8; 9 ]) [ 8.0; 8.0; 4.0; 2.0; 1.0 ]
            near 1e-15 "cosine" (at (Schedule.cosine 2.0 1.0 6) [ 0; 2; 3; 6; 99 ]) [ 2.0; 1.75; 1.5; 1.0; 1.0 ]
            near 1e-15 "linear" (at (Schedule.linear 1.0 3.0 4) [ 0; 1; 4; 5 ]) [ 1.0; 1.5; 3.0; 3.0 ]

            near 1e-15 "warm-up" (at (Schedule.warmUp 4 (Schedule.linear 1.0 0.0 2)) [ 0; 1; 3; 4; 5; 6 ]) [
                0.25
                0.5
                1.0
                1.0
                0.5
                0.0
            ]

            near 0.0 "one after the other" (at (Schedule.thenAfter 2 (Schedule.constant 3.0) float) [ 0; 1; 2; 3 ]) [
                3.0
                3.0
                0.0
                1.0
            ]
        }
    ]

[<Tests>]
let tests = testList "Optimizers" [ sequences; paths; trees; schedules ]
