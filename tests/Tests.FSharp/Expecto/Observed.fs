/// Runs a test tree by the stand-in and looks at what came of it.
module Functional.Tests.StandIn.Observed

open System.Collections.Concurrent
open System.Threading
open Expecto
open Expecto.Impl

let private runFlat config workers tests =
    let plan = Plan.ofTests tests
    let results = ConcurrentDictionary<string, TestResult>()

    let body (test: FlatTest) =
        task {
            let! result, _ = Runner.run config test CancellationToken.None
            results[test.fullName] <- result
        }

    (Runner.schedule workers CancellationToken.None body plan.run).GetAwaiter().GetResult()

    for test, reason in plan.skip do
        results[test.fullName] <- TestResult.Ignored reason

    Map.ofSeq (results |> Seq.map (fun pair -> pair.Key, pair.Value))

/// The result of every case, by full name.
let results test = runFlat FsCheckConfig.defaultConfig 2 (FlatTest.ofTest test)

/// The same where properties without a configuration of their own get this one.
let resultsWith config test = runFlat config 2 (FlatTest.ofTest test)

/// The same on so many workers.
let resultsOn workers test = runFlat FsCheckConfig.defaultConfig workers (FlatTest.ofTest test)

/// The line that a run of the tree ends with.
let tally test =
    let tally = Tally()
    results test |> Map.iter (fun _ result -> tally.Add result)
    string tally

/// The message of a single case that fails by an expectation.
let failure test =
    match results test |> Map.toList with
    | [ _, TestResult.Failed e ] -> e.Message
    | other -> failtestf "Expected one failed test, was %A" other

/// The message of an expectation that is not met.
let unmet expectation = failure (testCase "case" expectation)
