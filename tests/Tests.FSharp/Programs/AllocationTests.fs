/// What a compiled step takes of the heap once it runs, and that calls at the same time keep out of each other's way.
module Functional.Tests.Programs.AllocationTests

open System
open System.Threading
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Programs

let private steps = 50

/// Bytes that some steps allocate on their thread, once they are fused and all that is kept for the next call is there.
let private bytes (program: Program) (inputs: Tensor list) =
    let executable = program.Optimized()
    let inputs = [| for x in inputs -> x.Dense |]
    let outputs = [| for t in program.Outputs -> DenseTensor.Uninitialized t |]

    let run count =
        for _ in 1..count do
            executable.Run(ReadOnlySpan inputs, ReadOnlySpan outputs)

    run Agreement.untilFused
    let before = GC.GetAllocatedBytesForCurrentThread()
    run steps
    GC.GetAllocatedBytesForCurrentThread() - before

let private eightThreads (f: int -> unit) count =
    let next = ref -1

    let work () =
        let mutable i = Interlocked.Increment next

        while i < count do
            f i
            i <- Interlocked.Increment next

    let threads = [ for _ in 1..8 -> Thread work ]
    threads |> List.iter _.Start()
    threads |> List.iter _.Join()

[<Tests>]
let tests =
    testList "Steps of models" [
        for sample: ModelSamples.Sample in ModelSamples.all do
            for dtype in sample.DTypes do
                test $"a step of {sample.Name} in {dtype} allocates nothing" {
                    let p = sample.Point dtype
                    let taken = bytes (AD.explain (ModelSamples.step sample dtype) p) p
                    Expect.equal taken 0L "bytes"
                }

        for sample: ModelSamples.Sample in ModelSamples.all do
            test $"a thousand steps of {sample.Name} from eight threads equal the serial ones, bit for bit" {
                let dtype = List.last sample.DTypes
                let step = AD.compile (ModelSamples.step sample dtype)
                let points = [| for i in 0..9 -> sample.Point dtype |> List.map (fun p -> (1.0 + 0.01 * float i) * p) |]
                let expected = points |> Array.map step
                let wrong = ref 0

                let check i =
                    if step points[i % 10] <> expected[i % 10] then
                        Interlocked.Increment wrong |> ignore

                eightThreads check 1000
                Expect.equal wrong.Value 0 "calls with another answer"
            }
    ]
