/// Derivatives of numbers where rounded intermediate results would lose their digits: the points of the tensors' rows.
module Functional.Tests.Scalars.PrecisionTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops.PrecisionRows
open Functional.Tests.Scalars.RealModes

let private within what (actual: float) expected =
    let error = abs (actual - expected) / (Math.BitIncrement(abs expected) - abs expected)

    // A NaN distance is not within any bound.
    if (expected = 0.0 || Double.IsNormal expected) && not (error <= 4.0) then
        failtest $"{what} is {actual:R}, which is {error} ulp from {expected:R}"

let private precise (name, _, points) =
    testCase name (fun () ->
        let f x = RealFunctions.all[name][x]

        for x, y, first, second in points do
            within $"{name} at {x}" (float (f (real x))) y

            for mode, d in modes do
                within $"{name} at {x}, {mode}" (float (d f (real x))) first

                for inner, e in modes do
                    within $"{name} at {x}, {mode} of {inner}" (float (d (e f) (real x))) second

            // Replayed in dual numbers.
            within $"{name} at {x}, Hessian" (Scalars.Hessian((fun xs -> f xs[0]), [| x |])[0, 0]) second)

[<Tests>]
let tests = testList "Precision of Real and Dual" [ for row in rows -> precise row ]
