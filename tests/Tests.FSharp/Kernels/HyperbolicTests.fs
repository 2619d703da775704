module Functional.Tests.Kernels.HyperbolicTests

open System
open Expecto
open Functional.Tests.Kernels.Named

let private inf = Double.PositiveInfinity
let private nan = Double.NaN

/// Computed with 60 digits; half an ulp more is for their rounding.
let private values = [
    "sinh", 1e-300, 1e-300
    "sinh", 1e-10, 1e-10
    "sinh", 0.3468774726908723, 0.3538757228927393
    "sinh", -1.0, -1.1752011936438014
    "sinh", 22.5, 2955261031.5116453
    "sinh", 710.0, 1.1169973830808555e308
    "cosh", 1e-10, 1.0
    "cosh", -1.0, 1.5430806348152437
    "cosh", 541.9999123990953, 1.2205094638958384e235
    "cosh", 710.0, 1.1169973830808555e308
    "tanh", 1e-300, 1e-300
    "tanh", 1e-10, 1e-10
    "tanh", 0.06080967372726726, 0.06073483009188389
    "tanh", 0.5, 0.46211715726000975
    "tanh", -3.0, -0.9950547536867305
    "tanh", 25.0, 1.0
]

let private limits = [
    "sinh", 0.0, 0.0
    "sinh", -0.0, -0.0
    "sinh", 5e-324, 5e-324
    "sinh", 711.0, inf
    "sinh", -inf, -inf
    "cosh", -0.0, 1.0
    "cosh", -711.0, inf
    "cosh", -inf, inf
    "tanh", 0.0, 0.0
    "tanh", -0.0, -0.0
    "tanh", -5e-324, -5e-324
    "tanh", inf, 1.0
    "tanh", -inf, -1.0
]

[<Tests>]
let tests =
    testList "Kernels.Hyperbolic" [
        test "values are within 2 ulp" {
            for name, x, expected in values do
                let actual = (of64 name [| x |])[0]
                let ulp = Math.BitIncrement(abs expected) - abs expected
                let error = abs (actual - expected) / ulp

                if not (error <= 2.5) then
                    failtest $"{name} {x:R} = {actual:R}, which is {error} ulp from {expected:R}"
        }

        test "limits are exact, zeros keep their sign, NaN stays NaN" {
            for name, x, expected in limits do
                let actual = (of64 name [| x |])[0]

                Expect.isTrue
                    (actual.Equals expected && Double.IsNegative actual = Double.IsNegative expected)
                    $"{name} {x}"

            for name in [ "sinh"; "cosh"; "tanh" ] do
                Expect.isTrue (Double.IsNaN((of64 name [| nan |])[0])) name
                Expect.isTrue (Single.IsNaN((of32 name [| nanf |])[0])) name
        }

        test "a value does not depend on its place in a span" {
            let x = Array.init 21 (fun i -> float (i - 10) / 3.0)

            for name in [ "sinh"; "cosh"; "tanh" ] do
                let whole = of64 name x
                Expect.equal whole [| for v in x -> (of64 name [| v |])[0] |] name
                let single = Array.map float32 x
                Expect.equal (of32 name single) [| for v in single -> (of32 name [| v |])[0] |] name
        }
    ]
