module Functional.Tests.Main

open Expecto
open Functional.Tests.Programs

/// Runs every value marked `[<Tests>]`; 0 when all pass.
[<EntryPoint>]
let main arguments =
    if arguments = [| CoreTests.Argument |] then
        CoreTests.print ()
        0
    else
        runTestsInAssemblyWithCLIArgs [] arguments
