/// Programs as expressions: their texts, and that these mean what the programs compute.
module Functional.Tests.Programs.ExpressionTests

open System
open System.Diagnostics
open Expecto
open Functional.Core
open Functional.Models

/// Functions with the texts of themselves and their first three derivatives.
let private table: (string * (Tensor -> Tensor) * string list) list = [
    "4 / x", (fun x -> 4.0 / x), [ "4 / x"; "-4 / square(x)"; "8 / pow(x, 3)"; "-24 / pow(x, 4)" ]
    "x³", (fun x -> x * x * x), [ "pow(x, 3)"; "3 * square(x)"; "6 * x"; "6" ]
    "x to the 3", (fun x -> Tensor.Pow(x, 3.0)), [ "pow(x, 3)"; "3 * square(x)"; "6 * x"; "6" ]
    "a polynomial", (fun x -> 3.0 * x * x - x / 3.0 + 2.0), [ "3 * square(x) - x / 3 + 2"; "6 * x - 1 / 3"; "6"; "0" ]
    "x + 0, x − x, 1 x, 0 x, 0 / x, x / x, x / 1",
    (fun x -> (x + 0.0) * 1.0 + (x - x) + 0.0 * x + 0.0 / x + x / x + x / 1.0),
    [ "2 * x + 1"; "2"; "0"; "0" ]
    "signs", (fun x -> -(-x) - -(2.0 * x) + (1.0 - x) * -1.0), [ "4 * x - 1"; "4"; "0"; "0" ]
    "nested differences", (fun x -> 5.0 - (x - (3.0 - x)) * 2.0), [ "5 - 2 * (2 * x - 3)"; "-4"; "0"; "0" ]
    "√x", sqrt, [ "sqrt(x)"; "0.5 / sqrt(x)"; "-0.25 / pow(x, 1.5)"; "0.375 / pow(x, 2.5)" ]
    "√x √x", (fun x -> sqrt x * sqrt x), [ "x"; "1"; "0"; "0" ]
    "√x²", (fun x -> sqrt (x * x)), [ "sqrt(square(x))"; "x / sqrt(square(x))"; ""; "" ]
    "ln x", log, [ "log(x)"; "1 / x"; "-1 / square(x)"; "2 / pow(x, 3)" ]
    "sin eˣ",
    (exp >> sin),
    [
        "sin(exp(x))"
        "cos(exp(x)) * exp(x)"
        "(cos(exp(x)) - exp(x) * sin(exp(x))) * exp(x)"
        "(cos(exp(x)) - 3 * exp(x) * sin(exp(x)) - square(exp(x)) * cos(exp(x))) * exp(x)"
    ]
    "tanh x", tanh, [ "tanh(x)"; "1 - square(tanh(x))"; "-2 * tanh(x) * (1 - square(tanh(x)))"; "" ]
    "the sigmoid", Tensor.Sigmoid, [ "sigmoid(x)"; "sigmoid(x) * (1 - sigmoid(x))"; ""; "" ]
    "softplus", Tensor.Softplus, [ "softplus(x)"; "sigmoid(x)"; "sigmoid(x) * (1 - sigmoid(x))"; "" ]
    "the bell",
    (fun x -> exp (-x * x / 2.0)),
    [
        "exp(-square(x) / 2)"
        "-exp(-square(x) / 2) * x"
        "let t = exp(-square(x) / 2)\nsquare(x) * t - t"
        ""
    ]
    "a quotient",
    (fun x -> (x + 1.0) / (x - 1.0)),
    [ "(x + 1) / (x - 1)"; "1 / (x - 1) - (x + 1) / square(x - 1)"; ""; "" ]
    "1 / (3 x)", (fun x -> 1.0 / (3.0 * x)), [ "1 / (3 * x)"; "-1 / (3 * square(x))"; ""; "" ]
    "tan x", Tensor.Tan, [ "tan(x)"; "1 + square(tan(x))"; "2 * tan(x) * (1 + square(tan(x)))"; "" ]
    "arctan x", Tensor.Atan, [ "atan(x)"; "1 / (1 + square(x))"; "-2 * x / square(1 + square(x))"; "" ]
    "relu", Tensor.Relu, [ "relu(x)"; "where(x < relu(x), 0, sign(relu(x)))"; "0"; "0" ]
    "|x|", abs, [ "abs(x)"; "sign(x)"; "0"; "0" ]
    "xˣ", (fun x -> Tensor.Pow(x, x)), [ "pow(x, x)"; ""; ""; "" ]
    "x where it is above 1, else its square",
    (fun x -> Tensor.Where(x .> 1.0, x, x * x)),
    [ "where(x > 1, x, square(x))"; ""; ""; "" ]
    "ln(1 + eˣ)", (fun x -> log (1.0 + exp x)), [ "log(1 + exp(x))"; "exp(x) / (1 + exp(x))"; ""; "" ]
]

let private derivatives f : (Tensor -> Tensor) list = [
    f
    AD.grad f
    AD.grad (AD.grad f)
    AD.grad (AD.grad (AD.grad f))
]

let private texts =
    testList "texts" [
        for name, f, expected in table do
            for order, (f, expected) in List.indexed (List.zip (derivatives f) expected) do
                if expected <> "" then
                    test $"{name}, derivative {order}" {
                        Expect.equal (AD.expression f (Tensor.scalar 2.0)) expected "text"
                    }

                test $"{name}, derivative {order}, means what is computed" {
                    for x in [ 0.3; 0.9; 1.7; 2.6 ] do
                        let value = Tensor.toScalar (f (Tensor.scalar x))
                        let read = Formula.evaluate [ "x", x ] (AD.expression f (Tensor.scalar x))
                        // Terms that cancel lose some of sixteen digits.
                        Expect.isLessThan (abs (read - value)) (1e-11 * max 1.0 (abs value)) $"at {x}"
                }
    ]

/// A function made of random operations, so deep at most.
let rec private draw (random: Random) depth : Tensor -> Tensor =
    let next () = draw random (depth - 1)

    let unary (f: Tensor -> Tensor) = next () >> f

    let binary (f: Tensor -> Tensor -> Tensor) =
        let left, right = next (), next ()
        fun x -> f (left x) (right x)

    match (if depth = 0 then 0 else random.Next 14) with
    | 0 ->
        let number = float (random.Next(-3, 4))
        if random.Next 2 = 0 then id else fun x -> 0.0 * x + number
    | 1
    | 2 -> binary (+)
    | 3
    | 4 -> binary (-)
    | 5
    | 6 -> binary (*)
    | 7 -> binary (/)
    | 8 -> unary (~-)
    | 9 -> unary Tensor.Square
    | 10 -> unary (fun x -> Tensor.Pow(x, 3.0))
    | 11 -> unary (fun x -> sqrt (abs x + 0.5))
    | 12 -> unary (sin >> exp)
    | _ -> unary Tensor.Reciprocal

let private random =
    testList "random functions" [
        for order in 0..2 do
            test $"derivative {order} of each means what is computed" {
                let random = Random(order + 1)
                let compared = ref 0

                for _ in 1..150 do
                    let drawn = draw random 5
                    let f = (derivatives (fun x -> drawn x + 0.0 * x))[order]
                    let at (x: float) = Tensor.toScalar (f (Tensor.scalar x))
                    let x = 0.4 + random.NextDouble()
                    let value, near = at x, at (x * (1.0 + 1e-13))
                    let text = AD.expression f (Tensor.scalar x)

                    // Infinite constants are for no paper.
                    if Double.IsFinite value && not (text.Contains "Infinity" || text.Contains "NaN") then
                        compared.Value <- compared.Value + 1
                        // As far as the function itself is steady there.
                        let tolerance = 1e-9 * max 1.0 (abs value) + 100.0 * abs (near - value)

                        Expect.isLessThanOrEqual
                            (abs (Formula.evaluate [ "x", x ] text - value))
                            tolerance
                            $"{text} at {x}"

                Expect.isGreaterThan compared.Value 100 "of 150"
            }
    ]

let private isWithin seconds (f: unit -> 'a) =
    let clock = Stopwatch.StartNew()
    let answer = f ()
    Expect.isLessThan clock.Elapsed.TotalSeconds seconds "seconds"
    answer

let private forms =
    testList "forms" [
        test "inputs have their names, outputs a line each, named values keep their names where they are shared" {
            let f (struct (w: Tensor, b: Tensor)) =
                let hidden = (sin w * cos b + w / b).Named "hidden"
                struct (hidden * b, exp hidden + w)

            Expect.equal
                (AD.expression f (struct (Tensor.scalar 1.0, Tensor.scalar 2.0)))
                "let hidden = sin(Item1) * cos(Item2) + Item1 / Item2\nhidden * Item2\nexp(hidden) + Item1"
                "text"
        }

        test "matrix products stand between their operands" {
            let loss (struct (w: Tensor, x: Tensor)) = Tensor.sum (tanh (x *@ w))

            Expect.equal
                (AD.expression (AD.grad loss) (struct (Tensor.ones [ 2; 3 ], Tensor.ones [ 4; 2 ])))
                "let t = 1 - square(tanh(Item2 @ Item1))\ntranspose(Item2) @ t\nt @ transpose(Item1)"
                "text"
        }

        test "what arithmetic does not know stands as it is called" {
            let f (x: Tensor) = Tensor.softmax 0 (x.Sum(1) + 1.0)

            Expect.equal
                (AD.expression f (Tensor.ones [ 2; 3 ]))
                "softmax[Axis = 0](reshape[Shape = [2]](sumTo[Shape = [2, 1]](x)) + 1)"
                "text"
        }

        test "a sum of equal numbers is a number, and one that is matched with rows says how often" {
            Expect.equal (AD.expression (fun (x: Tensor) -> Tensor.sum (x - x + 2.0)) (Tensor.ones [ 5 ])) "10" "sum"

            Expect.equal
                (AD.expression (fun (x: Tensor) -> (x - x + 2.0) *@ x) (Tensor.ones [ 2; 2 ]))
                "broadcastTo[Shape = [2, 2]](2) @ x"
                "product"
        }

        test "constants: numbers as they are written, vectors in full, matrices by name" {
            let third = Tensor.Scalar(1.0 / 3.0, DType.Float32)

            Expect.equal
                (AD.expression (fun (x: Tensor) -> 0.1 * x + third * x * x) (Tensor.Scalar(1.0, DType.Float32)))
                "0.1 * x + square(x) / 3"
                "Float32"

            let ramp = Tensor.arange 3
            Expect.equal (AD.expression (fun x -> ramp * x) ramp) "[0, 1, 2] * x" "vector"
            let table = Random.normal [ 3; 3 ] (Random.key 1)
            Expect.equal (AD.expression (fun x -> table *@ x) table) "let c = constant Float64[3, 3]\nc @ x" "matrix"
        }

        test "loops stand as they are called, and compiled functions as what they do" {
            let compiled = AD.compile (fun (x: Tensor) -> x * x + x)
            Expect.equal (AD.expression (fun x -> compiled x / x) (Tensor.scalar 1.0)) "(square(x) + x) / x" "compiled"
            let loop (x: Tensor) = Scan.fold (fun (h: Tensor) (y: Tensor) -> sin h * y) (Tensor.scalar 1.0) x
            Expect.stringContains (AD.expression loop (Tensor.ones [ 4 ])) "scan" "loop"
        }

        test "what is used twice at each of many steps is named once" {
            let step (y: Tensor) _ = sin y * cos y + y
            let f x = Seq.fold step x (seq { 1..60 })
            let text = isWithin 2.0 (fun () -> AD.expression f (Tensor.scalar 1.0))
            Expect.isLessThan text.Length 6000 "2⁶⁰ repetitions otherwise"
            let value = Tensor.toScalar (f (Tensor.scalar 0.4))
            Expect.floatClose Accuracy.high (Formula.evaluate [ "x", 0.4 ] text) value "and means what is computed"
        }

        for name, step in
            [
                "sines", (fun (y: Tensor) (_: Tensor) -> sin y)
                "sums", (fun y x -> y + x)
                "differences", (fun y x -> x - y)
                "products", (fun y x -> y * x)
                "quotients", (fun y x -> x / y)
                "sums of products", (fun y x -> y * x + y)
            ] do
            test $"chains of 10,000: {name}" {
                let links = Array.init 10_000 (fun i -> $"x{i}")

                let f (xs: Tensor[]) = Array.fold step xs[0] xs[1..]
                let xs = Array.init links.Length (fun _ -> Tensor.scalar 1.0)
                let text = isWithin 20.0 (fun () -> AD.expression f xs)
                Expect.isGreaterThan text.Length 40_000 "all of them"
                let gradient = isWithin 60.0 (fun () -> AD.expression (AD.grad f) xs)
                Expect.isGreaterThan gradient.Length 10_000 "and their derivatives"
            }
    ]

[<Tests>]
let tests = testList "Expressions" [ texts; random; forms ]
