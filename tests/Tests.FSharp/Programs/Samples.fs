/// Programs to try passes on: those of the rows of the laws, of their gradients, and of what a Hessian-vector product makes of them.
module Functional.Tests.Programs.Samples

open System
open Functional.Core
open Functional.Models
open Functional.Tests.Laws
open Functional.Tests.Laws.Row

/// The title of each row with its programs, which are made when asked for.
let programs = [
    for row in LawTests.rows do
        row.Title,
        fun () ->
            let random = Random 7
            let inputs = row.Inputs |> List.map (fun draw -> Nd.toTensor DType.Float64 (draw random))
            let xs, f = Laws.free row inputs

            [
                AD.explain f xs, xs
                if row.Order > 0 && not xs.IsEmpty then
                    AD.explain (AD.grad (Laws.weighted f)) xs, xs
                if row.Order > 1 && not xs.IsEmpty then
                    AD.explain (fun xs -> AD.hvp (Laws.weighted f) xs xs) xs, xs
            ]
]

/// Numbers at which arithmetic is not that of the real numbers.
let special = Tensor.ofSeq [ 0.0; -0.0; nan; infinity; -infinity; 1.5; -2.5e-310; 1e308 ]

let private lines (program: Program) = (string program).TrimEnd().Split '\n' |> List.ofArray

/// The answers of a program at the leaves of a tree.
let run (program: Program) (x: 'x) =
    let inputs: Tensor[] = Tree.Flatten x
    List.ofArray (program.Run inputs)

/// The pass makes of the program of f at x, whose text is the first, one whose text is the second, with the same answers bit by bit.
let becomes (pass: Program -> Program) (f: 'x -> 'y) (x: 'x) before after =
    let program = AD.explain f x
    let passed = pass program
    Expecto.Expect.equal (lines program) before "before"
    Expecto.Expect.equal (lines passed) after "after"
    Expecto.Expect.isNull (Verifier.Fault(program, passed)) "a program"
    Expecto.Expect.equal (run passed x) (run program x) "the same bits"

/// The pass leaves the program of f at x as it is.
let stays (pass: Program -> Program) (f: 'x -> 'y) (x: 'x) =
    let program = AD.explain f x
    Expecto.Expect.equal (lines (pass program)) (lines program) "nothing to do"
