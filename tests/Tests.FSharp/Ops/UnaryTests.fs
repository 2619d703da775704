module Functional.Tests.Ops.UnaryTests

open Expecto
open Functional.Core

[<Tests>]
let tests = testList "Unary operations" []
