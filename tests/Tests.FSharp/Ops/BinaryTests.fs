module Functional.Tests.Ops.BinaryTests

open Expecto
open Functional.Core

[<Tests>]
let tests = testList "Binary operations" []
