/// Training that is stopped, or killed, and goes on as if it had not been.
module Functional.Tests.Learning.CheckpointTests

open System
open System.IO
open System.Threading
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Files.TensorFileTests
open Functional.Hardening.Kept
open Functional.Hardening.Kept.KeptRun

let private same expected got = Expect.equal (facts got) (facts expected) "bit for bit"

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

        test "a checkpoint that says what no run does is an error that names the tensor" {
            withFile "run.safetensors" (fun file ->
                Training.runKept file 100 (plan 4) key start |> ignore
                let whole = Params.read file

                let fails changed path message =
                    TensorFile.Write(file, changed)

                    Expect.throwsC (fun () -> Training.runKept file 100 (plan 4) key start |> ignore) (fun e ->
                        match e with
                        | :? TensorFileException as e ->
                            Expect.equal (e.File, Option.ofObj e.Tensor) (file, path) "file and tensor"
                            Expect.stringStarts e.Message $"{file} {message}" "message"
                        | e -> failtest $"{e}")

                for name in [ ".Step"; ".BatchesDone" ] do
                    for number in [ -1.0; 0.5; 2147483648.0; nan ] do
                        fails
                            (whole.Add(name, Tensor.scalar number))
                            (Some name)
                            $"wants {name} to be a whole number from 0 to 2147483647, but has {number}."

                fails
                    (whole.Add(".Key.Bits", Tensor.ofArray [| 0.5; 7.0 |]))
                    None
                    "wants a tree, but: Key wants two whole numbers"

                for name in [ ".History[0].Loss"; ".History[0].Metrics[0].b" ] do
                    fails
                        (whole.Add(name, Tensor.zeros [ 2 ]))
                        (Some name)
                        $"wants {name} to be Float64[], but has Float64[2]."

                for name in
                    [
                        ".History[9].Loss"
                        ".History[00].Loss"
                        ".History[0].Metrics[7].b"
                        ".History[٣].Metrics[0].b"
                        ".History[0].Metrics[99999999999].b"
                        ".History["
                    ] do
                    fails
                        (whole.Add(name, Tensor.scalar 0.0))
                        (Some name)
                        $"wants losses and metrics of one epoch after the other, but has {name}.")
        }

        for compiled in [ true; false ] do
            test $"more batches done than the plan has is an error that says so (compiled: {compiled})" {
                let state = { Training.start (plan 4) start with BatchesDone = 5 }

                Expect.throwsC
                    (fun () -> Training.epoch { plan 4 with Compiled = compiled } key state |> ignore)
                    (fun e ->
                        Expect.equal
                            (e.GetType(), e.Message)
                            (typeof<DomainException>,
                             "Training wants epoch 1 to go on after 5 batches, but the plan has 4; go on with the plan that it was begun with.")
                            "")
            }

        test "killed at any moment and gone on, a run ends as if it had not been" {
            withFile "run" (fun file ->
                let folder = nonNull (Path.GetDirectoryName file)
                let report = Killing.run folder Environment.TickCount 4 ignore
                Expect.isEmpty report.Faults "faults"
                Expect.equal report.Moments 4 "kills")
        }
    ]
