/// ConstantFolding, CommonSubexpressions, Inlining.
module Functional.Tests.Programs.Passes.ConstantsTests

open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Programs.Samples

let private float64 (shape: int list) = TensorType(Shape(List.toArray shape), DType.Float64)

/// The program of an operation of constants: a trace does not make such, passes do.
let private ofConstant (operation: Operation) (constant: Tensor) (answer: int list) =
    let types = [| float64 []; constant.Type; float64 answer |]
    Program(types, 1, [| constant :?> DenseTensor |], [| Equation(operation, [| 1 |], 2, 1) |], [| 2 |])

let private equations (program: Program) = [ for o in program.Operations -> o.Name ]

[<Tests>]
let tests =
    testList "Constants" [
        test "what is made of constants alone is made once" {
            let program = ofConstant (Scale 2.0) special [ 8 ]
            let folded = ConstantFolding.Run program
            Expect.equal (equations folded) [] "nothing is left to do"
            Expect.isNull (Verifier.Fault(program, folded)) "a program"
            Expect.equal (run folded Tensor.One) (run program Tensor.One) "values"
        }

        test "unless it is large and larger than what it is made of" {
            let large = ofConstant (BroadcastTo(Shape [| 100; 1000 |])) (Tensor.ones [ 1000 ]) [ 100; 1000 ]
            Expect.equal (equations (ConstantFolding.Run large)) [ "BroadcastTo" ] "it stays"
            let sum = ofConstant (SumTo(Shape [||])) (Tensor.ones [ 100; 1000 ]) []
            Expect.equal (equations (ConstantFolding.Run sum)) [] "a sum is small"
        }

        test "what fails stays, to fail when it is run" {
            let singular = ofConstant (Inverse false) (Tensor.zeros [ 2; 2 ]) [ 2; 2 ]
            Expect.equal (equations (ConstantFolding.Run singular)) [ "Inverse" ] "it stays"
        }

        test "equal numbers are one constant, so that what is made of them is computed once" {
            let f (x: Tensor) = 2.0 * Tensor.Sin x, 2.0 * Tensor.Sin x, -0.0 * x, 0.0 * x
            let folded = ConstantFolding.Run(AD.explain f special)
            Expect.equal [ for c in folded.Constants -> c.ToScalar() ] [ 2.0; -0.0; 0.0 ] "zeros differ"
            let common = CommonSubexpressions.Run folded
            Expect.equal (equations common) [ "Sin"; "Multiply"; "Multiply"; "Multiply" ] "operations"
            Expect.equal (run common special) (run (AD.explain f special) special) "values"
        }

        test "a compiled function becomes part of the program that calls it" {
            let inner = AD.compile (fun (x: Tensor) -> [ Tensor.Sin x; x; Tensor.scalar 3.0 ])

            becomes
                Inlining.Run
                (fun (x: Tensor) ->
                    let ys = inner (Tensor.Cos x)
                    ys[0] * ys[1] * ys[2])
                special [
                    "(a: Float64[8]) =>"
                    "  b: Float64[8] = Cos a"
                    "  c: Float64[8], d: Float64[8], e: Float64[] = Compile b"
                    "    run (b) =>"
                    "      f: Float64[8] = Sin b"
                    "      return f, b, 3"
                    "  g: Float64[8] = Multiply c, d"
                    "  h: Float64[8] = Multiply g, e"
                    "  return h"
                ] [
                    "(a: Float64[8]) =>"
                    "  b: Float64[8] = Cos a"
                    "  c: Float64[8] = Sin b"
                    "  d: Float64[8] = Multiply c, b"
                    "  e: Float64[8] = Multiply d, 3"
                    "  return e"
                ]
        }

        test "a checkpoint stays, so that what it runs again is not kept" {
            let f = AD.checkpoint (fun (x: Tensor) -> Tensor.Sin x)
            Expect.equal (equations ((AD.explain f special).Simplify())) [ "Checkpoint" ] "opaque"
        }
    ]
