module Functional.Tests.Scalars.RealNestingTests

open System.Threading.Tasks
open Expecto
open Functional.Core
open Functional.Tests.Scalars.RealModes

let private perturbation =
    testList "no perturbation is confused with another" [
        inEveryMixture "D(x ↦ x·D(y ↦ x + y)(1))(1) = 1" (fun outer inner ->
            let result = outer (fun x -> x * inner (fun y -> x + y) (real 1.0)) (real 1.0)
            Expect.equal (float result) 1.0 "2 would be the confusion of Siskind and Pearlmutter")

        inEveryMixture "D(x ↦ x·D(y ↦ x·y)(1))(4) = 8" (fun outer inner ->
            let result = outer (fun x -> x * inner (fun y -> x * y) (real 1.0)) (real 4.0)
            Expect.equal (float result) 8.0 "x·x differentiated at 4")

        inEveryMixture "D(x ↦ D(y ↦ x)(x))(1) = 0" (fun outer inner ->
            let result = outer (fun x -> inner (fun _ -> x) x) (real 1.0)
            Expect.equal (float result) 0.0 "The inner function does not depend on its variable")

        // Manzyuk et al. 2012: s(u)(h)(x) = h(x + u), and D̂ its derivative at u = 0, in the variant that captures the closure.
        inEveryMixture "D̂(D̂(h))(x) = h''(x) for a closure that is captured" (fun outer inner ->
            let derivative mode (h: Real -> Real) x = mode (fun u -> h (x + u)) (real 0.0)
            let twice = derivative outer (derivative inner exp)
            Expect.floatClose Accuracy.high (float (twice (real 1.0))) (System.Math.E) "exp'' = exp")

        inEveryMixture "a rule uses the captured operand as traced, not its primal" (fun outer inner ->
            let result = outer (fun x -> inner (fun theta -> theta * theta * x) (real 3.0)) (real 5.0)
            Expect.equal (float result) 6.0 "d/dx of 2θx = 2θ")
    ]

let private fourFold =
    testList "the fourth derivative of sin is sin" [
        for mixture, levels in nestings 4 do
            testCase mixture (fun () ->
                let derivative = List.foldBack (fun mode f -> mode f) levels sin
                Expect.floatClose Accuracy.high (float (derivative (real 0.7))) (sin 0.7) "sin''''")
    ]

let private hypergradient =
    testCase "the gradient through a step of gradient descent agrees with differences" (fun () ->
        let loss (p: Real) = (sin p - 0.3) * (sin p - 0.3)
        let afterStep (rate: Real) = let p = real 0.9 in loss (p - rate * pull loss p)
        let at rate = float (afterStep (real rate))
        let h = 1e-5
        let expected = (at (0.1 + h) - at (0.1 - h)) / (2.0 * h)

        for name, mode in modes do
            Expect.floatClose Accuracy.medium (float (mode afterStep (real 0.1))) expected name)

let private late =
    inEveryMixture "an outer number that joins late finds what was recorded before it" (fun outer inner ->
        // The tape of the inner call is plain until x joins: d/dx d/dy (sin y · y)² x = 2 s s′ with s = y sin y.
        let result =
            outer
                (fun x ->
                    inner
                        (fun y ->
                            let s = sin y * y
                            let squared = s * s
                            squared * x + x)
                        (real 0.8))
                (real 5.0)

        let s, ds = 0.8 * sin 0.8, sin 0.8 + 0.8 * cos 0.8
        Expect.floatClose Accuracy.high (float result) (2.0 * s * ds) "2 s s′")

let private lost =
    test "an answer in doubles that an outer call traces is an error, not a lost derivative" {
        let message (f: unit -> obj) =
            try
                f () |> ignore
                "no error"
            with :? TraceException as e ->
                e.Message

        let inner (x: Real) = Real(Scalars.Gradient((fun (y: Real[]) -> x * y[0]), [| 1.0 |])[0])

        Expect.equal
            (message (fun () -> box (Scalars.Derivative(inner, 4.0))))
            "Scalars.Gradient wants an answer in plain numbers, but got one that Scalars.Derivative traces; give the point as Real, so that the answer is Real as well."
            "by name"
    }

let private steep =
    testCase "the product of a seed and an infinite slope has a derivative of 0 along a 0 in the seed" (fun () ->
        let seeded (seed: Real) =
            Scalars.Pushforward((fun (x: Real[]) -> [| sqrt x[0] |]), [| real 0.0 |], [| seed |]).Tangent[0]

        zeroSeed "the tangent of √ at 0" seeded 1.0)

let private threads =
    testCase "nested closures on several threads at once" (fun () ->
        let f (x: float) =
            let h = push (pull (fun y -> sin y * y * pull (fun z -> z * y) (real 2.0)))
            float (h (real x))

        let points = Array.init 2000 (fun i -> float i / 256.0)
        let expected = Array.map f points
        let actual = Array.zeroCreate points.Length
        Parallel.For(0, points.Length, (fun i -> actual[i] <- f points[i])) |> ignore
        Expect.equal actual expected "Bit for bit")

[<Tests>]
let tests =
    testList "Real nesting" [ perturbation; fourFold; hypergradient; late; lost; steep; threads ]
