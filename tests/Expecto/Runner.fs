namespace Expecto.Impl

open System
open System.Diagnostics
open System.Threading
open System.Threading.Tasks
open Expecto

/// How a test ended.
[<RequireQualifiedAccess>]
type TestResult =
    | Passed
    | Ignored of reason: string
    /// An expectation was not met, or a property does not hold.
    | Failed of ExpectoException
    /// Something else was raised.
    | Error of exn

[<RequireQualifiedAccess>]
module Runner =
    let private execute (config: FsCheckConfig) code =
        match code with
        | Sync test -> async { test () }
        | Async test -> test
        | Checked(own, check) -> async { check (defaultArg own config) }

    let private ended choice =
        match choice with
        | Choice1Of2() -> TestResult.Passed
        | Choice2Of2(error: exn) ->
            match error with
            | :? IgnoreException as e -> TestResult.Ignored e.Message
            | :? ExpectoException as e -> TestResult.Failed e
            | e -> TestResult.Error e

    /// Runs one test; properties without a configuration of their own get this one.
    let run config (test: FlatTest) (cancel: CancellationToken) =
        task {
            let clock = Stopwatch.StartNew()

            let! choice = Async.StartImmediateAsTask(Async.Catch(async { return! execute config test.test }), cancel)

            return ended choice, clock.Elapsed
        }

    let private inTurn (body: FlatTest -> Task<unit>) (tests: FlatTest list) =
        task {
            for test in tests do
                do! body test
        }

    /// Applies the body to all tests: first those that allow it on so many workers, a group on one at a
    /// time, then the sequenced ones alone.
    let schedule workers (cancel: CancellationToken) (body: FlatTest -> Task<unit>) (tests: FlatTest list) =
        task {
            let isAlone test = test.sequenced = Synchronous
            let alone, together = List.partition isAlone tests

            let lanes =
                together
                |> List.mapi (fun index test -> index, test)
                |> List.groupBy (fun (index, test) ->
                    match test.sequenced with
                    | SynchronousGroup name -> Choice1Of2 name
                    | _ -> Choice2Of2 index)
                |> List.map (fun (_, lane) -> List.map snd lane)

            let options = ParallelOptions(MaxDegreeOfParallelism = workers, CancellationToken = cancel)

            do! Parallel.ForEachAsync(lanes, options, Func<_, _, _>(fun lane _ -> ValueTask(inTurn body lane)))

            do! inTurn body alone
        }
