module Functional.Tests.Ops.ShapingTests

open Expecto
open Functional.Core

[<Tests>]
let tests = testList "Shaping operations" []
