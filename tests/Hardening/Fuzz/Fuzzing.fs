/// Many cases on all cores.
module Functional.Hardening.Fuzz.Fuzzing

open System
open System.Collections.Concurrent
open System.Diagnostics
open System.IO
open System.Threading

/// A case that ended in neither a value nor a typed error.
type Failure = { Format: string; Number: int64; Seed: int; What: string }

/// How many cases of a format ended how, and the most bytes that were allocated for each byte of a file, beside the constant.
type Count = { Format: string; Values: int64; TypedErrors: int64; PerByte: float }

/// The line that replays a failure.
let replay (failure: Failure) =
    $"--format {failure.Format} --case {failure.Number} --seed {failure.Seed}: {failure.What}"

/// How long a case may take.
let patience = TimeSpan.FromSeconds 10.0

// What a thread has found, and what it is doing.
type private Worker = {
    Values: int64[]
    TypedErrors: int64[]
    PerByte: float[]
    mutable Format: int
    mutable Number: int64
    mutable Since: int64
}

/// A folder in memory where there is one, for as long as `work` takes.
let inFolder (work: string -> 'a) : 'a =
    let memory = "/dev/shm"
    let parent = if Directory.Exists memory then memory else Path.GetTempPath()

    let folder =
        Directory.CreateDirectory(Path.Combine(parent, $"functional-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}"))

    try
        work folder.FullName
    finally
        folder.Delete true

/// Runs so many cases of formats in turn, and tells failures and progress as they come.
/// Ends early where a case takes too long, whose thread cannot be stopped.
let run (folder: string) (formats: Format list) seed (cases: int64) threads (tell: string -> unit) =
    let formats = List.toArray formats
    let next = ref -1L
    let failures = ConcurrentQueue<Failure>()

    let fail format number what =
        let failure = { Format = formats[format].Name; Number = number; Seed = seed; What = what }
        failures.Enqueue failure

        if failures.Count <= 100 then
            tell (replay failure)

    let one worker =
        let result = Case.run folder seed formats[worker.Format] worker.Number

        match result.Ending with
        | Case.Value -> worker.Values[worker.Format] <- worker.Values[worker.Format] + 1L
        | Case.TypedError -> worker.TypedErrors[worker.Format] <- worker.TypedErrors[worker.Format] + 1L
        | Case.Fault what -> fail worker.Format worker.Number what

        let perByte = float (result.Allocated - Format.constant) / float (max 1L result.Length)
        worker.PerByte[worker.Format] <- max worker.PerByte[worker.Format] perByte

    let rec work worker =
        let case = Interlocked.Increment next

        if case < cases then
            worker.Format <- int (case % int64 formats.Length)
            worker.Number <- case / int64 formats.Length
            Volatile.Write(&worker.Since, Stopwatch.GetTimestamp())
            one worker
            work worker

    let workers = [
        for _ in 1..threads ->
            {
                Values = Array.zeroCreate formats.Length
                TypedErrors = Array.zeroCreate formats.Length
                PerByte = Array.zeroCreate formats.Length
                Format = 0
                Number = 0L
                Since = Stopwatch.GetTimestamp()
            }
    ]

    // As little stack as a thread has anywhere, so that what nests too deep is found.
    let running = [ for worker in workers -> worker, Thread((fun () -> work worker), 1 <<< 20, IsBackground = true) ]
    running |> List.iter (fun (_, thread) -> thread.Start())

    let rec watch (told: int64) =
        let alive = running |> List.filter (fun (_, thread) -> thread.IsAlive)
        let stuck (worker, _) = Stopwatch.GetElapsedTime(Volatile.Read &worker.Since) > patience

        match List.tryFind stuck alive with
        | Some(worker, _) -> fail worker.Format worker.Number $"takes more than {patience.TotalSeconds} s"
        | None when alive.IsEmpty -> ()
        | None ->
            alive |> List.iter (fun (_, thread) -> thread.Join 20 |> ignore)
            let now = Stopwatch.GetTimestamp()

            if Stopwatch.GetElapsedTime told > TimeSpan.FromSeconds 10.0 then
                tell $"{min cases (Volatile.Read &next.contents)} of {cases} cases, {failures.Count} failures"
                watch now
            else
                watch told

    watch (Stopwatch.GetTimestamp())

    let counts = [
        for i, format in Array.indexed formats ->
            {
                Format = format.Name
                Values = workers |> List.sumBy (fun worker -> worker.Values[i])
                TypedErrors = workers |> List.sumBy (fun worker -> worker.TypedErrors[i])
                PerByte = workers |> List.map (fun worker -> worker.PerByte[i]) |> List.max
            }
    ]

    counts, List.ofSeq failures
