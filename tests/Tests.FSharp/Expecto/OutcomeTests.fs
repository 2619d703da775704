module Functional.Tests.StandIn.OutcomeTests

open System
open System.Threading.Tasks
open Expecto
open Expecto.Impl

let private isError result =
    match result with
    | TestResult.Error _ -> true
    | _ -> false

[<Tests>]
let tests =
    testList "Expecto outcomes" [
        test "a test that returns is counted as passed" {
            Expect.equal (Observed.tally (testCase "ok" ignore)) "1 passed, 0 failed" "the tally"
        }

        test "an expectation that is not met is counted as failed, with its message" {
            let tree = testCase "no" (fun () -> Expect.isTrue false "the sky is green")
            Expect.equal (Observed.tally tree) "0 passed, 1 failed" "the tally"
            Expect.stringStarts (Observed.failure tree) "the sky is green." "the message"
        }

        test "any other exception is counted as failed" {
            let tree = testCase "boom" (fun () -> raise (InvalidOperationException "boom"))
            Expect.equal (Observed.tally tree) "0 passed, 1 failed" "the tally"
            Expect.isTrue (Observed.results tree |> Map.find "boom" |> isError) "an error, not a failed expectation"
        }

        test "an asynchronous test fails after its first wait" {
            let tree =
                testList "both" [
                    testAsync "async" {
                        do! Async.Sleep 1
                        failtest "late"
                    }
                    testCaseTask "task" (fun () ->
                        task {
                            do! Task.Yield()
                            failtest "late"
                        })
                ]

            Expect.equal (Observed.tally tree) "0 passed, 2 failed" "the tally"
        }

        test "a test that asks for it is skipped" {
            let tree = testList "l" [ testCase "a" ignore; testCase "b" (fun () -> skiptest "no disk") ]
            Expect.equal (Observed.tally tree) "1 passed, 0 failed, 1 skipped" "the tally"
            Expect.equal (Observed.results tree |> Map.find "l.b") (TestResult.Ignored "no disk") "the reason"
        }

        test "a pending test does not run" {
            let tree = testList "l" [ ptestCase "a" (fun () -> failtest "ran"); testCase "b" ignore ]
            Expect.equal (Observed.tally tree) "1 passed, 0 failed, 1 skipped" "the tally"
        }

        test "a theory is one test a case" {
            let tree = testTheory "odd" [ 1; 3; 4 ] (fun n -> Expect.equal (n % 2) 1 "odd")
            Expect.equal (Observed.tally tree) "2 passed, 1 failed" "the tally"

            let names = Observed.results tree |> Map.toList |> List.map fst
            Expect.equal names [ "odd.1"; "odd.3"; "odd.4" ] "each is named by its case"
        }

        test "the builder runs its body once the test runs, not before" {
            let count = ref 0

            let tree =
                test "body" {
                    for _ in 1..3 do
                        count.Value <- count.Value + 1
                }

            Expect.equal count.Value 0 "not yet"
            Expect.equal (Observed.tally tree) "1 passed, 0 failed" "the tally"
            Expect.equal count.Value 3 "once"
        }
    ]
