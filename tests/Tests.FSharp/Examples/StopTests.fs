/// The gallery, stopped by a signal while it trains.
module Functional.Tests.Examples.StopTests

open System
open System.Diagnostics
open System.IO
open System.Runtime.InteropServices
open System.Threading
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Docs.Generated
open Functional.Tests.Files.TensorFileTests

[<DllImport "libc">]
extern int private kill(int processId, int signal)

/// The keyboard's signal, or, where this process was begun with that one ignored, as in the background of a script, the one to terminate: what is
/// ignored is inherited.
let private interrupt =
    let ignored =
        if File.Exists "/proc/self/status" then
            File.ReadLines "/proc/self/status"
            |> Seq.tryFind _.StartsWith("SigIgn:", StringComparison.Ordinal)
            |> Option.map (fun line -> Convert.ToUInt64(line.Substring(7).Trim(), 16))
            |> Option.defaultValue 0UL
        else
            0UL

    let interrupt, terminate = 2, 15
    if ignored &&& (1UL <<< (interrupt - 1)) = 0UL then interrupt else terminate

let private gallery =
    Path.Combine(repository, "examples", "Gallery", "bin", "Release", "net10.0", "Functional.Gallery.dll")

/// Starts the gallery's spiral, waits until it tells how far it is, and sends it a signal: its status, and what it said.
let private stopped folder signal =
    let start =
        ProcessStartInfo(
            "dotnet",
            [ gallery; "spiral"; "--out"; folder ],
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    use run = nonNull (Process.Start start)
    use told = new ManualResetEventSlim()

    run.OutputDataReceived.Add(fun line ->
        match line.Data with
        | null -> ()
        | line when line.Contains " 10 %" -> told.Set()
        | _ -> ())

    run.BeginOutputReadLine()
    Expect.isTrue (told.Wait 60_000) "it tells how far it is"
    kill (run.Id, signal) |> ignore
    let said = run.StandardError.ReadToEnd()
    run.WaitForExit()
    run.ExitCode, said

[<Tests>]
let tests =
    testList "Gallery" [
        test "stopped while it trains, it saves what there is, writes its page, and says so" {
            if OperatingSystem.IsWindows() || not (File.Exists gallery) then
                skiptest "wants signals, and the gallery built"

            withFile "gallery" (fun folder ->
                let status, said = stopped folder interrupt
                let file = Path.Combine(folder, "spiral", "stopped.safetensors")
                Expect.equal status 130 said
                Expect.stringContains said file "where it is"
                Expect.isTrue (File.Exists(Path.Combine(folder, "index.html"))) "the page"
                let struct (pointKey, modelKey) = Random.split (Random.key 1)
                let plan = Spiral.plan Spiral.steps (fun _ _ -> ()) (Spiral.points pointKey)
                let struct (key, state) = Checkpoint.load file (Training.start plan (Spiral.init modelKey))
                Expect.equal key (Random.key 2) "key"
                Expect.isTrue state.Interrupted "interrupted"

                Expect.isTrue
                    (state.BatchesDone >= 1000 && state.BatchesDone < Spiral.steps)
                    $"{state.BatchesDone} batches"
                // What is in the file goes on: its loss is below that of the beginning, ln 3.
                Expect.isLessThan
                    (Tensor.toScalar (Spiral.loss (Spiral.points pointKey) state.Parameters))
                    0.9
                    "trained")
        }
    ]
