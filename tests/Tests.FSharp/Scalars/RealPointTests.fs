/// Every function on Real against the operation on tensors of the same name: at the special points of its row, and elsewhere.
module Functional.Tests.Scalars.RealPointTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Tests.Semantics
open Functional.Tests.Semantics.Row
open Functional.Tests.Scalars.RealModes

/// The rows of the operations that Real has.
let private rows =
    PointTests.families
    |> List.take 4
    |> List.collect snd
    |> List.filter (fun row -> row.Operation <> "Where")

/// The row's function of operand i alone, on Real.
let private alone (row: Row) at i (x: Real) =
    at |> List.mapi (fun j other -> if i = j then x else real other) |> RealFunctions.all[row.Operation]

let private points (row: Row) =
    for point in row.Points Double.Epsilon do
        point.At
        |> List.iteri (fun i x ->
            first $"{row.Operation} at {point.At}, operand {i}" (alone row point.At i) x point.Value point.Slopes[i])

let private curvatures (row: Row) =
    for at, expected in row.Curvatures do
        let pairs = [
            for i in 0 .. at.Length - 1 do
                for j in i .. at.Length - 1 -> i, j
        ]

        for (i, j), curvature in List.zip pairs expected do
            for name, levels in nestings 2 do
                let mixed x y =
                    at
                    |> List.mapi (fun k other ->
                        if k = i then x
                        elif k = j then y
                        else real other)
                    |> RealFunctions.all[row.Operation]

                if i = j then
                    second $"{row.Operation} at {at}, operand {i}" (alone row at i) at[i] curvature
                else
                    let actual = levels[0] (fun y -> levels[1] (fun x -> mixed x y) (real at[i])) (real at[j])
                    agrees $"{row.Operation} at {at}, mixed ({name})" actual curvature

/// The same by the Hessian, which replays in dual numbers.
let private hessians (row: Row) =
    for at, expected in row.Curvatures do
        let h = Scalars.Hessian((fun x -> RealFunctions.all[row.Operation](List.ofArray x)), List.toArray at)

        let triangle = [
            for i in 0 .. at.Length - 1 do
                for j in i .. at.Length - 1 -> i, j
        ]

        for (i, j), curvature in List.zip triangle expected do
            agrees $"{row.Operation} at {at}, H[{i}, {j}]" (real h[i, j]) curvature
            agrees $"{row.Operation} at {at}, H[{j}, {i}]" (real h[j, i]) curvature

let private unbounded (row: Row) =
    for at in row.Unbounded do
        at |> List.iteri (fun i x -> zeroSeed $"{row.Operation} at {at}, operand {i}" (alone row at i) x)

let private everywhere = [ -2.5; -0.7; -0.3; 0.3; 0.9; 1.7; 3.2; 25.0 ]

// Equal up to the last places: the platform's functions and the kernels on vectors round differently.
let private near what (actual: float) (expected: float) =
    Expect.isTrue
        (Compare.near (4e-14 * max 1.0 (abs expected)) expected actual)
        $"{what}: got {actual}, but the tensor operation gives {expected}"

let private elsewhere (row: Row) =
    let arity = (row.Points Double.Epsilon).Head.At.Length

    for x in everywhere do
        for y in (if arity = 1 then [ 0.0 ] else everywhere) do
            let at = List.take arity [ x; y; 1.5 ]

            for i in 0 .. arity - 1 do
                let onTensor x =
                    at |> List.mapi (fun j other -> if i = j then x else Tensor.Scalar other) |> row.Apply

                let what = $"{row.Operation} at {at}, operand {i}"
                let expected = Ad.Pushforward(onTensor, Tensor.Scalar at[i], Tensor.Scalar 1.0)
                near what (float (alone row at i (real at[i]))) (expected.Value.ToScalar())

                for name, d in modes do
                    near $"{what}, {name}" (float (d (alone row at i) (real at[i]))) (expected.Tangent.ToScalar())

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

let private of' name check rows =
    testList name [ for row in rows -> testCase row.Operation (fun () -> check row) ]

[<Tests>]
let tests =
    testList "Real functions" [
        of' "at special points, the value and the derivative in every mode" points rows
        of' "at special points, the second derivative by every two modes" curvatures rows
        of' "at special points, the Hessian" hessians rows
        of' "a seed of 0 gives 0 where the derivative is unbounded" unbounded rows
        of' "elsewhere, what the tensor operation gives" elsewhere rows
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
                let f x y = RealFunctions.all[name] [ x; y ]

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
        test "a seed that is 0 and moves, beside a slope that is finite and moves infinitely fast, gives 0" {
            // The branch of the power is not taken: its seed is x · 0 at x = 0, its slope 1.5 √x.
            let f (x: Real) = x * Real.Min(Real.Pow(x, 1.5), -1.0)

            for name, d in modes do
                agrees $"{name} over reverse" (d (pull f) (real 0.0)) 0.0
        }
        numbersOnly
        orders
    ]
