module Functional.Gallery.OptimizersEntry

open System
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

/// The places where x²/20 + y² is c.
let private contour c =
    let places = [|
        for i in 0..120 ->
            let angle = Math.Tau * float i / 120.0
            sqrt (20.0 * c) * cos angle, sqrt c * sin angle
    |]

    { Name = ""; Colour = "#c9cfd8"; Points = places }

let private paths =
    let walk i (name, optimizer) = {
        Name = name
        Colour = Colours.ofClass i
        Points = Optimizers.path optimizer |> Array.truncate 30
    }

    Chart.lines
        false
        { Title = "Thirty places each from (−7, 2)"; X = "x"; Y = "y" }
        (List.map contour [ 0.05; 0.2; 0.5; 1.0; 2.0; 3.5; 5.0 ] @ List.mapi walk Optimizers.walkers)

let private show (settings: Settings) (tell: Tell) struct (training, test) =
    let steps = if settings.Quick then 40 else 2000

    let learnt =
        Optimizers.learners
        |> List.map (fun (name, optimizer) ->
            let plan = Optimizers.plan steps optimizer training
            let trained = Watch.training tell name steps plan (Random.key 1) (Optimizers.init (Random.key 2))
            name, trained, Optimizers.accuracy test trained.Parameters)

    let each format pick = learnt |> List.map (pick >> format) |> String.concat " · "

    {
        Key = "optimizers"
        Title = "Four optimizers"
        Text = [
            "The book walks down x²/20 + y², a long valley, from (−7, 2) in thirty steps with its four optimizers, SGD with rate 0.95, momentum with 0.1, AdaGrad with 1.5 and Adam with 0.3: the first runs zigzag, the second like a ball in a bowl, the last two straight to the end."
            "Then it trains a network with four hidden layers of 100 on MNIST with each, 2,000 batches of 128: in its picture SGD learns slowest, and AdaGrad a little faster than the other two."
        ]
        Figures = [
            {
                Name = "mean loss of the last hundred steps, SGD · momentum · AdaGrad · Adam"
                Post = "SGD worst, the others close (a picture)"
                Ours = each (fun (x: float) -> $"{x:F3}") (fun (_, trained, _) -> snd (Array.last trained.Losses))
            }
            {
                Name = "test accuracy, %"
                Post = "not stated"
                Ours = each (fun (x: float) -> $"{100.0 * x:F1}") (fun (_, _, accuracy) -> accuracy)
            }
            {
                Name = "time of one step of 128 images"
                Post = "not stated"
                Ours = each (fun (x: float) -> $"{x:F0} µs") (fun (_, trained, _) -> trained.MicrosecondsPerStep)
            }
        ]
        Pictures = [
            { File = "paths.svg"; Caption = "Paths over lines of equal height of x²/20 + y²."; Content = paths }
            {
                File = "losses.svg"
                Caption = "The training loss, each point the mean over a hundred steps."
                Content =
                    Chart.lines
                        true
                        { Title = "Training loss"; X = "step"; Y = "loss (nats)" }
                        (learnt
                         |> List.mapi (fun i (name, trained, _) -> {
                             Name = name
                             Colour = Colours.ofClass i
                             Points = trained.Losses |> Array.map (fun (place, loss) -> place * float steps, loss)
                         }))
            }
        ]
        Results = [
            for name, trained, accuracy in learnt do
                let name = name.ToLowerInvariant()
                $"{name}Loss", Results.number (snd (Array.last trained.Losses))
                $"{name}TestAccuracy", Results.number accuracy
                $"{name}MicrosecondsPerStep", Results.number trained.MicrosecondsPerStep
        ]
    }

let private run (settings: Settings) tell = Optimizers.load settings.Data |> Result.map (show settings tell)

/// The book's optimizers.
let entry = { Key = "optimizers"; Title = "Four optimizers"; NeedsData = true; Run = run }
