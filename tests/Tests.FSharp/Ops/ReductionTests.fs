module Functional.Tests.Ops.ReductionTests

open Expecto
open Functional.Core

[<Tests>]
let tests = testList "Reduction operations" []
