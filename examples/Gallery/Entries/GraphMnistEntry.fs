module Functional.Gallery.GraphMnistEntry

open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private digits = [| for i in 0..9 -> string i |]

let private show (settings: Settings) (tell: Tell) struct (training, test) =
    let part count =
        if settings.Quick then
            Examples.range 0 (count / 100) training
        else
            Examples.range 0 count training

    let train name batch plan count =
        let graph = GraphMnist.init (Random.key 1)
        let scores weights = GraphMnist.probabilities graph test weights
        let measure weights = [ "test", Metrics.accuracy test.Targets (scores weights) ]
        let plan = { plan graph (part count) with Measure = measure }
        let perEpoch = Examples.count (part count) / batch
        let watched = Watch.training tell name perEpoch plan (Random.key 2) graph.Weights
        watched, scores watched.Parameters

    let single, _ = train "graph, one image" 1 GraphMnist.published 10_000
    let trained, scores = train "graph, 100 images" 100 (GraphMnist.better 3) 60_000
    let accuracies = trained.By "test"
    let confusion = Metrics.confusion 10 test.Targets scores
    let each format numbers = numbers |> List.map format |> String.concat " · "
    let percent (x: float) = $"{100.0 * x:F2}"

    {
        Key = "graphMnist"
        Title = "A named graph learns digits"
        Text = [
            "A network is written down as nodes with names and instructions, translated into maps, and computed forward and backward by filling tables: 784 – 512 – 128 – 128 – 128 – 10 with rectifiers, 501,898 parameters, and a connection that adds what the second layer gives before the fourth one's rectifier. Each image is standardized by itself."
            "The post trains by single images with Adam, 10 epochs, and reports 97.4 % (96 to 98 % from other starts). Here the graph, an ordinary function, goes through compiled training: by batches of 100 for three epochs, the rate sinking along half a cosine; and, for the time of a step, by 10,000 single images as in the post."
        ]
        Figures = [
            {
                Name = "test accuracy after epochs 1, 2, 3, %"
                Post = "97.4 (10 epochs; 96–98 by start)"
                Ours = each percent accuracies
            }
            {
                Name = "seconds of each epoch"
                Post = "not comparable (other machine)"
                Ours = each (fun (s: float) -> $"{s:F1}") trained.SecondsByEpoch
            }
            {
                Name = "time of one step of 100 images"
                Post = "–"
                Ours = $"{trained.MicrosecondsPerStep:F0} µs"
            }
            {
                Name = "test accuracy after 10,000 single images, %"
                Post = "not stated"
                Ours = percent (single.By "test").Head
            }
            {
                Name = "time of one step of one image"
                Post = "not stated"
                Ours = $"{single.MicrosecondsPerStep:F0} µs"
            }
        ]
        Pictures = [
            {
                File = "confusion.svg"
                Caption = "What the digits are and what they are taken for, after three epochs."
                Content = Heatmap.confusion "Confusion matrix, 10,000 test images" digits confusion
            }
            {
                File = "loss.svg"
                Caption = "The training loss, each point the mean over a twentieth of an epoch of 100 images a step."
                Content =
                    Chart.lines true { Title = "Training loss"; X = "epoch"; Y = "loss (nats)" } [
                        { Name = "loss"; Colour = Colours.ofClass 0; Points = trained.Losses }
                    ]
            }
        ]
        Results = [
            "testAccuracy", Results.number (List.last accuracies)
            "testAccuracyByEpoch", Results.numbers accuracies
            "secondsByEpoch", Results.numbers trained.SecondsByEpoch
            "microsecondsPerStep", Results.number single.MicrosecondsPerStep
            "trainedMicrosecondsPerStep", Results.number trained.MicrosecondsPerStep
            "testAccuracyOfTenThousandSteps", Results.number (single.By "test").Head
        ]
    }

let private run (settings: Settings) tell = GraphMnist.load settings.Data |> Result.map (show settings tell)

/// MNIST of the post on named graphs.
let entry = { Key = "graphMnist"; Title = "A named graph learns digits"; NeedsData = true; Run = run }
