/// What F# accepts of the library, written as a user writes it: the lines of FSHARP.md that our interface relies on.
/// They change with the compiler, so this file compiling is half of the test.
module Functional.Tests.Language.ConsumerTests

open System
open Expecto
open Functional.Core
open Functional.Models

type Affine = { W: Tensor; B: Tensor }

/// Generic in its leaf, so that shapes can reuse the type.
type Pair<'t> = { Left: 't; Right: 't }

let inline private wave x = sin x * exp (-x) + sqrt (abs x) ** 2.0

let private close (actual: Tensor) expected =
    Expect.equal (Tensor.shape actual, Array.map (fun (x: float) -> Math.Round(x, 12)) (Tensor.toArray actual)) expected

let private x23 = Tensor.ofShape [ 2; 3 ] [ 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 ]

let private names =
    testList "names" [
        test "the module Tensor and the type Tensor stand side by side" {
            let x: Tensor = Tensor.ofArray [| 1.0; 4.0 |]
            let y: Tensor = Tensor.Create [| 1.0; 4.0 |]
            close (Tensor.square x - Tensor.Square y) ([ 2 ], [| 0.0; 0.0 |]) "both spellings"
        }

        test "the module Random stands beside System.Random" {
            let generator = Random 1
            Expect.isTrue (generator.Next() >= 0) "the class"
            Expect.equal (Tensor.shape (Random.normal [ 2 ] (Random.key 1))) [ 2 ] "the module"
        }

        test "the element type decides the dtype" {
            Expect.equal (Tensor.ofArray [| 1f |]).DType DType.Float32 "float32"
            Expect.equal (Tensor.ofSeq [ 1.0 ]).DType DType.Float64 "float"
            Expect.equal (Tensor.ofArray2D (array2D [ [ 1f; 2f ] ])).DType DType.Float32 "2-D"
            Expect.equal (Tensor.scalar 1f).DType DType.Float32 "scalar"
            Expect.equal (Tensor.ofRows [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]).DType DType.Float64 "rows"
        }
    ]

let private operators =
    testList "operators and functions" [
        test "one inline function runs on float and on tensors" {
            close
                (wave (Tensor.ofArray [| 0.5; 2.0 |]))
                ([ 2 ], [| Math.Round(wave 0.5, 12); Math.Round(wave 2.0, 12) |])
                ""
        }

        test "numbers mix with tensors on either side" {
            let x = Tensor.ofArray [| 2.0 |]
            close (2.0 * x + 1.0 - x / 2.0 - 1.0 / x + (3.0 - x) * 1.0) ([ 1 ], [| 4.5 |]) "mixed"
            Expect.equal (2.0 * Tensor.ofArray [| 1f |]).DType DType.Float32 "a literal does not widen"
        }

        test "F#'s functions bind to the members of Tensor" {
            let x = Tensor.scalar 0.25
            let same name (ours: Tensor) (theirs: float) = Expect.floatClose Accuracy.high (ours.ToScalar()) theirs name
            same "sin" (sin x) (sin 0.25)
            same "cos" (cos x) (cos 0.25)
            same "sinh" (sinh x) (sinh 0.25)
            same "cosh" (cosh x) (cosh 0.25)
            same "tanh" (tanh x) (tanh 0.25)
            same "exp" (exp x) (exp 0.25)
            same "log" (log x) (log 0.25)
            same "sqrt" (sqrt x) (sqrt 0.25)
            same "abs" (abs -x) 0.25
            same "tan" (tan x) (tan 0.25)
            same "asin" (asin x) (asin 0.25)
            same "acos" (acos x) (acos 0.25)
            same "atan" (atan x) (atan 0.25)
            same "atan2" (atan2 x (x + 1.0)) (atan2 0.25 1.25)
            same "log10" (log10 x) (log10 0.25)
            same "floor" (floor (x - 1.0)) -1.0
            same "ceil" (ceil x) 1.0
            same "round" (round (x + 0.5)) 1.0
            same "pown" (pown x 3) (0.25 ** 3.0)
            same "%" ((x + 2.0) % 1.0) 0.25
            same "% of tensors" (-(x + 2.0) % Tensor.scalar 1.0) -0.25
            same "truncate" (truncate (x + 1.5)) 1.0
            same "**" (x ** 2.0) 0.0625
            same "** of tensors" (x ** x) (0.25 ** 0.25)
            same "unary minus" (-x) -0.25
        }

        test "List.sum and List.average need no help" {
            let xs = [ Tensor.ofArray [| 1.0; 2.0 |]; Tensor.ofArray [| 3.0; 6.0 |] ]
            close (List.sum xs) ([ 2 ], [| 4.0; 8.0 |]) "sum"
            close (List.average xs) ([ 2 ], [| 2.0; 4.0 |]) "average"
            close (List.sumBy (fun x -> x * x) xs) ([ 2 ], [| 10.0; 40.0 |]) "sumBy"
            close (List.sum [ Tensor.ofArray [| 1f |] ]) ([ 1 ], [| 1.0 |]) "a sum of Float32"
        }

        test "the matrix product binds tighter than +, as tightly as *" {
            let w = Tensor.ofArray2D (array2D [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ]; [ 1.0; 1.0 ] ])
            let b = Tensor.ofArray [| 10.0; 20.0 |]
            close (b + x23 *@ w + b) ([ 2; 2 ], [| 24.0; 45.0; 30.0; 51.0 |]) "b + x w + b"
            close (2.0 * x23 *@ w) ([ 2; 2 ], [| 8.0; 10.0; 20.0; 22.0 |]) "(2 x) w"
            close (-x23 *@ w) ([ 2; 2 ], [| -4.0; -5.0; -10.0; -11.0 |]) "(−x) w"
        }

        test "comparisons give masks and bind looser than arithmetic" {
            let x = Tensor.ofArray [| 1.0; 2.0; 3.0 |]
            close (x .> 2.0) ([ 3 ], [| 0.0; 0.0; 1.0 |]) ".>"
            close (x .>= 2.0) ([ 3 ], [| 0.0; 1.0; 1.0 |]) ".>="
            close (x .< x + 1.0) ([ 3 ], [| 1.0; 1.0; 1.0 |]) ".<"
            close (x .<= 2.0) ([ 3 ], [| 1.0; 1.0; 0.0 |]) ".<="
            close (x .= 2.0) ([ 3 ], [| 0.0; 1.0; 0.0 |]) ".="
            close (x .<> Tensor.scalar 2.0) ([ 3 ], [| 1.0; 0.0; 1.0 |]) ".<>"
        }
    ]

let private lambdas =
    testList "functions" [
        test "lambdas, named and composed functions go in, callable functions come out" {
            let square (x: Tensor) = x * x
            let x = Tensor.scalar 3.0
            close (AD.grad (fun x -> x * x) x) ([], [| 6.0 |]) "lambda"
            close (AD.grad square x) ([], [| 6.0 |]) "named"
            close (AD.grad (square >> square) x) ([], [| 108.0 |]) "composed"
            close (x |> AD.grad square |> AD.grad (AD.grad square)) ([], [| 2.0 |]) "piped and nested"
        }

        test "C#'s own Ad takes F# functions" {
            let square (x: Tensor) = x * x
            close (Ad.Grad(square).Invoke(Tensor.scalar 3.0)) ([], [| 6.0 |]) "named"
            close ((Ad.Pullback((fun (x: Tensor) -> x * x), Tensor.scalar 3.0)).Value) ([], [| 9.0 |]) "lambda"
        }

        test "a gradient has the type of the record" {
            let p = { W = Tensor.ofShape [ 3; 1 ] [ 1.0; 2.0; 3.0 ]; B = Tensor.ofArray [| 0.5 |] }
            let loss p = Tensor.sum (Tensor.square (x23 *@ p.W + p.B))
            let struct (value, gradient) = AD.valueAndGrad loss p
            close value ([], [| 14.5 * 14.5 + 32.5 * 32.5 |]) "value"
            close gradient.W ([ 3; 1 ], [| 289.0; 383.0; 477.0 |]) "W"
            close gradient.B ([ 1 ], [| 94.0 |]) "B"
            close { gradient with B = p.B }.B ([ 1 ], [| 0.5 |]) "copy and update"
        }

        test "trees may be tuples, lists, arrays, maps and generic records" {
            let x = Tensor.scalar 2.0
            let g, h = AD.grad (fun (x, y) -> x * y) (x, Tensor.scalar 5.0)
            close (g + h) ([], [| 7.0 |]) "tuple"
            let struct (g, h) = AD.grad (fun struct (x, y) -> x * y) (struct (x, x))
            close (g + h) ([], [| 4.0 |]) "struct tuple"
            close (AD.grad List.sum [ x; x ] |> List.sum) ([], [| 2.0 |]) "list"
            close (AD.grad Array.sum [| x; x |] |> Array.sum) ([], [| 2.0 |]) "array"

            close
                ((AD.grad (fun (m: Map<string, Tensor>) -> m["a"] * m["b"]) (Map [ "a", x; "b", x ]))["a"])
                ([], [| 2.0 |])
                "map"

            close (AD.grad (fun p -> p.Left * p.Right) { Left = x; Right = x }).Left ([], [| 2.0 |]) "generic record"
        }
    ]

let private members =
    testList "members of C#" [
        test "optional arguments by name, and an option for a nullable one" {
            close (x23.Sum(1, keepDims = true)) ([ 2; 1 ], [| 6.0; 15.0 |]) "bool"
            Expect.equal (Tensor.Zeros([| 1 |], dtype = DType.Float32)).DType DType.Float32 "enum"
            let start, stop = Some 1, None
            close (x23.Slice(1, ?start = start, ?stop = stop)) ([ 2; 2 ], [| 2.0; 3.0; 5.0; 6.0 |]) "int?"
        }

        test "sizes one by one or as an array" {
            close (x23.Reshape(3, 2)) ([ 3; 2 ], Tensor.toArray x23) "one by one"
            close (x23.Reshape [| 6 |]) ([ 6 ], Tensor.toArray x23) "array"
        }

        test "named results are read by name, pairs by struct patterns" {
            let result = Ad.ValueAndGrad(fun (x: Tensor) -> x * x).Invoke(Tensor.scalar 3.0)
            close (result.Value + result.Gradient) ([], [| 15.0 |]) "record struct"
            let struct (a, b) = (Random.key 1).Split()
            Expect.notEqual a b "value tuple"
        }

        test "properties are initialized in the constructor's call" {
            Expect.isTrue (AdOptions(Strict = true)).Strict "init"
            Expect.equal (ConvolutionOptions(Groups = 2, Stride = struct (2, 1))).Groups 2 "several"
        }
    ]

[<Tests>]
let tests = testList "What F# accepts" [ names; operators; lambdas; members ]
