/// A run with a checkpoint after each batch, killed at random moments and gone on.
module Functional.Hardening.Kept.Killing

open System
open System.Diagnostics
open System.IO
open System.Threading
open Functional.Models
open Functional.Hardening
open Functional.Hardening.Kept.KeptRun

/// How many kills there were, how many of them fell within the writing of a checkpoint, how often the run ended by itself, and what went wrong.
type Report = { Moments: int; Writing: int; Ended: int; Faults: string list }

let private long = plan 1500

/// Trains as the child that is killed does.
let train file = Training.runKept file 1 long key start |> ignore

// The child has begun to write once the file is another one than before.
let private awaitWriting (child: Process) (file: string) =
    let before = File.GetLastWriteTimeUtc file
    let clock = Stopwatch.StartNew()

    while not child.HasExited && clock.Elapsed.TotalSeconds < 60.0 && File.GetLastWriteTimeUtc file = before do
        Thread.Sleep 2

/// Kills children at so many moments, each within a quarter of a second after its first checkpoint. After each kill the checkpoint there must load, and the
/// training that goes on from it must end as one that was never stopped, bit for bit; nothing else may pile up beside it.
let run (folder: string) seed moments (tell: string -> unit) : Report =
    let file = Path.Combine(folder, "run.safetensors")
    let copy = Path.Combine(folder, "copy", "run.safetensors")
    Directory.CreateDirectory(Path.Combine(folder, "copy")) |> ignore
    let whole = facts (Training.run long key start)
    let random = Random(seed: int)

    // What is wrong with what a kill, or the end, has left.
    let check () = [
        let left = Directory.GetFiles folder

        if left.Length > 2 then
            $"""{left.Length} files are left: {String.Join(", ", left)}"""

        try
            let struct (_, state) = Checkpoint.load file (Training.start long start)

            if state.Optimizer.Step = 0 then
                "the checkpoint is of no step"

            File.Copy(file, copy, true)

            if facts (Training.runKept copy Int32.MaxValue long key start) <> whole then
                $"gone on from step {state.Optimizer.Step}, it ends otherwise"
        with error ->
            string error
    ]

    let rec next report =
        if report.Moments = moments || report.Faults.Length >= 10 then
            report
        else
            use child = Itself.start [ "train"; file ] []
            awaitWriting child file
            Thread.Sleep(random.Next 250)
            let killed = not child.HasExited

            if killed then
                child.Kill()

            child.WaitForExit()
            let writing = (Directory.GetFiles folder).Length > 1
            let faults = check () |> List.map (fun fault -> $"moment {report.Moments + 1}: {fault}")
            faults |> List.iter tell

            // One that came to its end is begun anew.
            if not killed then
                File.Delete file

            let report = {
                Moments = report.Moments + (if killed then 1 else 0)
                Writing = report.Writing + (if killed && writing then 1 else 0)
                Ended = report.Ended + (if killed then 0 else 1)
                Faults = report.Faults @ faults
            }

            if killed && report.Moments % 20 = 0 then
                tell
                    $"{report.Moments} of {moments} moments, {report.Writing} within the writing, {report.Faults.Length} faults"

            next report

    next { Moments = 0; Writing = 0; Ended = 0; Faults = [] }
