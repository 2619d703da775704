/// The laws of derivatives, held by many random programs.
module Functional.Hardening.Laws.RandomPrograms

open System.Collections.Concurrent
open System.Threading
open System.Threading.Tasks
open Functional.Core
open Functional.Testing

/// So many programs are drawn from one seed.
let private chunk = 500L

/// The laws of a chunk of programs: in Float64 all, in every fourth chunk in Float32 those that need no differences.
let private hold seed number count =
    let options = LawOptions(tests = int count, seed = seed * 1_000_000 + number)

    let laws, dtype =
        if number % 4 = 3 then
            [ Transpose; Linear; Compiled; Vectorized; Checkpointed; Scanned; Pure ], DType.Float32
        else
            Law.All 2, DType.Float64

    Laws.check options $"programs in {dtype}" (Programs.property options laws dtype)

/// Holds the laws of so many programs on some cores. The failures: each with the smallest program, as code, and what replays it.
let run seed (cases: int64) cores (tell: string -> unit) : string list =
    let chunks = int ((cases + chunk - 1L) / chunk)
    let failures = ConcurrentQueue<string>()
    let finished = ref 0

    Parallel.For(
        0,
        chunks,
        ParallelOptions(MaxDegreeOfParallelism = cores),
        fun number ->
            try
                hold seed number (min chunk (cases - int64 number * chunk))
            with :? LawException as e ->
                failures.Enqueue e.Message
                tell e.Message

            let count = Interlocked.Increment finished

            if count % 20 = 0 then
                tell $"{int64 count * chunk} programs"
    )
    |> ignore

    List.ofSeq failures
