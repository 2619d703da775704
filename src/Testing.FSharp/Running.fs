namespace Functional.Testing

open System
open FsCheck

/// FsCheck's runner, with failures as exceptions of this library.
module internal Running =

    let private written (arguments: obj list) = arguments |> List.map (sprintf "%A") |> String.concat " "

    let private reason result =
        match result with
        | Outcome.Failed e -> e.Message
        | other -> $"%A{other}"

    let private failure name (data: TestData) shrunk outcome (seed: Rnd) size =
        [
            $"{name} fails on the sample {data.NumberOfTests}, shrunk {data.NumberOfShrinks} times to"
            $"    {written shrunk}"
            $"where {reason outcome}"
            $"Again: LawOptions(replay = \"{seed.Seed},{seed.Gamma},{size}\")"
        ]
        |> String.concat "\n"

    let private runner name = {
        new IRunner with
            member _.OnStartFixture _ = ()
            member _.OnArguments(_, _, _) = ()
            member _.OnShrink(_, _) = ()

            member _.OnFinished(_, result) =
                match result with
                | TestResult.Passed _ -> ()
                | TestResult.Failed(data, _, shrunk, outcome, _, seed, size) ->
                    raise (LawException(failure name data shrunk outcome seed size))
                | TestResult.Exhausted data ->
                    raise (LawException $"{name} found too few samples: {data.NumberOfTests}.")
    }

    let private replay (text: string) =
        match text.Split ',' with
        | [| "" |] -> None
        | [| seed; gamma; size |] -> Some { Rnd = Rnd(uint64 seed, uint64 gamma); Size = Some(int size) }
        | _ -> raise (FormatException $"LawOptions wants a replay as a failure prints it, but got {text}.")

    /// A number of the name, the same in every run (FNV-1a).
    let private hash (name: string) =
        (14695981039346656037UL, name)
        ||> Seq.fold (fun hash letter -> (hash ^^^ uint64 letter) * 1099511628211UL)

    let check (options: LawOptions) name (property: Property) =
        let replay = replay options.Replay
        let start = { Rnd = Rnd(hash name, uint64 options.Seed * 2UL + 1UL); Size = None }

        let config =
            Config.Quick
                .WithName(name)
                .WithMaxTest(if replay.IsSome then 1 else options.Tests)
                .WithReplay(Some(defaultArg replay start))
                .WithQuietOnSuccess(true)
                .WithRunner(runner name)

        Check.One(config, property)
