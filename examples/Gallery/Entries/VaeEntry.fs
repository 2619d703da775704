module Functional.Gallery.VaeEntry

open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private digits (images: Tensor) = [
    for i in 0 .. images.Shape[0] - 1 -> Raster.ofGreys 28 28 (Tensor.toArray images[i] |> Array.map (fun x -> 1.0 - x))
]

let private reconstruct p (x: Tensor) =
    let struct (mean, _) = Vae.encode p x
    Tensor.sigmoid (Vae.decode p mean)

/// From the code of one image to that of another, in so many steps.
let private walk count p (from: Tensor) (``to``: Tensor) =
    let struct (mean, _) = Vae.encode p (Tensor.stack 0 [ from; ``to`` ])
    let share = (Tensor.linspace 0.0 1.0 count).Cast(mean.DType).Reshape(count, 1)
    Tensor.sigmoid (Vae.decode p (mean[0] * (1.0 - share) + mean[1] * share))

let private show (settings: Settings) (tell: Tell) struct (images: Tensor, test: Tensor) =
    let images, test = if settings.Quick then images[0..1999], test[0..999] else images, test
    let few p = if settings.Quick then { p with Epochs = 1 } else p

    let train name perEpoch plan p =
        let plan = { few plan with Measure = fun p -> [ "bound", Vae.bound test p ] }
        let watched = Watch.training tell name perEpoch plan (Random.key 1) p
        watched.Parameters, watched.By "bound", watched.MicrosecondsPerStep

    let small, smallBounds, smallTime =
        train "the post's" 200 (Vae.published images) (Vae.small (Random.key 2))

    let large, bounds, time =
        train "well trained" (images.Shape[0] / 100) (Vae.better 20 images) (Vae.large (Random.key 2))

    let picture file caption title columns rasters = {
        File = file
        Caption = caption
        Content = ImageGrid.plain title columns rasters
    }

    let pairs =
        List.zip (digits test[0..9]) (digits (reconstruct large test[0..9]))
        |> List.collect (fun (x, y) -> [ x; y ])

    {
        Key = "vae"
        Title = "Variational auto-encoders"
        Text = [
            "Handwritten digits through a code of a few numbers, z = μ + ε ∘ exp(½ ln σ²), and back. The post has 784 – 50 – 25 – 784 (62,184 parameters) on 200 images, 250 epochs of single images by gradient descent with rate 0.001, and shows twenty samples."
            "Beside it 784 – 400 – 20 – 400 – 784 on all 60,000 images: fresh noise at each step, Adam in batches of 100, 20 epochs. The bound is that of the 10,000 test images, of bits with the greys as probabilities, in nats of an image."
        ]
        Figures = [
            {
                Name = "bound of the test images, the post's training"
                Post = "not measured"
                Ours = $"{List.last smallBounds:F1} nats"
            }
            {
                Name = "bound of the test images, well trained"
                Post = "at least −106 (ours to reach)"
                Ours = $"{List.last bounds:F1} nats"
            }
            { Name = "time of one step of one image"; Post = "–"; Ours = $"{smallTime:F0} µs" }
            { Name = "time of one step of 100 images"; Post = "–"; Ours = $"{time:F0} µs" }
        ]
        Pictures = [
            picture
                "samples.svg"
                "Forty samples of the prior through the well-trained decoder."
                "Samples"
                10
                (digits (Vae.generate 40 large (Random.key 5)))
            picture
                "published.svg"
                "Twenty samples as the post trains."
                "Samples of the post's training"
                10
                (digits (Vae.generate 20 small (Random.key 5)))
            picture
                "reconstructions.svg"
                "Test images, each with what comes back from its code at its right."
                "Reconstructions"
                10
                pairs
            picture
                "walk.svg"
                "From the code of one image to that of another, in four rows."
                "Walks through the codes"
                10
                [
                    for i in 0..3 do
                        yield! digits (walk 10 large test[2 * i] test[2 * i + 1])
                ]
            {
                File = "bound.svg"
                Caption = "The bound of the test images after each epoch of the well-trained one."
                Content =
                    Chart.lines false { Title = "Bound"; X = "epoch"; Y = "nats" } [
                        {
                            Name = "test images"
                            Colour = Colours.ofClass 0
                            Points = bounds |> List.mapi (fun i b -> float (i + 1), b) |> Array.ofList
                        }
                    ]
            }
        ]
        Results = [
            "testElboNats", Results.number (List.last bounds)
            "testElboNatsByEpoch", Results.numbers bounds
            "testElboNatsPublished", Results.number (List.last smallBounds)
            "microsecondsPerStep", Results.number time
            "publishedMicrosecondsPerStep", Results.number smallTime
        ]
    }

let private run (settings: Settings) tell = Vae.load settings.Data |> Result.map (show settings tell)

/// The variational auto-encoder of the post on weight sharing.
let entry = { Key = "vae"; Title = "Variational auto-encoders"; NeedsData = true; Run = run }
