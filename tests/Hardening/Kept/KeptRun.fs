/// A training run that is kept in a file: the one that is killed, and whose checkpoints are damaged.
module Functional.Hardening.Kept.KeptRun

open System
open Functional.Core
open Functional.Models

let key = Random.key 7

let start: Dense list = [
    Dense.init Initializer.glorotUniform DType.Float32 3 8 (Random.key 1)
    Dense.init Initializer.glorotUniform DType.Float32 8 1 (Random.key 2)
]

/// A step with noise by its key, in batches of an order by the key of the epoch.
let plan count : TrainingPlan<Dense list, Examples> =
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

/// All of a state that can be compared, its tensors by their bits.
let facts (state: Trained<Dense list>) =
    let bits (x: Tensor) = x.ToArray() |> Array.map BitConverter.DoubleToInt64Bits
    let tensors = Array.append (Params.leaves state.Parameters) (Params.leaves state.Optimizer.Memory)
    Array.map bits tensors, state.Optimizer.Step, state.History, state.BatchesDone, state.LossSum, state.Interrupted
