module Functional.Tests.Ops.UnaryTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops.Points
open Functional.Tests.Ops.UnaryPoints

let private trap dtype =
    // The branch not taken is singular: its derivative must not reach x.
    let f (x: Tensor) = Tensor.Where(Tensor.Greater(x, 0.0), Tensor.Sqrt x, Tensor.ZerosLike x)
    first dtype "where(x > 0, √x, 0)" f 0.0 0.0 0.0
    second dtype "where(x > 0, √x, 0)" f 0.0 0.0
    first dtype "where(x > 0, ln x, 0)" (fun x -> Tensor.Where(Tensor.Greater(x, 0.0), Tensor.Log x, x)) 0.0 0.0 1.0
    first dtype "where(x < 1, eˣ, 1)" (fun x -> Tensor.Where(Tensor.Less(x, 1.0), Tensor.Exp x, x)) 1e4 1e4 1.0

[<Tests>]
let tests =
    testList "Unary operations" [
        testList "at special points, the value and the derivative in every mode" [
            for name, f, points in table do
                forDTypes name (fun dtype ->
                    for x, y, slope in points (tiny dtype) do
                        first dtype $"{name} at {x}" f x y slope

                    // The slope of a linear function does not depend on x.
                    if name <> "Negate" && name <> "Pow 1" then
                        first dtype $"{name} at NaN" f nan nan nan)
        ]
        testList "at special points, the second derivative in every mode" [
            for name, f, points in curvatures do
                forDTypes name (fun dtype ->
                    for x, curvature in points do
                        second dtype $"{name} at {x}" f x curvature)
        ]
        testList "a seed of 0 gives 0 where the derivative is unbounded" [
            for name, f, points in singular do
                forDTypes name (fun dtype ->
                    for x in points do
                        zeroSeed dtype $"{name} at {x}" f x)
        ]
        forDTypes "the third derivative of sinc at 0 is 0, that of x³ is 6" (fun dtype ->
            third dtype "Sinc" Tensor.Sinc 0.0 0.0
            third dtype "Pow 3" (fun x -> Tensor.Pow(x, 3.0)) 0.0 6.0
            third dtype "Pow 2" (fun x -> Tensor.Pow(x, 2.0)) 0.0 0.0)
        forDTypes "x⁰ is 1 with derivative 0 whatever x" (fun dtype ->
            for x in [ 0.0; -0.0; inf; -inf; nan; -3.0 ] do
                first dtype $"Pow 0 at {x}" (fun x -> Tensor.Pow(x, 0.0)) x 1.0 0.0)
        forDTypes "a branch that where did not take contributes nothing" trap
        forDTypes "what is written out of singular parts keeps their arithmetic" (fun dtype ->
            // In reverse the square is not told what follows it, so that ∞ · 0 arises there; forward, a tangent of exactly 0
            // meets the root. Hypot and norm are for this: their derivative is 0 in every mode.
            let zero = Tensor.Create([| 0.0 |], [| 1 |]).Cast dtype
            let one = zero + 1.0

            for f in [ (fun (x: Tensor) -> Tensor.Sqrt(x * x)); Tensor.Square >> Tensor.Sqrt ] do
                Expect.isTrue (Double.IsNaN(Ad.Pullback(f, zero).Pullback.Invoke(one).ToArray()[0])) "√(x²) in reverse"
                Expect.equal (Ad.Pushforward(f, zero, one).Tangent.ToArray()[0]) 0.0 "√(x²) forward"

            first dtype "hypot(x, 0) at 0" (fun x -> Tensor.Hypot(x, Tensor.ZerosLike x)) 0.0 0.0 0.0
            // 0 · ln 0 is 0 · −∞.
            Expect.isTrue (Double.IsNaN((zero * Tensor.Log zero).ToArray()[0])) "0 · ln 0"
            first dtype "xlogy(x, x) at 0" (fun x -> Tensor.XLogY(x, x)) 0.0 0.0 0.0)
        test "the IEEE rule shows 0 · ∞" {
            let options = AdOptions(Zeros = ZeroRule.Ieee)
            let zero = Tensor.Create([| 0.0 |], [| 1 |])
            let moved = Ad.Pushforward((fun (x: Tensor) -> Tensor.Sqrt x), zero, zero, options).Tangent
            Expect.isTrue (Double.IsNaN(moved.ToArray()[0])) "0 · ∞"
        }
        forDTypes "bounds that cross: high wins in a release, an error in a debug build" (fun dtype ->
            let f (x: Tensor) = Tensor.Clamp(x, 1.0, -1.0)
#if DEBUG
            let error =
                try
                    first dtype "Clamp" f 0.0 -1.0 0.0
                    ""
                with :? DomainException as e ->
                    e.Message

            Expect.equal error "Clamp wants a low bound that is not above the high one, but got 1 and -1." "message"
#else
            first dtype "Clamp" f 0.0 -1.0 0.0
#endif
        )
        test "a negative order is an error" {
            let message (f: Tensor -> Tensor) =
                try
                    f Tensor.One |> ignore
                    "no error"
                with :? DomainException as e ->
                    e.Message

            Expect.equal
                (message (fun x -> Tensor.Polygamma(-1, x)))
                "Polygamma wants an order of 0 or more, but got -1."
                "Polygamma"

            Expect.equal
                (message (fun x -> Tensor.SincDerivative(-2, x)))
                "SincDerivative wants an order of 0 or more, but got -2."
                "SincDerivative"
        }
        test "a cast rounds to nearest, and its pullback casts back" {
            let x = Tensor.Create([| 0.1; 1e300; -0.0; 1e-46; nan |], [| 5 |])
            let pulled = Ad.Pullback((fun (x: Tensor) -> x.Cast DType.Float32), x)
            Expect.equal pulled.Value.DType DType.Float32 "cast"
            let expected = [| float 0.1f; inf; -0.0; 0.0; nan |]
            Array.iter2 (fun (a: float) b -> Expect.isTrue (a.Equals b) $"{a} = {b}") (pulled.Value.ToArray()) expected
            let bar = pulled.Pullback.Invoke(Tensor.ZerosLike pulled.Value + 1.0)
            Expect.equal bar.DType DType.Float64 "the cotangent is cast back"

            Expect.isTrue
                (Object.ReferenceEquals(x.Cast DType.Float64, x))
                "a cast to its own dtype is the tensor itself"
        }
    ]
