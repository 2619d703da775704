module Functional.Tests.Main

open Expecto
open Functional.Tests.Arguments
open Functional.Tests.Programs

/// Runs every value marked `[<Tests>]`; 0 when all pass.
[<EntryPoint>]
let main arguments =
    match arguments with
    | [| CoreTests.Argument |] ->
        CoreTests.print ()
        0
    | [| ArgumentTests.Argument |] ->
        ArgumentTests.print ()
        0
    | [| Mutants.Argument |] ->
        Mutants.serve ()
        0
    | _ -> runTestsInAssemblyWithCLIArgs [] arguments
