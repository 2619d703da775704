/// Every function on Real against the operation on tensors of the same name: at the special points of its row, and elsewhere.
module Functional.Tests.Scalars.RealPointTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops
open Functional.Tests.Ops.Points
open Functional.Tests.Scalars.RealModes

let private everywhere = [ -2.5; -0.7; -0.3; 0.3; 0.9; 1.7; 3.2; 25.0 ]

let private onTensor (f: Tensor -> Tensor) (x: float) =
    let result = Ad.Pushforward((fun x -> f x), Tensor.Scalar x, Tensor.Scalar 1.0)
    result.Value.ToScalar(), result.Tangent.ToScalar()

// Equal up to the last places: the platform's functions and the kernels on vectors round differently.
let private near what (actual: float) (expected: float) =
    let same =
        actual.Equals expected
        || actual = expected
        || abs (actual - expected) <= 4e-14 * max 1.0 (abs expected)

    Expect.isTrue same $"{what}: got {actual}, but the tensor operation gives {expected}"

let private agreesWithTensor what (f: Real -> Real) (g: Tensor -> Tensor) x =
    let value, slope = onTensor g x
    near $"{what} at {x}" (float (f (real x))) value

    for name, d in modes do
        near $"{what} at {x}, {name}" (float (d f (real x))) slope

let private numbersOnly =
    test "numbers: comparison, order, text and conversion are those of the double" {
        let x, y = real 1.5, real 2.0
        Expect.isTrue (x < y && y > x && x <= y && y >= x && x <> y && x = real 1.5) "comparison"
        Expect.isFalse (Real.op_Equality (real nan, real nan)) "the operators of IEEE: NaN equals nothing"
        Expect.isFalse (Real.op_LessThan (real nan, x) || Real.op_GreaterThan (real nan, x)) "nor does it compare"

        Expect.isTrue
            (real nan = real nan && compare (real nan) x < 0)
            "F#'s own are those of an order: NaN comes first"

        Expect.equal (List.max [ x; y ]) y "max by IComparable"
        Expect.equal (List.sort [ y; x ]) [ x; y ] "sort"
        Expect.equal (string x) "1.5" "text"
        Expect.equal (x.ToString("F2", Globalization.CultureInfo.InvariantCulture)) "1.50" "formatted"
        Expect.equal (float x, int x, float32 x) (1.5, 1, 1.5f) "conversion"
        Expect.equal (x.GetHashCode()) ((1.5).GetHashCode()) "hash"
    }

let private orders =
    test "a negative order is an error" {
        let message (f: Real -> Real) =
            try
                f (real 1.0) |> ignore
                "no error"
            with :? DomainException as e ->
                e.Message

        Expect.equal
            (message (fun x -> Real.Polygamma(-1, x)))
            "Polygamma wants an order of 0 or more, but got -1."
            "Polygamma"

        Expect.equal
            (message (fun x -> Real.SincDerivative(-2, x)))
            "SincDerivative wants an order of 0 or more, but got -2."
            "SincDerivative"
    }

[<Tests>]
let tests =
    testList "Real functions" [
        testList "at special points, the value and the derivative in every mode" [
            for name, _, points in UnaryPoints.table do
                testCase name (fun () ->
                    let f = RealFunctions.unary[name]

                    for x, y, slope in points Double.Epsilon do
                        first $"{name} at {x}" f x y slope

                    if name <> "Negate" && name <> "Pow 1" then
                        first $"{name} at NaN" f nan nan nan)
        ]
        testList "at special points, the second derivative in every mode" [
            for name, _, points in UnaryPoints.curvatures do
                testCase name (fun () ->
                    for x, curvature in points do
                        second $"{name} at {x}" RealFunctions.unary[name] x curvature)
        ]
        testList "a seed of 0 gives 0 where the derivative is unbounded" [
            for name, _, points in UnaryPoints.singular do
                testCase name (fun () ->
                    for x in points do
                        zeroSeed $"{name} at {x}" RealFunctions.unary[name] x)
        ]
        testList "at special points, both partial derivatives in every mode" [
            for name, _, points in BinaryPoints.table do
                testCase name (fun () ->
                    for point, z, slopes in points Double.Epsilon do
                        partials name RealFunctions.binary[name] point z slopes)
        ]
        testList "elsewhere, what the tensor operation gives" [
            for name, g, _ in UnaryPoints.table do
                testCase name (fun () -> everywhere |> List.iter (agreesWithTensor name RealFunctions.unary[name] g))

            for name, g, _ in BinaryPoints.table do
                testCase name (fun () ->
                    let f = RealFunctions.binary[name]

                    for x in everywhere do
                        for y in everywhere do
                            agreesWithTensor name (fun x -> f x (real y)) (fun x -> g x (Tensor.Scalar y)) x
                            agreesWithTensor name (fun y -> f (real x) y) (g (Tensor.Scalar x)) y)

            testCase "Log10" (fun () -> everywhere |> List.iter (agreesWithTensor "Log10" Real.Log10 Tensor.Log10))
            testCase "Polygamma" (fun () ->
                everywhere
                |> List.iter (
                    agreesWithTensor "Polygamma" (fun x -> Real.Polygamma(2, x)) (fun x -> Tensor.Polygamma(2, x))
                ))
        ]
        test "an operation with a double is that with a constant" {
            let pairs: (string * (Real -> float -> Real) * (float -> Real -> Real)) list = [
                "Add", (fun x y -> x + y), (fun x y -> x + y)
                "Subtract", (fun x y -> x - y), (fun x y -> x - y)
                "Multiply", (fun x y -> x * y), (fun x y -> x * y)
                "Divide", (fun x y -> x / y), (fun x y -> x / y)
                "Rem", (fun x y -> x % y), (fun x y -> x % y)
                "Pow", (fun x y -> Real.Pow(x, y)), (fun x y -> Real.Pow(x, y))
            ]

            for name, right, left in pairs do
                let f = RealFunctions.binary[name]

                for mode, d in modes do
                    for x, y in [ 2.5, 1.5; 0.5, -2.0; 3.0, 7.0 ] do
                        let expected = float (d (fun x -> f x (real y)) (real x))

                        Expect.floatClose
                            Accuracy.high
                            (float (d (fun x -> right x y) (real x)))
                            expected
                            $"{name} {mode}"

                        let expected = float (d (fun y -> f (real x) y) (real y))
                        Expect.floatClose Accuracy.high (float (d (left x) (real y))) expected $"{name} {mode}, left"
        }
        numbersOnly
        orders
    ]
