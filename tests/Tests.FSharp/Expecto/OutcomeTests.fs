module Functional.Tests.StandIn.OutcomeTests

open Expecto

[<Tests>]
let tests =
    testList "Expecto" [ testList "outcomes" [ testCase "one" (fun () -> Expect.equal 1 1 "one") ] ]
