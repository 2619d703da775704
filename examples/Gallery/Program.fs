module Functional.Gallery.Program

open System
open System.Globalization
open System.IO
open System.Runtime.InteropServices
open System.Threading
open Argu
open Functional.Gallery.Report

type Arguments =
    | [<MainCommand>] Models of model: string list
    | Quick
    | Data of folder: string
    | Out of folder: string

    interface IArgParserTemplate with
        member argument.Usage =
            match argument with
            | Models _ ->
                $"""what to run: {Entries.all |> List.map _.Key |> String.concat ", "}, or all; without it, what needs no file."""
            | Quick -> "run a few steps of each only, to see that it works."
            | Data _ -> "the folder of the data sets; else FUNCTIONAL_DATA, else ../shared/data."
            | Out _ -> "the folder to write to; else artifacts/gallery."

/// The folder above this program or the current one that holds the solution, else the current one.
let private root () =
    let rec up (folder: DirectoryInfo | null) =
        match folder with
        | null -> None
        | folder when File.Exists(Path.Combine(folder.FullName, "Functional.sln")) -> Some folder.FullName
        | folder -> up folder.Parent

    [ Directory.GetCurrentDirectory(); AppContext.BaseDirectory ]
    |> List.tryPick (fun path -> up (DirectoryInfo path))
    |> Option.defaultWith Directory.GetCurrentDirectory

/// The entries that were asked for, as `graphMnist` or `graph-mnist`, or the name that none has.
let private choose (names: string list) =
    let plain (name: string) = name.Replace("-", "").ToLowerInvariant()

    let find name =
        Entries.all |> List.filter (fun entry -> name = "all" || plain entry.Key = plain name)

    match names |> List.tryFind (find >> List.isEmpty) with
    | Some unknown -> Error unknown
    | None when names.IsEmpty -> Ok(Entries.all |> List.filter (fun entry -> not entry.NeedsData))
    | None -> Ok(names |> List.collect find |> List.distinctBy _.Key)

let private writePage folder = Page.write folder [ for entry in Entries.all -> entry.Key, entry.Title ]

/// Trains one model, then writes what it has to show. A quick run leaves the figures of a full one alone.
let private present folder settings cancel (entry: Entry) =
    let results = Path.Combine(folder, "results.json")

    let stopped = Path.Combine(folder, entry.Key, "stopped.safetensors")

    let write (section: Section) =
        if settings.Quick && Results.isComplete results section.Key then
            Terminal.say $"{section.Key}: the figures of the last full run stay in {results}"
        else
            Page.writeSection folder settings.Quick section
            // What an earlier run left when it was stopped.
            File.Delete stopped
            Results.write results settings.Quick section
            writePage folder

    try
        match Terminal.run cancel (entry.Run settings) with
        | Ok section ->
            write section
            Some section
        | Error message ->
            Terminal.complain $"{entry.Key}: {message}"
            None
    with :? StoppedException as run ->
        Directory.CreateDirectory(Path.Combine(folder, entry.Key)) |> ignore
        run.Save stopped
        Terminal.complain $"{run.Name}: what was trained so far is in {stopped}"
        reraise ()

/// Ctrl-C and a polite kill ask the models to stop at their next step: what is trained by then is saved, and no file is left half-written.
let private stopping (source: CancellationTokenSource) =
    let stop (context: PosixSignalContext) =
        // A second one ends the program at once.
        context.Cancel <- not source.IsCancellationRequested
        source.Cancel()

    [ PosixSignal.SIGINT; PosixSignal.SIGTERM ]
    |> List.map (fun signal -> PosixSignalRegistration.Create(signal, Action<_> stop))

let private run (arguments: ParseResults<Arguments>) entries =
    let folder = arguments.GetResult(Out, Path.Combine(root (), "artifacts", "gallery"))
    let settings = { Quick = arguments.Contains Quick; Data = arguments.TryGetResult Data }
    use source = new CancellationTokenSource()
    let registrations = stopping source

    try
        try
            // A folder that cannot be written to is told before anything is trained.
            Directory.CreateDirectory folder |> ignore
            Files.sweep folder
            let sections = entries |> List.choose (present folder settings source.Token)

            if not sections.IsEmpty then
                Terminal.table sections
                Terminal.say $"""The pictures: {Path.Combine(folder, "index.html")}"""

            if sections.Length = entries.Length then 0 else 1
        with
        | :? OperationCanceledException ->
            writePage folder
            Terminal.complain "Stopped; what was finished before is in the gallery."
            130
        | :? IOException
        | :? UnauthorizedAccessException as error ->
            Terminal.complain $"The gallery wants to write to {folder}, but: {error.Message}"
            1
    finally
        registrations |> List.iter _.Dispose()

[<EntryPoint>]
let main argv =
    // Its figures and pages are in English on every machine.
    CultureInfo.DefaultThreadCurrentCulture <- CultureInfo.InvariantCulture
    CultureInfo.CurrentCulture <- CultureInfo.InvariantCulture
    let parser = ArgumentParser.Create<Arguments>(programName = "Functional.Gallery")

    try
        let arguments = parser.Parse(argv, configurationReader = ConfigurationReader.NullReader)

        match choose (arguments.GetResult(Models, [])) with
        | Ok entries -> run arguments entries
        | Error unknown ->
            Terminal.complain $"There is no model '{unknown}'.\n{parser.PrintUsage()}"
            1
    with :? ArguParseException as error ->
        Terminal.complain error.Message
        if error.ErrorCode = ErrorCode.HelpText then 0 else 1
