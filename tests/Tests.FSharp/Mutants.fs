/// The tests' side of the mutation run (docs/mutation.md): this program, beside a Functional.Core that holds all mutants, runs tests on the one it is told.
module Functional.Tests.Mutants

open System
open System.IO
open System.Reflection
open Expecto
open Expecto.Impl
open Functional.Core

/// The hidden argument that makes the program serve the mutation run.
[<Literal>]
let Argument = "--mutants"

let private field name =
    match typeof<Tensor>.Assembly.GetType "Functional.Core.Mutant" with
    | null -> invalidOp "Functional.Core has no mutants in it."
    | mutant -> mutant.GetField(name: string)

/// The same inputs each time, another stretch of them for each test.
let private seed (name: string) =
    let hash =
        (14695981039346656037UL, name) ||> Seq.fold (fun hash c -> (hash ^^^ uint64 c) * 1099511628211UL)

    hash, 2UL * hash + 1UL

let private run (test: FlatTest) =
    try
        match test.test with
        | Sync body -> body ()
        | Async body -> Async.RunSynchronously body
        | Checked(own, check) ->
            let config = defaultArg own FsCheckConfig.defaultConfig

            check {
                config with
                    replay = Some(defaultArg config.replay (seed test.fullName))
                    // That it fails is enough; no smaller example is looked for.
                    successfulShrink = fun _ _ _ -> failtest "It fails."
            }

        None
    with
    | :? IgnoreException -> None
    | e -> Some(e.Message.ReplaceLineEndings " ")

/// Answers the lines that come in. `names`: the tests, each with its number.
/// `cover COUNT TESTS`: for each test its number, milliseconds of the processor and the mutants that it reaches, of so many, if it passes.
/// `run MUTANT TESTS`: the number of each test before it runs, then what killed the mutant, or whether it was reached at least.
let serve () =
    use said = new StreamWriter(Console.OpenStandardOutput(), AutoFlush = true)
    Console.SetOut TextWriter.Null
    let current, reached = field "Current", field "Reached"
    let set mutant = current.SetValue(null, mutant)

    let tests =
        testFromAssembly (Assembly.GetExecutingAssembly())
        |> FlatTest.ofTest
        |> List.filter (fun test -> test.state <> Pending && test.sequenced <> Synchronous)
        |> Array.ofList

    let names () =
        for i, test in Array.indexed tests do
            said.WriteLine $"name\t{i}\t{test.fullName}"

        said.WriteLine "end"

    let cover (count: int) (chosen: int list) =
        for i in chosen do
            said.WriteLine $"at {i}"
            let flags: bool array = Array.zeroCreate count
            reached.SetValue(null, flags)
            // Of the processor, so that what is slow does not depend on what else runs on the machine.
            let start = Environment.CpuUsage.TotalTime
            let failure = run tests[i]
            let time = int (Environment.CpuUsage.TotalTime - start).TotalMilliseconds
            reached.SetValue(null, null)

            match failure with
            | Some message -> said.WriteLine $"bad {tests[i].fullName}: {message}"
            | None ->
                let numbers = Seq.indexed flags |> Seq.filter snd |> Seq.map (fst >> string) |> String.concat ","
                said.WriteLine $"covers\t{i}\t{time}\t{numbers}"

        said.WriteLine "end"

    let kill (mutant: int) (chosen: int list) =
        let flags: bool array = Array.zeroCreate (mutant + 1)

        let rec next chosen =
            match chosen with
            | [] -> if flags[mutant] then "survived" else "hidden"
            | i :: rest ->
                said.WriteLine $"at {i}"
                reached.SetValue(null, flags)
                set mutant
                let failure = run tests[i]
                set -1
                reached.SetValue(null, null)

                match failure with
                | None -> next rest
                | Some message ->
                    // What it left behind must not fail the next one: without the mutant the test passes again.
                    match run tests[i] with
                    | None -> $"killed {i} {message}"
                    | Some _ -> $"spoilt {i}"

        said.WriteLine(next chosen)

    let rec answer () =
        match Console.In.ReadLine() with
        | null -> ()
        | line ->
            match line.Split ' ' |> List.ofArray with
            | [ "names" ] -> names ()
            | "cover" :: count :: chosen -> cover (int count) (List.map int chosen)
            | "run" :: mutant :: chosen -> kill (int mutant) (List.map int chosen)
            | _ -> invalidOp line

            answer ()

    answer ()
