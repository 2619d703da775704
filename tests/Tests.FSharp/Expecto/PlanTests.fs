module Functional.Tests.StandIn.PlanTests

open System.Collections.Concurrent
open System.Threading
open Expecto
open Expecto.Impl

let private names tests = tests |> List.map (fun (test: FlatTest) -> test.fullName)

let private planned test = Plan.ofTests (FlatTest.ofTest test)
let private runs test = names (planned test).run
let private idle name = testCase name ignore

/// A test that notes, for each of its siblings, how many of them ran at the same time.
type private Crowd() =
    let seen = ConcurrentBag<int>()
    let running = ref 0

    member _.Test name =
        testCase name (fun () ->
            seen.Add(Interlocked.Increment(&running.contents))
            Thread.Sleep 20
            Interlocked.Decrement(&running.contents) |> ignore)

    member _.Most = Seq.max seen

[<Tests>]
let tests =
    testList "Expecto plan" [
        test "a focused test leaves out all others" {
            let tree = testList "l" [ idle "a"; ftestCase "b" ignore; testList "c" [ idle "d" ] ]
            Expect.equal (runs tree) [ "l.b" ] "what runs"
            Expect.equal (names (List.map fst (planned tree).skip)) [ "l.a"; "l.c.d" ] "what is skipped"
        }

        test "a focused list focuses what is in it, but for the pending" {
            let tree = testList "l" [ ftestList "f" [ idle "a"; ptestCase "b" ignore ]; idle "c" ]
            Expect.equal (runs tree) [ "l.f.a" ] "what runs"
        }

        test "a pending list skips what is focused in it" {
            let tree = testList "l" [ ptestList "p" [ ftestCase "a" ignore ]; idle "b" ]
            Expect.equal (runs tree) [ "l.b" ] "what runs"
        }

        test "two tests of one name are an error that names them" {
            let tree = testList "l" [ idle "a"; idle "b"; idle "a" ]

            Expect.equal
                (Plan.objection true (FlatTest.ofTest tree))
                (Some "Found duplicated test names, these names are: l.a")
                "the objection"
        }

        test "a focus is an error only where none may be" {
            let tests = FlatTest.ofTest (ftestCase "a" ignore)
            Expect.isNone (Plan.objection true tests) "a focus is welcome at the desk"
            Expect.isSome (Plan.objection false tests) "it is not in a check of everything"
        }

        test "a filter by name takes whole names" {
            let tests = FlatTest.ofTest (testList "l" [ testList "ab" [ idle "x" ]; idle "a"; idle "abc" ])
            let kept keeps = tests |> List.filter keeps |> names
            Expect.equal (kept (Plan.isWithin "l.ab")) [ "l.ab.x" ] "not l.abc"
            Expect.equal (kept (Plan.caseContains "B")) [ "l.abc" ] "the case's own name, in any case of letters"
            Expect.equal (kept (Plan.listContains "ab")) [ "l.ab.x" ] "the names of lists"
        }

        testSequenced (
            testList "at the same time" [
                test "tests run in parallel" {
                    let crowd = Crowd()

                    testList "l" [ for i in 1..8 -> crowd.Test(string i) ] |> Observed.resultsOn 4 |> ignore

                    Expect.isGreaterThan crowd.Most 1 "more than one at a time"
                }

                test "one worker runs one at a time" {
                    let crowd = Crowd()

                    testList "l" [ for i in 1..4 -> crowd.Test(string i) ] |> Observed.resultsOn 1 |> ignore

                    Expect.equal crowd.Most 1 "one at a time"
                }

                test "sequenced tests run one at a time" {
                    let crowd = Crowd()

                    testSequenced (testList "l" [ for i in 1..4 -> crowd.Test(string i) ])
                    |> Observed.resultsOn 4
                    |> ignore

                    Expect.equal crowd.Most 1 "one at a time"
                }

                test "tests of one group run one at a time" {
                    let crowd = Crowd()

                    testSequencedGroup "disk" (testList "l" [ for i in 1..4 -> crowd.Test(string i) ])
                    |> Observed.resultsOn 4
                    |> ignore

                    Expect.equal crowd.Most 1 "one at a time"
                }
            ]
        )
    ]
