namespace Functional.Models

open System
open Functional.Core

/// What classifiers are judged by: functions of labels [n] (whole numbers) and then scores [n, classes] (logits or probabilities).
[<RequireQualifiedAccess>]
module Metrics =

    let private labelled (labels: Tensor) (predicted: int[]) =
        if labels.Rank <> 1 || labels.Count <> predicted.Length then
            raise (
                ShapeException $"Metrics want as many labels as scores, [{predicted.Length}], but got {labels.Shape}."
            )

        labels.ToArray() |> Array.map int

    /// The class with the greatest score for each example, the first of equal ones. Raises ShapeException unless the scores are [n, classes].
    let predictions (scores: Tensor) : int[] =
        if scores.Rank <> 2 then
            raise (ShapeException $"Metrics want scores [n, classes], but got {scores.Shape}.")

        scores.ArgMax(1).ToArray() |> Array.map int

    /// The share of examples whose greatest score is their label's; NaN without examples.
    let accuracy (labels: Tensor) (scores: Tensor) : float =
        let predicted = predictions scores

        let right =
            Array.map2 (fun label guess -> if label = guess then 1.0 else 0.0) (labelled labels predicted) predicted

        Array.sum right / float predicted.Length

    /// The share of examples whose label is among the k greatest scores.
    let topAccuracy (k: int) (labels: Tensor) (scores: Tensor) : float =
        let top = scores.TopK(k, 1).Indices
        let hits = top .= labels.Reshape(-1, 1).Cast(top.DType)
        (Tensor.sum hits).ToScalar() / float labels.Count

    /// How often label i was taken for class j: counts [i, j]. The diagonal is what was right. Raises DomainException for a label outside the classes.
    let confusion (classes: int) (labels: Tensor) (scores: Tensor) : int[,] =
        let predicted = predictions scores
        let counts = Array2D.zeroCreate classes classes

        for label, guess in Array.zip (labelled labels predicted) predicted do
            if label < 0 || label >= classes || guess >= classes then
                raise (
                    DomainException
                        $"Metrics.confusion wants labels and predictions from 0 to {classes - 1}, but got {label} and {guess}."
                )

            counts[label, guess] <- counts[label, guess] + 1

        counts

    /// A confusion matrix as text: a line for each label, a column for each prediction.
    let confusionText (names: string seq) (counts: int[,]) : string =
        let names = Seq.toArray names

        let width =
            Seq.append (names |> Seq.map _.Length) (counts |> Seq.cast<int> |> Seq.map (fun n -> string(n).Length))
            |> Seq.max

        let line (head: string) (cells: string seq) =
            String.Join(" ", Seq.append [ head.PadRight width ] (cells |> Seq.map _.PadLeft(width)))

        String.Join(
            "\n",
            [
                line "" names
                for i in 0 .. Array2D.length1 counts - 1 do
                    line names[i] (counts[i, *] |> Seq.map string)
            ]
        )
