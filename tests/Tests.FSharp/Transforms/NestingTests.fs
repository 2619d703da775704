module Functional.Tests.Transforms.NestingTests

open System
open System.Threading.Tasks
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Tests.Transforms.Derivatives

/// A test of two nested derivatives, in each of the four mixtures of modes.
let private inEveryMixture name test =
    testList name [
        for mixture, levels in nestings 2 do
            testCase mixture (fun () -> test levels[0] levels[1])
    ]

let private perturbation =
    testList "no perturbation is confused with another" [
        inEveryMixture "D(x ↦ x·D(y ↦ x + y)(1))(1) = 1" (fun outer inner ->
            let one = scalar 1.0
            let result = outer (fun x -> x * inner (fun y -> x + y) one) one
            Expect.equal (number result) 1.0 "2 would be the confusion of Siskind and Pearlmutter")

        inEveryMixture "D(x ↦ x·D(y ↦ x·y)(1))(4) = 8" (fun outer inner ->
            let result = outer (fun x -> x * inner (fun y -> x * y) (scalar 1.0)) (scalar 4.0)
            Expect.equal (number result) 8.0 "x·x differentiated at 4")

        inEveryMixture "D(x ↦ D(y ↦ x)(x))(1) = 0" (fun outer inner ->
            let result = outer (fun x -> inner (fun _ -> x) x) (scalar 1.0)
            Expect.equal (number result) 0.0 "The inner function does not depend on its variable")

        // Manzyuk et al. 2012: s(u)(h)(x) = h(x + u), and D̂ its derivative at u = 0. Functions of functions are not trees,
        // so the outer application captures the closure that the inner one returns.
        inEveryMixture "D̂(D̂(h))(x) = h''(x) for a closure that is captured" (fun outer inner ->
            let derivative mode (h: Tensor -> Tensor) x = mode (fun u -> h (x + u)) (scalar 0.0)
            let twice = derivative outer (derivative inner Tensor.Exp)
            Expect.floatClose Accuracy.high (number (twice (scalar 1.0))) (exp 1.0) "exp'' = exp")
    ]

let private fourFold =
    testList "the fourth derivative of sin is sin" [
        for mixture, levels in nestings 4 do
            testCase mixture (fun () ->
                let derivative = List.foldBack (fun mode f -> mode f) levels Tensor.Sin
                Expect.floatClose Accuracy.high (number (derivative (scalar 0.7))) (sin 0.7) "sin''''")
    ]

let private hessian =
    testCase "all orders of modes give one Hessian-vector product, and the Hessian is symmetric" (fun () ->
        let f (x: Tensor) = (Tensor.Sin x * Tensor.Exp(x * Tensor.Tanh x)).Sum() * Tensor.Square(x.Sum())
        let x, v = vector [ 0.3; -0.7; 1.1 ], vector [ 1.0; 0.5; -2.0 ]
        let push g = Ad.Pushforward((fun x -> g x), x, v).Tangent
        let along (x: Tensor) = Ad.Pushforward((fun x -> f x), x, v).Tangent

        let products = [
            push (reverse f)
            reverse along x
            reverse (fun x -> (reverse f x * v).Sum()) x
            Ad.Hvp((fun x -> f x), x, v)
        ]

        for product in products do
            Expect.isTrue
                (List.forall2 (fun a b -> abs (a - b) < 1e-11) (numbers product) (numbers products.Head))
                "The products agree"

        let h = Ad.Hessian(fun x -> f x).Invoke x
        let asymmetry = (Tensor.Abs(h - h.T)).ToArray() |> Array.max
        Expect.isLessThan asymmetry 1e-11 "Symmetric to rounding"
        let row = (Tensor.MatMul(h, v)).ToArray()
        Expect.isTrue (List.forall2 (fun a b -> abs (a - b) < 1e-11) (List.ofArray row) (numbers products.Head)) "H v")

let private hypergradient =
    testCase "the gradient through a step of gradient descent agrees with differences" (fun () ->
        let loss (p: Tensor) = (Tensor.Square(Tensor.Sin p - 0.3)).Sum()

        let afterStep (rate: Tensor) =
            let p = vector [ 0.9; -0.4 ]
            loss (p - rate * reverse loss p)

        Expect.equal (Check.grads 2 afterStep (scalar 0.1)) (Ok()) "differences"
        let expected = number (reverse afterStep (scalar 0.1))

        for name, mode in modes do
            Expect.floatClose Accuracy.high (number (mode afterStep (scalar 0.1))) expected name)

let private capturedOperand =
    inEveryMixture "a rule uses the captured operand as traced, not its primal" (fun outer inner ->
        // d/dx of d/dθ (θ²·x) = 2θ, where the inner rule for θ²·x uses the captured x.
        let result = outer (fun x -> inner (fun theta -> theta * theta * x) (scalar 3.0)) (scalar 5.0)
        Expect.equal (number result) 6.0 "2θ")

let private levels =
    inEveryMixture "values of different levels are concatenated" (fun outer inner ->
        // d/dx of d/dy of Σ (x², xy, 3)·(xy, y², y) = d/dx (x³ + 3x y² + 3) = 3x² + 3y².
        let f (x: Tensor) =
            inner
                (fun y ->
                    let left = Tensor.Stack [ x * x; x * y; scalar 3.0 ]
                    let right = Tensor.Stack [ x * y; y * y; y ]
                    (left * right).Sum())
                (scalar 2.0)

        Expect.floatClose Accuracy.high (number (outer f (scalar 5.0))) (3.0 * 25.0 + 3.0 * 4.0) "3x² + 3y²")

let private custom =
    testList "rules of one's own, stopped gradients and escaped values" [
        inEveryMixture "a custom pullback is differentiated twice" (fun outer inner ->
            let square = Ad.CustomPullback((fun (x: Tensor) -> x * x), (fun x _ yBar -> 2.0 * x * yBar))

            let result = outer (inner (fun x -> x * square.Invoke x)) (scalar 3.0)
            Expect.floatClose Accuracy.high (number result) 18.0 "(x³)'' = 6x")

        inEveryMixture "a custom pushforward is differentiated twice" (fun outer inner ->
            let square = Ad.CustomPushforward((fun (x: Tensor) -> x * x), (fun x _ xDot -> 2.0 * x * xDot))

            let result = outer (inner (fun x -> x * square.Invoke x)) (scalar 3.0)
            Expect.floatClose Accuracy.high (number result) 18.0 "(x³)'' = 6x")

        inEveryMixture "a stopped gradient is stopped at every level" (fun outer inner ->
            let f x = x * x * Ad.StopGradient(x * x)
            Expect.equal (number (outer (inner f) (scalar 3.0))) 18.0 "2·9, as if x² were 9")

        testCase "a pullback that escaped an outer pullback says so when it is called" (fun () ->
            let mutable escaped = None

            reverse
                (fun x ->
                    let result = Ad.Pullback((fun (y: Tensor) -> x * y * y), x)
                    escaped <- Some result.Pullback
                    result.Value)
                (scalar 2.0)
            |> ignore

            Expect.throwsC (fun () -> escaped.Value.Invoke(scalar 1.0) |> ignore) (fun error ->
                Expect.isTrue (error :? TraceException) "By type"
                Expect.stringContains error.Message "Pullback" "By the transform's name"))

        testCase "a pullback that escaped no outer transform works for ever" (fun () ->
            let result = Ad.Pullback((fun (y: Tensor) -> y * y), scalar 3.0)
            Expect.equal (number (result.Pullback.Invoke(scalar 1.0))) 6.0 "Once"
            Expect.equal (number (result.Pullback.Invoke(scalar 2.0))) 12.0 "Again, with another cotangent")
    ]

let private threads =
    testCase "nested closures on several threads at once" (fun () ->
        let f (x: float) =
            let h = forward (reverse (fun y -> Tensor.Sin y * y * reverse (fun z -> z * y) (scalar 2.0)))
            number (h (scalar x))

        let expected = Array.init 64 (fun i -> f (float i / 8.0))
        let actual = Array.zeroCreate 64
        Parallel.For(0, 64, (fun i -> actual[i] <- f (float i / 8.0))) |> ignore
        Expect.equal actual expected "Bit for bit")

[<Tests>]
let tests =
    testList "Nesting" [ perturbation; fourFold; hessian; hypergradient; capturedOperand; levels; custom; threads ]
