namespace Functional.Models

open System
open Functional.Core

/// Measures of classifiers: functions of labels [n] (whole numbers below the number of classes) and then scores [n, classes] (logits or
/// probabilities).
/// They raise ShapeException where these do not fit each other, and DomainException for a label that is no class.
[<RequireQualifiedAccess>]
module Metrics =

    let private classes (scores: Tensor) =
        if scores.Rank <> 2 then
            raise (ShapeException $"Metrics want scores [n, classes], but got {scores.Shape}.")

        scores.Shape[1]

    let private labelled operation (classes: int) (labels: Tensor) (scores: Tensor) =
        if labels.Rank <> 1 || labels.Count <> scores.Shape[0] then
            raise (
                ShapeException $"Metrics want as many labels as scores, [{scores.Shape[0]}], but got {labels.Shape}."
            )

        let label (number: float) =
            if not (Double.IsInteger number && number >= 0.0 && number < float classes) then
                Argument.refuse operation $"labels that are whole numbers from 0 to {classes - 1}" number

            int number

        labels.ToArray() |> Array.map label

    /// The class with the greatest score for each example, the first of equal ones. Raises ShapeException unless the scores are [n, classes].
    let predictions (scores: Tensor) : int[] =
        classes scores |> ignore
        scores.ArgMax(1).ToArray() |> Array.map int

    /// The share of examples whose greatest score is their label's; NaN without examples.
    let accuracy (labels: Tensor) (scores: Tensor) : float =
        let predicted = predictions scores
        let labels = labelled "Metrics.accuracy" (classes scores) labels scores
        let right = Array.map2 (fun label guess -> if label = guess then 1.0 else 0.0) labels predicted
        Array.sum right / float predicted.Length

    /// The share of examples whose label is among the k greatest scores, for k from 1 to the number of classes; NaN without examples.
    let topAccuracy (k: int) (labels: Tensor) (scores: Tensor) : float =
        Argument.between 1 (classes scores) "Metrics.topAccuracy" "a k" k
        labelled "Metrics.topAccuracy" (classes scores) labels scores |> ignore
        let top = scores.TopK(k, 1).Indices
        let hits = top .= labels.Reshape(-1, 1).Cast(top.DType)
        (Tensor.sum hits).ToScalar() / float labels.Count

    /// How often label i was taken for class j: counts [i, j]. The diagonal is what was right.
    let confusion (classes: int) (labels: Tensor) (scores: Tensor) : int[,] =
        let predicted = predictions scores
        Argument.atLeast scores.Shape[1] "Metrics.confusion" "classes" classes
        Argument.product "Metrics.confusion" "classes" [ classes; classes ] |> ignore
        let counts = Array2D.zeroCreate classes classes

        for label, guess in Array.zip (labelled "Metrics.confusion" classes labels scores) predicted do
            counts[label, guess] <- counts[label, guess] + 1

        counts

    /// A confusion matrix as text: a line for each label, a column for each prediction.
    let confusionText (names: string seq) (counts: int[,]) : string =
        let names = Seq.toArray names

        if names.Length <> Array2D.length1 counts || names.Length <> Array2D.length2 counts then
            raise (
                ShapeException
                    $"Metrics.confusionText wants counts [{names.Length}, {names.Length}], as there are names, but got [{Array2D.length1 counts}, {Array2D.length2 counts}]."
            )

        let lengths =
            Seq.append (names |> Seq.map _.Length) (counts |> Seq.cast<int> |> Seq.map (fun n -> string(n).Length))

        let width = Seq.fold max 0 lengths

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
