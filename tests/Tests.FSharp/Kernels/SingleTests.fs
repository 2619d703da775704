module Functional.Tests.Kernels.SingleTests

open System
open Expecto
open Functional.Core.Kernels
open Functional.Tests.Kernels.Named

/// The ulps that each function promises in float32.
let private promised = [
    "sinh", 2.0
    "cosh", 2.0
    "tanh", 2.0
    "sigmoid", 3.0
    "expm1", 2.0
    "softplus", 3.0
    "logsigmoid", 3.0
    "erf", 3.0
    "erfc", 4.0
]

/// From the denormal numbers to beyond the overflow, both signs, thirty to a binade, and densely where functions bend.
let private points = [|
    for i in -4470 .. 240 do
        let size = float32 (2.0 ** (float i / 30.0))
        size
        -size
    for i in -12000 .. 12000 do
        float32 i / 997.0f
|]

[<Tests>]
let tests =
    testList "Kernels.Single" [
        testTheory
            "float32 is as near to float64 as promised, tails and denormals included"
            promised
            (fun (name, bound) ->
                let errors =
                    Array.map3
                        (fun (x: float32) (actual: float32) (expected: float) ->
                            let nearest = float32 expected

                            if Single.IsInfinity nearest && actual = nearest then
                                0.0, x
                            else
                                let ulp = float (MathF.BitIncrement(abs nearest)) - float (abs nearest)
                                abs (float actual - expected) / ulp, x)
                        points
                        (of32 name points)
                        (of64 name (Array.map float points))

                let error, x = Array.maxBy fst errors
                Expect.all errors (fun (error, _) -> error <= bound) $"{name} errs by {error} ulp at {x:R}")

        testTheory "limits are float64's" promised (fun (name, _) ->
            let x = [| 0.0; -0.0; infinity; -infinity; nan; 1e3; -1e3 |]
            let single = of32 name (Array.map float32 x)

            Array.iter2
                (fun (actual: float32) (expected: float) ->
                    let same = (float actual).Equals expected && Single.IsNegative actual = Double.IsNegative expected
                    let rounded = abs (float actual - expected) <= 1e-6 * abs expected
                    let nan = Double.IsNaN expected && Single.IsNaN actual
                    Expect.isTrue (same || nan || expected <> 0.0 && rounded) $"{name}: {actual} is {expected}")
                single
                (of64 name x))

        testTheory "a value does not depend on its place in a span" promised (fun (name, _) ->
            let x = Array.init 37 (fun i -> float32 (i - 18) / 3.0f)
            Expect.equal (of32 name x) [| for v in x -> (of32 name [| v |])[0] |] name)
    ]
