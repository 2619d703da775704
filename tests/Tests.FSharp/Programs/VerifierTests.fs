module Functional.Tests.Programs.VerifierTests

open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Programs

let private float64 (shape: int list) = TensorType(Shape(List.toArray shape), DType.Float64)

let private sine =
    (AD.explain (fun (x: Tensor) -> Tensor.Sin x) (Tensor.ones [ 3 ])).Equations[0].Operation

let private vector, scalar = float64 [ 3 ], float64 []

let private program slots (constants: Tensor list) equations outputs =
    Program(
        List.toArray slots,
        1,
        [| for c in constants -> c :?> DenseTensor |],
        List.toArray equations,
        List.toArray outputs
    )

let private sound = program [ vector; vector ] [] [ Equation(sine, [| 0 |], 1, 1) ] [ 1 ]

let private fold (body: Program) =
    let types = [| scalar; vector |]
    let scan = Scan(body, "cs", "c", 3, false)
    Program([| scalar; vector; scalar |], 2, [||], [| Equation(scan, [| 0; 1 |], 2, 1) |], [| 2 |])

let private step (types: TensorType list) = Program(List.toArray types, types.Length, [||], [||], [| 0 |])

[<Tests>]
let tests =
    testList "Verifier" [
        testList "every pass makes programs of the programs" [
            for title, programs in Samples.programs do
                testCase title (fun () ->
                    for program, _ in programs () do
                        Expect.isNull (Verifier.Fault program) "as traced"

                        (program, Passes.Each)
                        ||> Seq.fold (fun program (struct (name, pass)) ->
                            let passed = pass.Invoke program
                            Expect.isNull (Verifier.Fault(program, passed)) $"{name} of\n{program}"
                            passed)
                        |> ignore)
        ]

        test "a sound program has no fault" {
            Expect.isNull (Verifier.Fault sound) "sine"
            Expect.isNull (Verifier.Fault(fold (step [ scalar; scalar ]))) "fold"
        }

        for fault, broken in
            [
                "equation 0, Sin, reads slot 1 before it is written.",
                program [ vector; vector ] [] [ Equation(sine, [| 1 |], 1, 1) ] [ 1 ]
                "equation 0, Sin, reads slot 9 before it is written.",
                program [ vector; vector ] [] [ Equation(sine, [| 9 |], 1, 1) ] [ 1 ]
                "equation 0, Sin, writes slot 0 again.", program [ vector ] [] [ Equation(sine, [| 0 |], 0, 1) ] [ 0 ]
                "equation 1, Sin, writes slot 1 again.",
                program [ vector; vector ] [] [ Equation(sine, [| 0 |], 1, 1); Equation(sine, [| 0 |], 1, 1) ] [ 1 ]
                "equation 0, Sin, answers Float64[3] in slot 1, which is Float64[].",
                program [ vector; scalar ] [] [ Equation(sine, [| 0 |], 1, 1) ] [ 1 ]
                "equation 0, Sin, has 2 answers instead of 1.",
                program [ vector; vector; vector ] [] [ Equation(sine, [| 0 |], 1, 2) ] [ 1 ]
                "equation 0, MatMul, does not fit: MatMul wants [… m, k] and [… k, n], but got [3] and [3].",
                program [ vector; vector ] [] [ Equation(MatMul(false, false), [| 0; 0 |], 1, 1) ] [ 1 ]
                "constant 0 is Float64[], not Float64[3].", program [ vector; vector ] [ Tensor.One ] [] [ 1 ]
                "it has fewer slots than inputs and constants.", program [ vector ] [ Tensor.One ] [] [ 0 ]
                "the output slot 1 is never written.", program [ vector; vector ] [] [] [ 1 ]
                "equation 0, Scan, runs a program of which there are 1 inputs for 2 operands.", fold (step [ scalar ])
                "equation 0, Scan, runs a program of which input 1 is Float64[3], but is given Float64[].",
                fold (step [ scalar; vector ])
                "equation 0, Scan, answers Float64[3] in slot 2, which is Float64[].", fold (step [ vector; scalar ])
            ] do
            testCase $"planted: {fault}" (fun () -> Expect.equal (Verifier.Fault broken) fault "what is wrong")

        test "a pass that changes inputs or outputs is found out" {
            let other = program [ vector; vector ] [] [ Equation(sine, [| 0 |], 1, 1) ] [ 1; 0 ]
            Expect.equal (Verifier.Fault(sound, other)) "it has other outputs." "outputs"
            let other = program [ scalar; scalar ] [] [ Equation(sine, [| 0 |], 1, 1) ] [ 1 ]
            Expect.equal (Verifier.Fault(sound, other)) "it has other inputs." "inputs"
            Expect.isNull (Verifier.Fault(sound, sound)) "itself"
        }
    ]
