/// What holds for every pass.
module Functional.Tests.Programs.Passes.LawTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models
open Functional.Tests.Programs

/// Equal within rounding; zeros have their sign, and what is not finite is the same.
let private near what (expected: Tensor) (actual: Tensor) = Compare.close 1e-12 what expected actual

[<Tests>]
let tests =
    testList "Passes" [
        testList "every pass leaves the answers" [
            for title, programs in Samples.programs do
                testCase title (fun () ->
                    for program, xs in programs () do
                        let inputs: Tensor[] = Tree.Flatten xs
                        let expected = program.Run inputs

                        for struct (name, pass) in Passes.Each do
                            let passed = pass.Invoke program
                            Array.iter2 (near name) expected (passed.Run inputs)

                        Array.iter2 (near "all") expected (program.Simplify().Run inputs))
        ]

        test "what has been passed is not passed again" {
            let program = AD.explain (fun (x: Tensor) -> x + x) Tensor.One
            let once = program.Simplify()
            Expect.isTrue (obj.ReferenceEquals(once.Simplify(), once)) "the same object"
        }
    ]
