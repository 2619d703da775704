/// The scalar transforms as F# functions, and what the tests of this folder check with them.
module Functional.Tests.Scalars.RealModes

open Expecto
open Functional.Core
open Functional.Tests.Semantics.Modes

/// A constant.
let real (x: float) = Real x

/// The derivative of a function of one number, forward.
let push (f: Real -> Real) (x: Real) = Scalars.Derivative((fun x -> f x), x)

/// The derivative of a function of one number, reverse.
let pull (f: Real -> Real) (x: Real) = Scalars.Gradient((fun (x: Real[]) -> f x[0]), [| x |])[0]

/// Both, by name.
let modes = [ "forward", push; "reverse", pull ]

/// Every choice of a mode for each of n levels of nesting.
let rec nestings n =
    if n = 0 then
        [ "", [] ]
    else
        [
            for name, mode in modes do
                for names, rest in nestings (n - 1) do
                    (if names = "" then name else $"{name} over {names}"), mode :: rest
        ]

/// A test of two nested derivatives, in each of the four mixtures of modes.
let inEveryMixture name test =
    testList name [
        for mixture, levels in nestings 2 do
            testCase mixture (fun () -> test levels[0] levels[1])
    ]

let agrees what (actual: Real) expected = agree DType.Float64 what (float actual) expected

/// The value and the first derivative of f at x, by each mode and by each mode within each other.
let first what (f: Real -> Real) (x: float) y slope =
    let x = real x
    agrees $"{what}, value" (f x) y

    for name, d in modes do
        agrees $"{what}, {name}" (d f x) slope
        let mutable under = real 0.0

        d
            (fun x ->
                under <- f x
                under)
            x
        |> ignore

        agrees $"{what}, value under {name}" under y

    for outer, d in modes do
        for inner, e in modes do
            let mutable under = real 0.0

            d
                (fun x ->
                    under <- e f x
                    under)
                x
            |> ignore

            agrees $"{what}, {inner} under {outer}" under slope

/// The second derivative of f at x by the four compositions of modes.
let second what (f: Real -> Real) (x: float) curvature =
    for name, levels in nestings 2 do
        agrees $"{what}, second derivative ({name})" (levels[0] (levels[1] f) (real x)) curvature

/// A seed of exactly 0 gives exactly 0, in each mode and within each mode.
let zeroSeed what (f: Real -> Real) (x: float) =
    let pushZero x = push (fun seed -> f (x + 0.0 * seed)) (real 1.0)
    let pullZero x = pull (fun x -> 0.0 * f x) x

    for name, d in [ "forward", pushZero; "reverse", pullZero ] do
        agrees $"{what}, {name} of 0" (d (real x)) 0.0

        for outer, e in modes do
            let mutable under = real 1.0

            e
                (fun x ->
                    under <- d x
                    under)
                (real x)
            |> ignore

            agrees $"{what}, {name} of 0 under {outer}" under 0.0
