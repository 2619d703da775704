/// Many threads that compute gradients for a long time.
module Functional.Hardening.Soak.Soaking

open System
open System.Collections.Concurrent
open System.Diagnostics
open System.Threading

/// Bytes after a full collection: those that the collector knows, and those of the process.
type Memory = { Heap: float; WorkingSet: float }

/// How many answers there were, what differed from the serial ones, and the memory after each round.
type Report = { Answers: int64; Faults: string list; Rounds: Memory list }

let private bits (numbers: float[]) = Array.map BitConverter.DoubleToInt64Bits numbers

let private measure () =
    for _ in 1..2 do
        GC.Collect(2, GCCollectionMode.Forced, true, true)
        GC.WaitForPendingFinalizers()

    use here = Process.GetCurrentProcess()
    { Heap = float (GC.GetTotalMemory false); WorkingSet = float here.WorkingSet64 }

/// Runs all workloads, in random order on each of so many threads, in so many rounds of fresh threads until the time is over. The answers must be those of a
/// single thread before, bit for bit.
let run (duration: TimeSpan) rounds seed threads (tell: string -> unit) : Report =
    let workloads = List.toArray Workloads.all
    let expected = workloads |> Array.map (fun work -> bits (work.Run()))
    let faults = ConcurrentQueue<string>()
    let clock = Stopwatch.StartNew()
    let answers = ref 0L

    let one (random: Random) =
        let place = random.Next workloads.Length

        try
            if bits (workloads[place].Run()) <> expected[place] then
                faults.Enqueue $"{workloads[place].Name}: another answer"
        with error ->
            faults.Enqueue $"{workloads[place].Name}: {error}"

        Interlocked.Increment answers |> ignore

    let round number (ending: TimeSpan) =
        let work thread () =
            let random = Random(seed + 1000 * number + thread)

            while clock.Elapsed < ending && faults.Count < 20 do
                one random

        let running = [ for thread in 1..threads -> Thread(work thread) ]
        running |> List.iter _.Start()
        running |> List.iter _.Join()
        let memory = measure ()

        tell
            $"{int clock.Elapsed.TotalSeconds} s, {answers.Value} answers, {faults.Count} faults, heap {memory.Heap / 1e6:F1} MB, working set {memory.WorkingSet / 1e6:F1} MB"

        memory

    let memory = [
        for i in 1..rounds do
            if faults.IsEmpty then
                round i (duration * (float i / float rounds))
    ]

    { Answers = answers.Value; Faults = List.ofSeq faults; Rounds = memory }

/// By how many bytes what is measured grew from the mean of the first quarter of the rounds to that of the last.
let growth (measured: Memory -> float) (report: Report) =
    let quarter = report.Rounds.Length / 4
    let mean rounds = rounds |> List.averageBy measured
    mean (List.skip (3 * quarter) report.Rounds) - mean (List.take quarter report.Rounds)

/// The growth that passes: what the code that is compiled late and the lists of pools may take.
let heapMost, workingSetMost = 1e6, 16e6
