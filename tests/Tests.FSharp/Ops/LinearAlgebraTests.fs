module Functional.Tests.Ops.LinearAlgebraTests

open Expecto
open Functional.Core

[<Tests>]
let tests = testList "LinearAlgebra operations" []
