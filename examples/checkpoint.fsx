// Parameters in a file, and a training run that is stopped and goes on as if it had not been. Run: dotnet fsi examples/checkpoint.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open System.IO
open System.Threading
open Functional.Core
open Functional.Models

/// A spiral of three arms, and a network that learns it by Adam in shuffled batches.
let points = Spiral.generate 3 100 (Random.key 1)

let start = Mlp.init Initializer.heNormal DType.Float64 [ 2; 64; 3 ] (Random.key 2)

let plan: TrainingPlan<Mlp, Examples> = {
    Training.plan (Optimizer.adam 0.01) (Mlp.loss Tensor.relu) (Examples.batches 30 points) with
        Epochs = 40
}

/// Trains into a file and is stopped after so many batches.
let stopped (batches: int) (file: string) =
    use cancel = new CancellationTokenSource()
    let left = ref batches

    let report progress =
        match progress with
        | BatchDone _ ->
            left.Value <- left.Value - 1

            if left.Value = 0 then
                cancel.Cancel()
        | EpochDone _ -> ()

    Training.runKept file 20 { plan with Report = report; Cancellation = cancel.Token } (Random.key 3) start

#if INTERACTIVE
let folder = Directory.CreateTempSubdirectory("functional-").FullName
let kept = Path.Combine(folder, "run.safetensors")

let first = stopped 137 kept
printfn $"stopped after {first.Optimizer.Step} steps: epoch {first.History.Length + 1}, batch {first.BatchesDone}"

// The same call again goes on from the file; a killed process would do the same.
let trained = Training.runKept kept 20 plan (Random.key 3) start
let whole = Training.run plan (Random.key 3) start
let equal = Params.leaves trained.Parameters = Params.leaves whole.Parameters
printfn $"gone on to {trained.Optimizer.Step} steps, loss {(List.last trained.History).Loss:F4}"
printfn $"the same as a run that was never stopped, bit for bit: {equal}"

// The parameters alone, for NumPy: numpy.load("model.npz")[".Layers[0].W"].
let model = Path.Combine(folder, "model.npz")
Params.save model trained.Parameters
printfn $"""{String.concat ", " (Params.paths (Params.load model start))} in {FileInfo(model).Length} bytes"""
Directory.Delete(folder, true)
#endif
