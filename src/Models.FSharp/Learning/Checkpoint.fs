namespace Functional.Models

open System.Text.RegularExpressions
open Functional.Core

/// Checkpoints: where a training run stands, in a file that is there in full or not at all. All of it is tensors, by the paths of the record: `.Parameters…`,
/// `.Memory[slot][leaf]` of the optimizer, `.Key.Bits`, `.Step`, and `.History[epoch].Loss` and `.History[epoch].Metrics[place].name`.
[<RequireQualifiedAccess>]
module Checkpoint =

    type private Place<'p> = {
        Key: Key
        Parameters: 'p
        Memory: Tensor[][]
        Step: Tensor
        BatchesDone: Tensor
        LossSum: Tensor
        Interrupted: Tensor
    }

    let private place key (state: Trained<'p>) = {
        Key = key
        Parameters = state.Parameters
        Memory = state.Optimizer.Memory
        Step = Tensor.scalar (float state.Optimizer.Step)
        BatchesDone = Tensor.scalar (float state.BatchesDone)
        LossSum = Tensor.scalar state.LossSum
        Interrupted = Tensor.scalar (if state.Interrupted then 1.0 else 0.0)
    }

    let private metric =
        Regex(@"^\.History\[(?<epoch>\d+)\]\.Metrics\[(?<place>\d+)\]\.(?<name>.*)$", RegexOptions.Singleline)

    let private ofHistory (history: EpochReport list) = [
        for i, report in List.indexed history do
            $".History[{i}].Loss", Tensor.scalar report.Loss

            for j, (name, value) in List.indexed report.Metrics do
                $".History[{i}].Metrics[{j}].{name}", Tensor.scalar value
    ]

    let private toHistory (parts: (string * Tensor) list) =
        let metrics =
            [
                for path, value in parts do
                    let found = metric.Match path

                    if found.Success then
                        let number (group: string) = int found.Groups[group].Value
                        number "epoch", (number "place", (found.Groups["name"].Value, Tensor.toScalar value))
            ]
            |> List.groupBy fst
            |> Map.ofList

        let inOrder epoch =
            metrics |> Map.tryFind epoch |> Option.defaultValue [] |> List.map snd |> List.sortBy fst

        let losses = Map.ofList parts
        let epochs = Seq.initInfinite id |> Seq.takeWhile (fun i -> losses.ContainsKey $".History[{i}].Loss")

        [
            for i in epochs do
                {
                    Epoch = i + 1
                    Loss = Tensor.toScalar losses[$".History[{i}].Loss"]
                    Metrics = List.map snd (inOrder i)
                }
        ]

    /// Writes a state and the key of its run. Raises what `Params.save` raises.
    let save (file: string) (key: Key) (state: Trained<'p>) : unit =
        let place = place key state
        let named = Seq.zip (Params.paths place) (Params.leaves place)
        TensorFile.Write(file, readOnlyDict (Seq.append named (ofHistory state.History)))

    /// The key and the state in a file; another state of the same plan, such as that of `Training.start`, says their form.
    /// Raises TensorFileException where the file is damaged or of another plan.
    let load (file: string) (like: Trained<'p>) : struct (Key * Trained<'p>) =
        let history, rest =
            [ for item in TensorFile.Read file -> item.Key, item.Value ]
            |> List.partition (fun (path, _) -> path.StartsWith(".History[", System.StringComparison.Ordinal))

        let place = TensorFile.Fit(file, readOnlyDict rest, place (Random.key 0) like)

        struct (place.Key,
                {
                    Parameters = place.Parameters
                    Optimizer = { Step = int (Tensor.toScalar place.Step); Memory = place.Memory }
                    History = toHistory history
                    BatchesDone = int (Tensor.toScalar place.BatchesDone)
                    LossSum = Tensor.toScalar place.LossSum
                    Interrupted = Tensor.toScalar place.Interrupted <> 0.0
                })
