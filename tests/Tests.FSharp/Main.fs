module Functional.Tests.Main

open Expecto

/// Runs every value marked `[<Tests>]`; 0 when all pass.
[<EntryPoint>]
let main arguments = runTestsInAssemblyWithCLIArgs [] arguments
