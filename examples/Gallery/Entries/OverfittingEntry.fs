module Functional.Gallery.OverfittingEntry

open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private show (settings: Settings) (tell: Tell) struct (training, test) =
    let epochs = if settings.Quick then 2 else 300

    let trained =
        Overfitting.cures
        |> List.map (fun (name, loss) ->
            let plan = Overfitting.plan epochs loss training test
            name, Watch.training tell name 3 plan (Random.key 1) (Overfitting.init (Random.key 2)))

    let curve name colour (watched: Watched<_>) metric = {
        Name = name
        Colour = Colours.ofClass colour
        Points = watched.By metric |> List.mapi (fun i a -> float (i + 1), a) |> Array.ofList
    }

    let last metric (watched: Watched<_>) = List.last (watched.By metric)
    let percent (x: float) = $"{100.0 * x:F1}"

    let key (name: string) =
        match name.Split ' ' with
        | [| word |] -> word
        | words -> words[0] + (if words[0] = "weight" then "Decay" else "")

    {
        Key = "overfitting"
        Title = "Three hundred images by heart"
        Text = [
            "Six hidden layers of 100 learn 300 images of MNIST by gradient descent with rate 0.01 until they know them by heart, and the test images much worse. The book's two cures make the gap smaller: weight decay, ½ · 0.1 · ΣW² beside the loss, and dropout of a fifth of the hidden units. "
            + "It trains 201 epochs (301 with dropout) of three batches of 100; here all three go through 300."
        ]
        Figures = [
            for name, watched in trained do
                let claim =
                    match name with
                    | "nothing" -> "training 100, test about 76 (read off a picture)"
                    | _ -> "a smaller gap, training below 100 (a picture)"

                {
                    Name = $"{name}: accuracy on training · test images, %%"
                    Post = claim
                    Ours = percent (last "train" watched) + " · " + percent (last "test" watched)
                }
            {
                Name = "time of one step of 100 images"
                Post = "not stated"
                Ours =
                    trained
                    |> List.map (fun (_, watched) -> $"{watched.MicrosecondsPerStep:F0} µs")
                    |> String.concat " · "
            }
        ]
        Pictures = [
            for name, watched in trained ->
                {
                    File = $"{key name}.svg"
                    Caption = $"Accuracy after each epoch; cure: {name}."
                    Content =
                        Chart.lines false { Title = $"Cure: {name}"; X = "epoch"; Y = "share that is right" } [
                            curve "training" 0 watched "train"
                            curve "test" 1 watched "test"
                        ]
                }
        ]
        Results = [
            for name, watched in trained do
                $"{key name}TrainAccuracy", Results.number (last "train" watched)
                $"{key name}TestAccuracy", Results.number (last "test" watched)
                $"{key name}MicrosecondsPerStep", Results.number watched.MicrosecondsPerStep
        ]
    }

let private run (settings: Settings) tell = Overfitting.load settings.Data |> Result.map (show settings tell)

/// The book's experiment on over-fitting.
let entry = { Key = "overfitting"; Title = "Three hundred images by heart"; NeedsData = true; Run = run }
