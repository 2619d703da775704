module Functional.Gallery.BookEntry

open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

/// Weights as greys: black where least, white where greatest, each image for itself.
let private greys (images: Tensor) = [
    for i in 0 .. images.Shape[0] - 1 ->
        let weights = Tensor.toArray images[i]
        let low, high = Array.min weights, Array.max weights
        let height, width = images.Shape[1], images.Shape[2]
        Raster.ofGreys width height (weights |> Array.map (fun w -> (w - low) / (high - low)))
]

let private show (settings: Settings) (tell: Tell) struct (training, test) =
    let training, test =
        if settings.Quick then
            Examples.range 0 600 training, Examples.range 0 1000 test
        else
            training, test

    let epochs count = if settings.Quick then 1 else count

    let watch name perEpoch plan network p =
        let plan = { plan with Measure = fun p -> [ "test", Book.accuracy test (network p) ] }
        Watch.training tell name perEpoch plan (Random.key 1) p

    let dense hidden =
        Book.twoLayer hidden (Random.key 2)
        |> watch $"784–{hidden}–10" 1000 (Book.descent (epochs 10) training) Book.logits

    let convolved name plan hidden dropout count =
        Book.convNet plan hidden (Random.key 2)
        |> watch
            name
            (Examples.count training / 100)
            (Book.adam plan dropout (epochs count) training)
            (Book.ofConvNet plan)

    let fifty, hundred = dense 50, dense 100
    let simple = convolved "SimpleConvNet" ConvNet.simple 100 0.0 3
    let deep = convolved "DeepConvNet" ConvNet.deep 50 0.5 3
    let percent (x: float) = $"{100.0 * x:F2}"
    let all (accuracies: float list) = accuracies |> List.map percent |> String.concat " · "

    let curve name colour (accuracies: float list) = {
        Name = name
        Colour = Colours.ofClass colour
        Points = accuracies |> List.mapi (fun i a -> float (i + 1), a) |> Array.ofList
    }

    let figures name post (watched: Watched<_>) images = [
        { Name = $"{name}: test accuracy, %%"; Post = post; Ours = all (watched.By "test") }
        {
            Name = $"{name}: time of one step of {images} images"
            Post = "not stated"
            Ours = $"{watched.MicrosecondsPerStep:F0} µs"
        }
    ]

    let results name (watched: Watched<_>) = [
        $"{name}TestAccuracy", Results.number (List.last (watched.By "test"))
        $"{name}TestAccuracyByEpoch", Results.numbers (watched.By "test")
        $"{name}MicrosecondsPerStep", Results.number watched.MicrosecondsPerStep
    ]

    {
        Key = "book"
        Title = "Networks of the book, trained here"
        Text = [
            "\"Deep Learning from Scratch\" trains 784 – 50 – 10 by 10,000 steps of gradient descent with rate 0.1 on 100 images drawn anew for each; the post on weight sharing has 784 – 100 – 10 and shows what its first layer looks for."
            "Then one convolution of 30 windows of 5 × 5 with 100 hidden units (433,890 parameters), and six convolutions of 3 × 3 with 50 and dropout (123,552), both with Adam, rate 0.001, in batches of 100. The book trains them for 20 epochs, here it is three."
        ]
        Figures = [
            yield! figures "784–50–10, each 1,000 steps" "about 94 (a picture)" fifty 100
            yield! figures "784–100–10, each 1,000 steps" "no number" hundred 100
            yield! figures "SimpleConvNet, each epoch" "98.96 (20 epochs)" simple 100
            yield! figures "DeepConvNet, each epoch" "99.38 (20 epochs)" deep 100
        ]
        Pictures = [
            {
                File = "weights.svg"
                Caption =
                    "What each of the 100 units of 784–100–10 looks for: its weights as an image, white where they are greatest."
                Content = ImageGrid.plain "First layer, 100 units" 10 (greys (Book.weightImages hundred.Parameters))
            }
            {
                File = "windows.svg"
                Caption = "The 30 windows of the convolution, after training."
                Content =
                    ImageGrid.plain
                        "Windows of 5 × 5"
                        10
                        (greys (simple.Parameters.Convolutions.Head.W.Reshape(-1, 5, 5)))
            }
            {
                File = "dense.svg"
                Caption = "Accuracy on the 10,000 test images after each thousand steps."
                Content =
                    Chart.lines false { Title = "Two layers"; X = "thousand steps"; Y = "share that is right" } [
                        curve "784–50–10" 0 (fifty.By "test")
                        curve "784–100–10" 1 (hundred.By "test")
                    ]
            }
            {
                File = "convolutions.svg"
                Caption =
                    "The training loss of both convolutional networks, each point the mean over a twentieth of an epoch."
                Content =
                    Chart.lines true { Title = "Training loss"; X = "epoch"; Y = "loss (nats)" } [
                        { Name = "SimpleConvNet"; Colour = Colours.ofClass 0; Points = simple.Losses }
                        { Name = "DeepConvNet"; Colour = Colours.ofClass 1; Points = deep.Losses }
                    ]
            }
        ]
        Results = [
            yield! results "twoLayer" fifty
            yield! results "weightSharing" hundred
            yield! results "simpleConvnet" simple
            yield! results "deepConvnet" deep
        ]
    }

let private run (settings: Settings) tell = ImageSet.load "mnist" settings.Data |> Result.map (show settings tell)

/// The networks of the book, trained.
let entry = { Key = "book"; Title = "Networks of the book, trained here"; NeedsData = true; Run = run }
