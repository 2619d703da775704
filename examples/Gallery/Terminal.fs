namespace Functional.Gallery

open System
open System.Collections.Generic
open System.Threading
open Functional.Gallery.Report
open Spectre.Console

/// How a model that trains tells how far it is: the name of what goes on, the part that is done (0 … 1), and a note such as the loss.
/// Raises OperationCanceledException when the user has asked to stop: the one place where a model is interrupted, between two steps.
type Tell = string -> float -> string -> unit

/// What the user sees while models are trained.
[<RequireQualifiedAccess>]
module Terminal =

    let private isInteractive () = AnsiConsole.Profile.Capabilities.Interactive && not Console.IsOutputRedirected

    /// One line for each tenth of the way.
    let private plainly (cancel: CancellationToken) (work: Tell -> 'a) =
        let tenths = Dictionary<string, int>()

        work (fun name fraction note ->
            cancel.ThrowIfCancellationRequested()
            let tenth = int (10.0 * fraction)

            if not (tenths.ContainsKey name) || tenths[name] < tenth then
                tenths[name] <- tenth
                Console.WriteLine $"{name} {100.0 * fraction, 3:F0} %% {note}")

    let private withBars (cancel: CancellationToken) (work: Tell -> 'a) =
        let columns: ProgressColumn[] = [|
            TaskDescriptionColumn(Alignment = Justify.Left)
            ProgressBarColumn()
            PercentageColumn()
            RemainingTimeColumn()
            SpinnerColumn()
        |]

        AnsiConsole
            .Progress()
            .Columns(columns)
            .Start(fun context ->
                let tasks = Dictionary<string, ProgressTask>()

                work (fun name fraction note ->
                    cancel.ThrowIfCancellationRequested()

                    if not (tasks.ContainsKey name) then
                        tasks[name] <- context.AddTask(Markup.Escape name, maxValue = 1.0)

                    tasks[name].Value <- fraction
                    tasks[name].Description <- Markup.Escape $"{name} {note}"))

    /// Runs work that reports its progress, as bars or, where the output is a file or a pipe, as lines.
    let run cancel (work: Tell -> 'a) : 'a = if isInteractive () then withBars cancel work else plainly cancel work

    /// A line.
    let say (line: string) = Console.WriteLine line

    /// A line on the error stream.
    let complain (line: string) = Console.Error.WriteLine line

    /// The figures of all sections as a table.
    let table (sections: Section list) =
        if isInteractive () then
            let table = Table().RoundedBorder()

            for heading in [ "model"; "figure"; "the post"; "ours" ] do
                table.AddColumn heading |> ignore

            for section in sections do
                for figure in section.Figures do
                    table.AddRow([| section.Key; figure.Name; figure.Post; figure.Ours |] |> Array.map Markup.Escape)
                    |> ignore

            AnsiConsole.Write table
        else
            for section in sections do
                for figure in section.Figures do
                    Console.WriteLine $"{section.Key, -10} {figure.Name, -44} {figure.Post, -34} {figure.Ours}"
