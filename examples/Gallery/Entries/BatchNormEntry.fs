module Functional.Gallery.BatchNormEntry

open System.Diagnostics
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private show (settings: Settings) (tell: Tell) (training: Examples) =
    let epochs = if settings.Quick then 1 else 20
    let steps = epochs * Examples.count training / 100

    let timed curve =
        let clock = Stopwatch.StartNew()
        let accuracies: float list = curve training epochs
        accuracies, clock.Elapsed.TotalMicroseconds / float steps

    let curves =
        BatchNorm.scales
        |> List.mapi (fun i scale ->
            tell "batchNorm" (float i / 16.0) $"scale {scale:G3}"
            let normed = timed (fun training epochs -> BatchNorm.normed training epochs scale)
            scale, normed, timed (fun training epochs -> BatchNorm.plain training epochs scale))

    tell "batchNorm" 1.0 "done"
    let middle pick = curves |> List.map pick |> List.sort |> List.item 8
    let last pick = curves |> List.map (pick >> fst >> List.last)
    let normed, plain = (fun (_, normed, _) -> normed), (fun (_, _, plain) -> plain)
    let learnt accuracies = accuracies |> List.filter (fun a -> a > 0.8) |> List.length
    let line name colour points = { Name = name; Colour = Colours.ofClass colour; Points = Array.ofList points }

    let overScales name colour pick =
        List.map2 (fun (scale, _, _) a -> log10 scale, a) curves (last pick) |> line name colour

    let byEpoch name colour (accuracies: float list, _) =
        accuracies |> List.mapi (fun i a -> float (i + 1), a) |> line name colour

    let at i =
        let scale, normed, plain = curves[i]

        {
            File = $"scale{i}.svg"
            Caption = $"Accuracy on the training images after each epoch, from weights of deviation {scale:G2}."
            Content =
                Chart.lines
                    false
                    { Title = $"First weights of deviation {scale:G2}"; X = "epoch"; Y = "share that is right" }
                    [ byEpoch "normalized" 0 normed; byEpoch "not" 1 plain ]
        }

    {
        Key = "batchNorm"
        Title = "Batch normalization"
        Text = [
            "Five hidden layers of 100 on 1,000 images of MNIST, 20 epochs of gradient descent with rate 0.01, from sixteen scales of first weights between 1 and 10⁻⁴, each with batch normalization and without. The book: with it, almost all of them learn faster; without it, many do not learn at all."
        ]
        Figures = [
            {
                Name = "scales, of 16, with more than 80 % after 20 epochs: normalized · not"
                Post = "almost all · few (pictures)"
                Ours = $"{learnt (last normed)} · {learnt (last plain)}"
            }
            {
                Name = "greatest accuracy after 20 epochs, %: normalized · not"
                Post = "–"
                Ours = $"{100.0 * List.max (last normed):F1} · {100.0 * List.max (last plain):F1}"
            }
            {
                Name = "time of one step of 100 images, measuring with it: normalized · not"
                Post = "not stated"
                Ours = $"{middle (normed >> snd):F0} µs · {middle (plain >> snd):F0} µs"
            }
        ]
        Pictures = [
            {
                File = "scales.svg"
                Caption = "Accuracy on the training images after 20 epochs, by the exponent of the scale."
                Content =
                    Chart.lines
                        false
                        {
                            Title = "After 20 epochs"
                            X = "log₁₀ of the first weights' deviation"
                            Y = "share that is right"
                        }
                        [ overScales "normalized" 0 normed; overScales "not" 1 plain ]
            }
            yield! List.map at [ 0; 3; 6; 9; 12; 15 ]
        ]
        Results = [
            "accuraciesNormalized", Results.numbers (last normed)
            "accuraciesPlain", Results.numbers (last plain)
            "microsecondsPerStep", Results.number (middle (normed >> snd))
            "plainMicrosecondsPerStep", Results.number (middle (plain >> snd))
        ]
    }

let private run (settings: Settings) tell = BatchNorm.load settings.Data |> Result.map (show settings tell)

/// The book's experiment on batch normalization.
let entry = { Key = "batchNorm"; Title = "Batch normalization"; NeedsData = true; Run = run }
