module Functional.Hardening.Program

open System
open System.IO
open Argu
open Functional.Hardening.Arguments
open Functional.Hardening.Fuzz
open Functional.Hardening.Kept
open Functional.Hardening.Soak

type Command =
    | Fuzz
    | Kill
    | Soak
    | Programs
    | Arguments

type Option =
    | [<MainCommand; Mandatory>] Run of Command
    | Seed of number: int
    | Cases of count: int64
    | Format of name: string
    | Case of number: int64
    | Write of folder: string
    | [<Hidden>] Within of folder: string
    | Moments of count: int
    | Minutes of count: float
    | Member of name: string
    | Drawn of count: int

    interface IArgParserTemplate with
        member argument.Usage =
            match argument with
            | Run _ ->
                "read damaged files, kill training, compute on many threads for long, hold the laws of random programs, or give public members extreme arguments."
            | Seed _ -> "what decides all that is random; else 1."
            | Cases _ -> "fuzz, programs: how many; else 100000."
            | Format _ -> $"""fuzz: only this one of {Formats.all |> List.map _.Name |> String.concat ", "}."""
            | Case _ -> "fuzz: only the case of this number of the format."
            | Write _ -> "fuzz, with --case: the folder to write its files into."
            | Within _ -> "fuzz in this process, in a folder."
            | Moments _ -> "kill: how often; else 200."
            | Minutes _ -> "soak: how long; else 10."
            | Member _ -> "arguments: only the members whose names contain this."
            | Drawn _ ->
                "arguments: only the part that the tests hold, of each member so many calls by the seed in all modes."

let private tell (line: string) = Console.WriteLine line

let private seed (arguments: ParseResults<Option>) = arguments.GetResult(Seed, 1)

let private formats (arguments: ParseResults<Option>) =
    match arguments.TryGetResult Format with
    | None -> Formats.all
    | Some name ->
        match Formats.all |> List.filter (fun format -> format.Name = name) with
        | [] -> arguments.Raise $"There is no format {name}."
        | found -> found

let private fuzzWithin (arguments: ParseResults<Option>) folder =
    let cases = arguments.GetResult(Cases, 100_000L)

    let counts, failures =
        Fuzzing.run folder (formats arguments) (seed arguments) cases Environment.ProcessorCount tell

    for count in counts do
        tell
            $"{count.Format, -12} {count.Values, 8} values {count.TypedErrors, 8} typed errors, at most {count.PerByte:F1} bytes allocated a byte"

    let clean = counts |> List.sumBy (fun count -> count.Values + count.TypedErrors)
    tell $"{clean} of {cases} cases clean, {failures.Length} failures"
    if clean = cases then 0 else 1

let private replay (arguments: ParseResults<Option>) number =
    let format, seed = (formats arguments).Head, seed arguments
    let write folder = Case.files seed format number |> Case.write (Case.paths folder format number)
    arguments.TryGetResult Write |> Option.iter write
    let result = Fuzzing.inFolder (fun folder -> Case.run folder seed format number)
    tell $"{result.Ending}, {result.Allocated} bytes allocated for {result.Length} bytes of files"

    match result.Ending with
    | Case.Fault _ -> 1
    | _ -> 0

// In a process of their own, so that a case that ends it is found: its files are still there.
let private fuzzApart (argv: string[]) =
    Fuzzing.inFolder (fun folder ->
        use child = Itself.start [ yield! argv; "--within"; folder ] [ "DOTNET_GCHeapHardLimit", "0x100000000" ]
        child.WaitForExit()

        for file in Directory.GetFiles folder do
            tell $"The process ended with status {child.ExitCode} at {Path.GetFileName file}."

        child.ExitCode)

let private kill (arguments: ParseResults<Option>) =
    let folder = Directory.CreateTempSubdirectory "functional-kill-"

    try
        let moments = arguments.GetResult(Moments, 200)
        let report = Killing.run folder.FullName (seed arguments) moments tell

        tell
            $"{report.Moments} moments, {report.Writing} within the writing of a checkpoint, {report.Ended} runs to their end, {report.Faults.Length} faults"

        if report.Faults.IsEmpty then 0 else 1
    finally
        folder.Delete true

let private soak (arguments: ParseResults<Option>) =
    let duration = TimeSpan.FromMinutes(arguments.GetResult(Minutes, 10.0))
    let report = Soaking.run duration 40 (seed arguments) 8 tell
    List.iter tell report.Faults
    let heap, workingSet = Soaking.growth _.Heap report, Soaking.growth _.WorkingSet report

    tell
        $"{report.Answers} answers, {report.Faults.Length} faults, growth of the heap {heap / 1e6:F2} MB (at most {Soaking.heapMost / 1e6}), of the working set {workingSet / 1e6:F2} MB (at most {Soaking.workingSetMost / 1e6})"

    if report.Faults.IsEmpty && heap <= Soaking.heapMost && workingSet <= Soaking.workingSetMost then
        0
    else
        1

let private programs (arguments: ParseResults<Option>) =
    let cases = arguments.GetResult(Cases, 100_000L)
    let failures = Laws.RandomPrograms.run (seed arguments) cases Environment.ProcessorCount tell
    tell $"{cases} programs, {failures.Length} failures"
    if failures.IsEmpty then 0 else 1

let private arguments' (arguments: ParseResults<Option>) =
    let part =
        match arguments.TryGetResult Drawn with
        | Some count -> Sweep.Drawn(seed arguments, count)
        | None -> Sweep.Whole

    let report = Law.hold part (arguments.GetResult(Member, "")) tell
    tell $"{report.Members} members, {report.Calls} calls, {report.Faults.Length} faults"
    if report.Faults.IsEmpty then 0 else 1

let private run (arguments: ParseResults<Option>) argv =
    match arguments.GetResult Run with
    | Kill -> kill arguments
    | Soak -> soak arguments
    | Programs -> programs arguments
    | Arguments -> arguments' arguments
    | Fuzz ->
        match arguments.TryGetResult Case, arguments.TryGetResult Within with
        | Some number, _ -> replay arguments number
        | None, Some folder -> fuzzWithin arguments folder
        | None, None -> fuzzApart argv

[<EntryPoint>]
let main argv =
    let parser = ArgumentParser.Create<Option>(programName = "Functional.Hardening")

    try
        match argv with
        // The child that is killed.
        | [| "train"; file |] ->
            Killing.train file
            0
        | _ when Array.tryHead argv = Some Law.Argument ->
            Law.within (List.ofArray argv[1..])
            0
        | _ -> run (parser.Parse(argv, configurationReader = ConfigurationReader.NullReader)) argv
    with :? ArguParseException as error ->
        tell error.Message
        if error.ErrorCode = ErrorCode.HelpText then 0 else 2
