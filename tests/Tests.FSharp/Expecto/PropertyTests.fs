module Functional.Tests.StandIn.PropertyTests

open System
open System.Collections.Generic
open System.Text.RegularExpressions
open FsCheck
open FsCheck.FSharp
open Expecto
open Expecto.Impl

let private seedIn (message: string) =
    let found = Regex.Match(message, @"\((\d+)UL, (\d+)UL\)")
    UInt64.Parse found.Groups[1].Value, UInt64.Parse found.Groups[2].Value

/// The configuration, and the list that receives the arguments of every test.
let private recording () =
    let received = List<obj list>()

    let config = {
        FsCheckConfig.defaultConfig with
            receivedArgs =
                fun _ _ _ arguments ->
                    received.Add arguments
                    async.Return()
    }

    config, received

type private Sevens =
    static member Int32() = Arb.fromGen (Gen.constant 7)

[<Tests>]
let tests =
    testList "Expecto properties" [
        test "a property that holds passes after 200 inputs" {
            let config, received = recording ()
            let tree = testPropertyWithConfig config "holds" (fun (n: int) -> n = n)
            Expect.equal (Observed.tally tree) "1 passed, 0 failed" "the tally"
            Expect.hasLength received 200 "Expecto's default"
        }

        test "a failure shows the smallest counterexample found" {
            let config = { FsCheckConfig.defaultConfig with startSize = 90 }

            let message =
                Observed.failure (testPropertyWithConfigStdGen (1UL, 3UL) config "small" (fun (n: int) -> n < 10))

            Expect.isMatch
                message
                @"Parameters:\n\t\d\d\nShrunk \d+ times? to:\n\t10\n"
                "ten is the smallest that fails"
        }

        test "a failure says why, where the property expects something" {
            let message =
                Observed.failure (testProperty "why" (fun (n: int) -> Expect.isLessThan n 10 "single digits"))

            Expect.stringContains message "single digits. Expected a (10) to be less than b (10)." "the reason"
        }

        test "the seed in the message replays the run" {
            let fails (n: int) (m: int) = n + m < 20
            let first = Observed.failure (testProperty "sum" fails)
            let replayed = Observed.failure (etestProperty (seedIn first) "sum" fails)
            Expect.equal replayed first "the same inputs, shrinks and seed"
        }

        test "another seed gives other inputs" {
            let inputs seed =
                let config, received = recording ()

                testPropertyWithConfigStdGen seed config "any" (fun (_: int) -> true) |> Observed.results |> ignore

                List.ofSeq received

            Expect.equal (inputs (1UL, 3UL)) (inputs (1UL, 3UL)) "equal seeds"
            Expect.notEqual (inputs (1UL, 3UL)) (inputs (2UL, 3UL)) "different seeds"
        }

        test "the configuration's generators are used" {
            let config = { FsCheckConfig.defaultConfig with arbitrary = [ typeof<Sevens> ] }
            let tree = testPropertyWithConfig config "seven" (fun (n: int) -> n = 7)
            Expect.equal (Observed.tally tree) "1 passed, 0 failed" "the tally"
        }

        test "a precondition that nothing meets is a failure, not a pass" {
            let tree = testProperty "never" (fun (n: int) -> false ==> (n = n))
            Expect.stringStarts (Observed.failure tree) "Exhausted" "the message"
        }

        test "the number of inputs can be asked for, except where a property has its own" {
            let count = ref 0

            let counting (_: int) =
                count.Value <- count.Value + 1
                true

            let asked = { FsCheckConfig.defaultConfig with maxTest = 5 }
            Observed.resultsWith asked (testProperty "five" counting) |> ignore
            Expect.equal count.Value 5 "as asked"

            let own = { FsCheckConfig.defaultConfig with maxTest = 3 }

            Observed.resultsWith asked (testPropertyWithConfig own "three" counting) |> ignore

            Expect.equal count.Value (5 + 3) "its own"
        }

        test "a property may be skipped from within" {
            let tree =
                testProperty "skip" (fun (_: int) ->
                    skiptest "not here"
                    true)

            Expect.equal (Observed.tally tree) "0 passed, 0 failed, 1 skipped" "the tally"
        }
    ]
