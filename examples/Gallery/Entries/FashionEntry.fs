module Functional.Gallery.FashionEntry

open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

/// Trains by a plan whose batches have the given size.
let private train name (tell: Tell) plan batch (training: Examples) test key =
    let struct (modelKey, orderKey) = Random.split key
    let measure model = [ "test", Fashion.accuracy test model; "train", Fashion.accuracy training model ]
    let plan = { plan training with Measure = measure }
    let perEpoch = (Examples.count training + batch - 1) / batch
    Watch.training tell name perEpoch plan orderKey (Fashion.init modelKey)

let private confusion (test: Examples) model =
    Fashion.logits model test.Inputs
    |> Metrics.confusion Fashion.names.Length test.Targets
    |> Heatmap.confusion "Confusion matrix, 10,000 test images" Fashion.names

/// The first test images as the network judges them.
let private judged count (test: Examples) model =
    let first = Examples.range 0 count test
    let greys = Tensor.toArray2D (Layer.flatten first.Inputs)
    let probabilities = Fashion.logits model first.Inputs |> Tensor.softmax 1 |> Tensor.toArray2D
    let labels = Tensor.toArray first.Targets

    let judge i =
        let best = Seq.maxBy (fun c -> probabilities[i, c]) (seq { 0..9 })

        {
            // Dark on light, as print is.
            Image = Raster.ofGreys 28 28 (Array.map (fun grey -> 1.0 - grey) greys[i, *])
            Truth = Fashion.names[int labels[i]]
            Predicted = Fashion.names[best]
            Probability = probabilities[i, best]
        }

    List.init count judge

let private percent (accuracies: float list) =
    accuracies |> List.map (fun a -> $"{100.0 * a:F1}") |> String.concat " · "

let private show (settings: Settings) (tell: Tell) struct (training, test) =
    let quick (plan: Examples -> TrainingPlan<_, _>) examples =
        if settings.Quick then { plan examples with Epochs = 1 } else plan examples

    let training = if settings.Quick then Examples.range 0 3000 training else training
    let struct (sgdKey, adamKey) = Random.split (Random.key 1)
    let sgd = train "SGD" tell (quick Fashion.published) 1 training test sgdKey
    let adam = train "Adam" tell (quick Fashion.better) 100 training test adamKey
    let epochs accuracies = accuracies |> List.mapi (fun i a -> float (i + 1), a) |> Array.ofList
    let losses name colour trained = { Name = name; Colour = Colours.ofClass colour; Points = trained.Losses }
    let curve name colour accuracies = { Name = name; Colour = Colours.ofClass colour; Points = epochs accuracies }

    {
        Key = "fashion"
        Title = "Fashion-MNIST"
        Text = [
            "Images of clothes, 28 × 28 greys, through 128 units (ReLU) to ten classes, in float32. The post takes one image a step, plain gradient descent with rate 0.003, and five epochs; it calls its speed acceptably close to the 30 µs a step of TensorFlow, and reports no test set."
            "Beside it the same network with Adam and batches of 100 for ten epochs, the rate sinking from 0.002 along half a cosine."
        ]
        Figures = [
            {
                Name = "test accuracy by epoch, %"
                Post = "84.0 · 84.4 · 86.1 · 87.1 · 86.9 (measured in C)"
                Ours = percent (sgd.By "test")
            }
            {
                Name = "training accuracy by epoch, %"
                Post = "85.4 → 89.2 (measured in C)"
                Ours = percent (sgd.By "train")
            }
            {
                Name = "time of one step of one image"
                Post = "about 30 µs (TensorFlow, as the post has it)"
                Ours = $"{sgd.MicrosecondsPerStep:F1} µs"
            }
            { Name = "test accuracy by epoch with Adam, %"; Post = "not done"; Ours = percent (adam.By "test") }
            {
                Name = "time of one step of 100 images with Adam"
                Post = "not done"
                Ours = $"{adam.MicrosecondsPerStep:F0} µs"
            }
        ]
        Pictures = [
            {
                File = "predictions.svg"
                Caption = "The first 30 test images after the post's five epochs."
                Content = ImageGrid.predictions "What the network sees" 6 (judged 30 test sgd.Parameters)
            }
            {
                File = "confusion.svg"
                Caption =
                    "A row is what the images show, a column what was predicted: most mistakes are among shirts, T-shirts, pullovers and coats."
                Content = confusion test sgd.Parameters
            }
            {
                File = "loss.svg"
                Caption = "The training loss, each point the mean over a twentieth of an epoch."
                Content =
                    Chart.lines true { Title = "Training loss"; X = "epoch"; Y = "loss (nats)" } [
                        losses "SGD, one image" 0 sgd
                        losses "Adam, batches of 100" 1 adam
                    ]
            }
            {
                File = "accuracy.svg"
                Caption = "Accuracy on the 10,000 test images and the training images after each epoch."
                Content =
                    Chart.lines false { Title = "Accuracy"; X = "epoch"; Y = "share that is right" } [
                        curve "SGD, test" 0 (sgd.By "test")
                        curve "SGD, train" 5 (sgd.By "train")
                        curve "Adam, test" 1 (adam.By "test")
                        curve "Adam, train" 4 (adam.By "train")
                    ]
            }
        ]
        Results = [
            "testAccuracyByEpoch", Results.numbers (sgd.By "test")
            "trainAccuracyByEpoch", Results.numbers (sgd.By "train")
            "microsecondsPerStep", Results.number sgd.MicrosecondsPerStep
            "adamTestAccuracy", Results.number (List.last (adam.By "test"))
            "adamTestAccuracyByEpoch", Results.numbers (adam.By "test")
            "adamMicrosecondsPerStep", Results.number adam.MicrosecondsPerStep
        ]
    }

let private run (settings: Settings) tell = Fashion.load settings.Data |> Result.map (show settings tell)

/// Fashion-MNIST of the post on a general network library.
let entry = { Key = "fashion"; Title = "Fashion-MNIST"; NeedsData = true; Run = run }
