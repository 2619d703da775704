/// Training that is stopped, or killed, and goes on as if it had not been.
module Functional.Tests.Learning.CheckpointTests

open System
open System.Diagnostics
open System.IO
open System.Reflection
open System.Threading
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Files.TensorFileTests

/// The hidden argument that makes the program train into the file that follows.
[<Literal>]
let Argument = "--train-kept"

let private key = Random.key 7

let private start: Dense list = [
    Dense.init Initializer.glorotUniform DType.Float32 3 8 (Random.key 1)
    Dense.init Initializer.glorotUniform DType.Float32 8 1 (Random.key 2)
]

/// A step with noise by its key, in batches of an order by the key of the epoch.
let private plan count : TrainingPlan<Dense list, Examples> =
    let x = Random.normalOf DType.Float32 [ count; 3 ] (Random.key 3)
    let data = Examples.create x ((x * x).Sum([| 1 |], true))

    let loss key batch (p: Dense list) =
        let struct (mask, noise) = Random.split key
        let hidden = tanh (Dense.forward p[0] batch.Inputs) |> Layer.dropout 0.2 mask
        let y = Dense.forward p[1] hidden + 0.01 * Random.normalOf DType.Float32 [ 1 ] noise
        Loss.meanSquaredError batch.Targets y

    {
        Training.plan (Optimizer.adam 0.01) (fun _ _ -> Tensor.scalar 0.0) (Examples.batches 1 data) with
            Loss = loss
            Epochs = 3
            Measure = fun p -> [ "b", Tensor.toScalar (Tensor.sum p[0].B); "size", float p.Length ]
    }

let private bits (x: Tensor) = x.ToArray() |> Array.map BitConverter.DoubleToInt64Bits

let private same (expected: Trained<Dense list>) (got: Trained<Dense list>) =
    let tensors (trained: Trained<Dense list>) =
        Array.append (Params.leaves trained.Parameters) (Params.leaves trained.Optimizer.Memory)

    Expect.sequenceEqual (Array.map bits (tensors got)) (Array.map bits (tensors expected)) "tensors, bit for bit"
    Expect.equal got.Optimizer.Step expected.Optimizer.Step "steps"
    Expect.equal got.History expected.History "history"
    Expect.equal (got.BatchesDone, got.LossSum) (expected.BatchesDone, expected.LossSum) "between epochs"

let private processes = 1500

/// Trains as the child that is killed does: a checkpoint after each batch.
let train file = Training.runKept file 1 (plan processes) key start |> ignore

/// This program, training into a file.
let private child (file: string) =
    let program = Environment.ProcessPath
    let info = ProcessStartInfo program

    if Path.GetFileNameWithoutExtension program = "dotnet" then
        info.ArgumentList.Add(Assembly.GetExecutingAssembly().Location)

    info.ArgumentList.Add Argument
    info.ArgumentList.Add file
    Process.Start info

[<Tests>]
let tests =
    testList "Checkpoint" [
        for name in formats do
            test $"{name}: a state comes back, history, key and all" {
                withFile name (fun file ->
                    let trained = Training.run (plan 12) key start

                    let odd = {
                        trained with
                            History = trained.History @ [ { Epoch = 4; Loss = nan; Metrics = [] } ]
                            BatchesDone = 5
                            LossSum = 0.1
                            Interrupted = true
                    }

                    Checkpoint.save file key odd
                    let struct (found, state) = Checkpoint.load file (Training.start (plan 12) start)
                    Expect.equal found key "key"
                    Expect.isTrue state.Interrupted "interrupted"
                    Expect.isTrue (Double.IsNaN (List.last state.History).Loss) "NaN"
                    let zero trained = { trained with History = trained.History[..2] }
                    same (zero odd) (zero state))
            }

        for compiled in [ true; false ] do
            test $"stopped after any batch and gone on, in memory or from a file (compiled: {compiled})" {
                let plan = { plan 6 with Compiled = compiled; Epochs = 2 }
                let whole = Training.run plan key start

                for stop in 1..12 do
                    use cancel = new CancellationTokenSource()
                    let steps = ref 0

                    let report progress =
                        match progress with
                        | BatchDone _ ->
                            steps.Value <- steps.Value + 1

                            if steps.Value = stop then
                                cancel.Cancel()
                        | EpochDone _ -> ()

                    let cut = { plan with Report = report; Cancellation = cancel.Token }

                    let first = Training.run cut key start
                    Expect.isTrue first.Interrupted "interrupted"
                    Expect.equal first.Optimizer.Step stop "steps"

                    let rest = { plan with Epochs = plan.Epochs - first.History.Length }
                    same whole (Training.continue' rest key first)

                    withFile "run.safetensors" (fun file ->
                        steps.Value <- 0
                        use cancel = new CancellationTokenSource()

                        let cut = {
                            plan with
                                Report =
                                    (fun progress ->
                                        report progress

                                        if steps.Value = stop then
                                            cancel.Cancel())
                                Cancellation = cancel.Token
                        }

                        same first (Training.runKept file (1 + stop % 4) cut key start)
                        same whole (Training.runKept file 5 plan key start)
                        same whole (Training.runKept file 5 plan key start))
            }

        test "a checkpoint of another run is an error that says so" {
            withFile "run.safetensors" (fun file ->
                Training.runKept file 100 (plan 4) key start |> ignore

                Expect.throwsC (fun () -> Training.runKept file 100 (plan 4) (Random.key 8) start |> ignore) (fun e ->
                    Expect.equal
                        (e.GetType(), e.Message)
                        (typeof<DomainException>,
                         $"Training.runKept wants the key that {file} was begun with, Key 0000000000000007, but got Key 0000000000000008; to begin anew, give another file or remove this one.")
                        "key")

                let fails plan (p: Dense list) message =
                    Expect.throwsC (fun () -> Training.runKept file 100 plan key p |> ignore) (fun e ->
                        Expect.equal (e.GetType()) typeof<TensorFileException> "type"
                        Expect.stringStarts e.Message $"{file} {message}" "message")

                fails
                    { plan 4 with Optimizer = Optimizer.sgd 0.1 }
                    start
                    "wants only the 9 tensors of the tree, but has .Memory[0][0] of Float32[3, 8] as well;"

                fails (plan 4) start[..0] "wants only the 11 tensors of the tree, but has .Parameters[1].W of"
                fails (plan 4) (start @ start) "wants a tensor .Parameters[2].W of Float32[3, 8], but has")
        }

        test "killed at any moment and gone on, a run ends as if it had not been" {
            withFile "run.safetensors" (fun file ->
                let killed = ref 0
                let pauses = Random.key(Environment.TickCount).Uniform([| 4 |]).ToArray()

                for pause in pauses do
                    use training = child file
                    let clock = Stopwatch.StartNew()

                    // Until it has begun to write: then any moment may do.
                    while not training.HasExited && clock.Elapsed.TotalSeconds < 30.0 && not (File.Exists file) do
                        Thread.Sleep 5

                    Thread.Sleep(int (300.0 + 400.0 * pause))

                    if not training.HasExited then
                        killed.Value <- killed.Value + 1
                        training.Kill()

                    training.WaitForExit()
                    let struct (_, state) = Checkpoint.load file (Training.start (plan processes) start)
                    Expect.isGreaterThan state.Optimizer.Step 0 "what is there is whole"

                Expect.isGreaterThan killed.Value 0 "at least one was killed before it was done"

                same
                    (Training.run (plan processes) key start)
                    (Training.runKept file 1_000_000 (plan processes) key start)

                Expect.sequenceEqual
                    (Directory.GetFiles(Path.GetDirectoryName file))
                    [ file ]
                    "nothing is left beside it")
        }
    ]
