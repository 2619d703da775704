namespace Functional.Models

open System
open System.Globalization
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

    let private toHistory (parts: Map<string, Tensor>) =
        let number (group: Group) =
            match Int32.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) with
            | true, number -> Some number
            | _ -> None

        let metrics =
            [
                for KeyValue(path, value) in parts do
                    let found = metric.Match path

                    match number found.Groups["epoch"], number found.Groups["place"] with
                    | Some epoch, Some place -> epoch, (place, (found.Groups["name"].Value, Tensor.toScalar value))
                    | _ -> ()
            ]
            |> List.groupBy fst
            |> Map.ofList

        let inOrder epoch =
            metrics |> Map.tryFind epoch |> Option.defaultValue [] |> List.map snd |> List.sortBy fst

        let epochs = Seq.initInfinite id |> Seq.takeWhile (fun i -> parts.ContainsKey $".History[{i}].Loss")

        [
            for i in epochs do
                {
                    Epoch = i + 1
                    Loss = Tensor.toScalar parts[$".History[{i}].Loss"]
                    Metrics = List.map snd (inOrder i)
                }
        ]

    let private wrong (file: string) path wanted got =
        raise (TensorFileException(file, path, FormattableString.Invariant $"{file} wants {wanted}, but has {got}."))

    // All of it must be that of some history, under the names that this has.
    let private readHistory file (parts: Map<string, Tensor>) =
        let scalar = TensorType(Shape [||], DType.Float64)

        for KeyValue(path, value) in parts do
            if value.Type <> scalar then
                wrong file path $"{path} to be {scalar}" value.Type

        let history = toHistory parts
        let known = ofHistory history |> List.map fst |> Set.ofList

        match parts.Keys |> Seq.tryFind (known.Contains >> not) with
        | Some path -> wrong file path "losses and metrics of one epoch after the other" path
        | None -> history

    let private whole file path (value: Tensor) =
        let number = Tensor.toScalar value

        if number >= 0.0 && number <= float Int32.MaxValue && Double.IsInteger number then
            int number
        else
            wrong file path $"{path} to be a whole number from 0 to {Int32.MaxValue}" number

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
            |> List.partition (fun (path, _) -> path.StartsWith(".History[", StringComparison.Ordinal))

        let place = TensorFile.Fit(file, readOnlyDict rest, place (Random.key 0) like)

        struct (place.Key,
                {
                    Parameters = place.Parameters
                    Optimizer = { Step = whole file ".Step" place.Step; Memory = place.Memory }
                    History = readHistory file (Map.ofList history)
                    BatchesDone = whole file ".BatchesDone" place.BatchesDone
                    LossSum = Tensor.toScalar place.LossSum
                    Interrupted = Tensor.toScalar place.Interrupted <> 0.0
                })
