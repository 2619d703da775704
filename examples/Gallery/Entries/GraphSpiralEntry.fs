module Functional.Gallery.GraphSpiralEntry

open System.Diagnostics
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private run (settings: Settings) (tell: Tell) =
    let steps = if settings.Quick then 50 else 1000
    let struct (training, test) = GraphSpiral.points (Random.key 1)
    let graph = GraphSpiral.init (Random.key 2)
    let clock = Stopwatch.StartNew()

    let report i (loss: float) weights =
        if i % 50 = 0 then
            Watch.telling tell "graphSpiral" (float i / float steps) $"loss {loss:F4}" weights

    let trained = GraphSpiral.train graph training steps report
    let microseconds = clock.Elapsed.TotalMicroseconds / float steps

    let accuracy examples =
        GraphSpiral.probabilities graph examples trained |> Metrics.accuracy examples.Targets

    let names = [| "arm 0"; "arm 1"; "arm 2" |]
    let confusion = GraphSpiral.probabilities graph test trained |> Metrics.confusion 3 test.Targets

    let probabilities (places: Tensor) =
        Graph.predict graph "probabilities" (Map [ ("points", places) ]) trained.Weights

    Ok {
        Key = "graphSpiral"
        Title = "A named graph with two heads on the spiral"
        Text = [
            "2 – 25 with a rectifier, then two heads 25 – 3 side by side, whose scores are added: written down as named nodes, each step one forward and one backward pass by tables and one of Adam with rate 0.01, on all points. "
            + "The post's test points overlap those that it learns from; ours are a fifth of the 300, kept apart."
        ]
        Figures = [
            { Name = "accuracy on the 60 points kept apart"; Post = "no number"; Ours = $"{accuracy test:F3}" }
            {
                Name = $"accuracy on the other 240 after {steps:N0} steps"
                Post = "no number"
                Ours = $"{accuracy training:F3}"
            }
            { Name = "time of one step of 240 points"; Post = "not stated"; Ours = $"{microseconds:F0} µs" }
        ]
        Pictures = [
            SpiralEntry.regionsPicture test probabilities
            {
                File = "confusion.svg"
                Caption = "The 60 points kept apart: what they are and what they are taken for."
                Content = Heatmap.confusion "Confusion matrix, 60 points" names confusion
            }
        ]
        Results = [
            "testAccuracy", Results.number (accuracy test)
            "trainAccuracy", Results.number (accuracy training)
            "microsecondsPerStep", Results.number microseconds
        ]
    }

/// The two-headed spiral of the post on named graphs.
let entry = {
    Key = "graphSpiral"
    Title = "A named graph with two heads on the spiral"
    NeedsData = false
    Run = run
}
