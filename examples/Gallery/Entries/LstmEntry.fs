module Functional.Gallery.LstmEntry

open System.Diagnostics
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private starts = [ 1; 2; 3; 4; 5 ]

let private series name colour points = { Name = name; Colour = Colours.ofClass colour; Points = points }
let private rows (points: Tensor) = Tensor.toArray2D (points.Reshape(-1, 2))

let private curve name colour points =
    rows points |> fun p -> series name colour (Array.mapi (fun i y -> float i, y) p[*, 0])

let private path name colour points = rows points |> fun p -> series name colour (Array.zip p[*, 0] p[*, 1])

let private middle numbers = numbers |> List.sort |> List.item (List.length numbers / 2)

let private run (settings: Settings) (tell: Tell) =
    let epochs, steps = if settings.Quick then 2, 5 else 150, 3000
    let clock = Stopwatch.StartNew()

    let published =
        starts
        |> List.mapi (fun i seed ->
            let report epoch net =
                let share = (float i + float epoch / float epochs) / float starts.Length
                Watch.telling tell "LSTM, the post's" share $"start {i + 1} of {starts.Length}" net

            Lstm.generate (Lstm.published report epochs (Random.key seed)))

    let perWindow = clock.Elapsed.TotalMicroseconds / float (5 * epochs * 96)
    clock.Restart()

    let report progress =
        match progress with
        | BatchDone(_, step, loss) when step % 20 = 0 || step = steps ->
            tell "LSTM, well trained" (float step / float steps) $"loss {loss:G3}"
        | _ -> ()

    let key = Random.key 1

    let trained =
        Watch.stoppable "LSTM, well trained" { Lstm.better steps with Report = report } key (global.Lstm.init key)

    let perStep = clock.Elapsed.TotalMicroseconds / float steps
    let generated, distance = Lstm.generate trained.Parameters
    let asPublished, errors = List.head published |> fst, List.map snd published
    let truth = Lstm.circle 5 100
    let each = errors |> List.map (fun e -> $"{e:F3}") |> String.concat " · "

    Ok {
        Key = "lstm"
        Title = "An LSTM on a circle"
        Text = [
            "Twenty points go round a circle, and a cell of 15 units with an output layer (1,112 parameters, all steps sharing them) learns to say the next one. Five true points are given, then 100 that are fed back."
            "The post trains by 96 windows of five points, 150 epochs of plain gradient descent with rate 0.01, the state carried from window to window, and shows a picture without a number. How well it goes on depends on the start. Beside it the same network trained on windows of 60 points from all places of the circle, with Adam."
        ]
        Figures = [
            {
                Name = "mean absolute error of 100 generated points, the post's training, five starts"
                Post = "no number"
                Ours = each
            }
            { Name = "the same, well trained"; Post = "not done"; Ours = $"{distance:F3}" }
            { Name = "time of a step of one window of five points"; Post = "–"; Ours = $"{perWindow:F0} µs" }
            { Name = "time of a step of 20 windows of 60 points"; Post = "–"; Ours = $"{perStep:F0} µs" }
        ]
        Pictures = [
            {
                File = "cosine.svg"
                Caption =
                    "The first coordinate of 100 points that the network goes on with by itself, after five true ones."
                Content =
                    Chart.lines false { Title = "Going on"; X = "point"; Y = "cos ωi" } [
                        curve "truth" 2 truth
                        curve "the post's training" 0 asPublished
                        curve "well trained" 1 generated
                    ]
            }
            {
                File = "circle.svg"
                Caption = "The same points in the plane."
                Content =
                    Chart.lines false { Title = "Round the circle"; X = "cos ωi"; Y = "sin ωi" } [
                        path "truth" 2 truth
                        path "the post's training" 0 asPublished
                        path "well trained" 1 generated
                    ]
            }
        ]
        Results = [
            "meanAbsoluteErrorPublished", Results.number (middle errors)
            "meanAbsoluteErrorPublishedByStart", Results.numbers errors
            "meanAbsoluteErrorTrained", Results.number distance
            "microsecondsPerStep", Results.number perWindow
            "trainedMicrosecondsPerStep", Results.number perStep
        ]
    }

/// The trigonometric LSTM of the post on weight sharing.
let entry = { Key = "lstm"; Title = "An LSTM on a circle"; NeedsData = false; Run = run }
