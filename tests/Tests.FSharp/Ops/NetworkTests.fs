module Functional.Tests.Ops.NetworkTests

open Expecto
open Functional.Core

[<Tests>]
let tests = testList "Network operations" []
