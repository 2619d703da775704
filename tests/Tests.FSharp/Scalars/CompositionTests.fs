/// Every scalar transform over and under every other, on functions whose derivatives are known.
module Functional.Tests.Scalars.CompositionTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Scalars.RealModes

/// The derivative of a function of one number, by each transform.
let private derivatives: (string * ((Real -> Real) -> Real -> Real)) list = [
    "derivative", push
    "gradient", pull
    "jacobian", (fun f x -> Array2D.get (Scalars.Jacobian((fun (x: Real[]) -> [| f x[0]; x[0] |]), [| x |])) 0 0)
    "pushforward",
    (fun f x -> Scalars.Pushforward((fun (x: Real[]) -> [| f x[0] |]), [| x |], [| Real.One |]).Tangent[0])
    "taylor", (fun f x -> Scalars.Taylor((fun x -> f x), x, 2)[1])
    // ∂²/∂u∂x of u f(x).
    "hvp",
    (fun f x ->
        Scalars.Hvp((fun (x: Real[]) -> x[0] * f x[1]), [| Real.Zero; x |], [| Real.One; Real.Zero |])
        |> Array.last)
    "hessian", (fun f x -> Array2D.get (Scalars.Hessian((fun (x: Real[]) -> x[0] * f x[1]), [| Real.One; x |])) 0 1)
    "gradient of a replay",
    (fun f x ->
        // The trace is made at a point of its own; the replay is what is differentiated.
        let program = Scalars.Trace((fun (x: Real[]) -> f x[0]), [| 0.7 |])
        pull (fun x -> program.Value [| x |]) x)
]

/// A function, and its derivatives up to the third.
let private functions: (string * (Real -> Real) * (float -> float) list) list = [
    "sin", sin, [ cos; (fun x -> -(sin x)); (fun x -> -(cos x)) ]
    "x eˣ",
    (fun x -> x * exp x),
    [ (fun x -> (x + 1.0) * exp x); (fun x -> (x + 2.0) * exp x); (fun x -> (x + 3.0) * exp x) ]
    "1/x", (fun x -> 1.0 / x), [ (fun x -> -1.0 / x ** 2.0); (fun x -> 2.0 / x ** 3.0); (fun x -> -6.0 / x ** 4.0) ]
    "√x", sqrt, [ (fun x -> 0.5 * x ** -0.5); (fun x -> -0.25 * x ** -1.5); (fun x -> 0.375 * x ** -2.5) ]
    "ln² x",
    (fun x -> Real.Square(log x)),
    [
        (fun x -> 2.0 * log x / x)
        (fun x -> 2.0 * (1.0 - log x) / x ** 2.0)
        (fun x -> (4.0 * log x - 6.0) / x ** 3.0)
    ]
]

let private check names (d: (Real -> Real) -> Real -> Real) order =
    for name, f, exact in functions do
        // At 1 the seed of the logarithm in ln² is exactly 0.
        for x in [ 0.7; 1.0; 2.3 ] do
            Expect.floatClose Accuracy.high (float (d f (real x))) (exact[order - 1] x) $"{names} of {name} at {x}"

[<Tests>]
let tests =
    testList "Real composition" [
        for name, d in derivatives do
            testCase name (fun () -> check name d 1)

        for outer, d in derivatives do
            for inner, e in derivatives do
                testCase $"{outer} over {inner}" (fun () -> check $"{outer} over {inner}" (e >> d) 2)

        testCase "triples" (fun () ->
            for first, c in derivatives do
                for second, d in derivatives do
                    for third, e in derivatives do
                        check $"{first} over {second} over {third}" (e >> d >> c) 3)

        testCase "a captured outer number under every pair" (fun () ->
            for outer, d in derivatives |> List.take 7 do
                for inner, e in derivatives |> List.take 7 do
                    // d/dx of x² d/dy (x y + y²) at y = x is d/dx of x² (x + 2x) = 9x².
                    let f (x: Real) = x * x * e (fun y -> x * y + y * y) x
                    Expect.floatClose Accuracy.high (float (d f (real 1.5))) (9.0 * 2.25) $"{outer} over {inner}")
    ]
