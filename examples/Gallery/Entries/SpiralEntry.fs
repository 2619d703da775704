module Functional.Gallery.SpiralEntry

open System.Diagnostics
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private arms = [ "arm 0"; "arm 1"; "arm 2" ]

/// The points of each class as a cloud.
let private clouds (points: Examples) =
    let places, labels = Tensor.toArray2D points.Inputs, Tensor.toArray points.Targets

    let cloud j name = {
        Name = name
        Colour = Colours.ofClass j
        Points = [|
            for i in 0 .. labels.Length - 1 do
                if labels[i] = float j then
                    places[i, 0], places[i, 1]
        |]
    }

    List.mapi cloud arms

/// The most probable class on a grid over the range, the deeper the colour the surer; the first row is the top.
let private regions probabilities (struct (left, right)) (struct (low, high)) =
    let cell = 0.02
    let width, height = int ((right - left) / cell), int ((high - low) / cell)

    let centre place = cell * (float place + 0.5)

    let centres =
        Array.init (width * height) (fun row -> [|
            left + centre (row % width)
            low + centre (height - 1 - row / width)
        |])

    let probabilities =
        Tensor.create (Array.concat centres) [| width * height; 2 |] |> probabilities |> Tensor.toArray2D

    Raster.ofColours width height (fun i j ->
        let row = j * width + i
        let best = Seq.maxBy (fun c -> probabilities[row, c]) (seq { 0 .. arms.Length - 1 })
        let certainty = (probabilities[row, best] - 1.0 / 3.0) * 1.5
        Colours.mix Colours.paper (Colours.ofClass best) (0.10 + 0.38 * certainty))

let private coordinates (points: Examples) axis = Tensor.toArray points.Inputs[*, axis]

let private axes title = { Title = title; X = "x"; Y = "y" }

/// What a classifier of the three arms says of every place around points [n, 2], by its probabilities [n, 2] → [n, 3].
let regionsPicture (points: Examples) probabilities = {
    File = "regions.svg"
    Caption = "What the network says of every place: the arm is the colour, its probability the depth of the colour."
    Content =
        let range axis =
            let places = coordinates points axis
            let cells = 0.02
            struct (cells * floor ((Seq.min places - 1.0) / cells), cells * ceil ((Seq.max places + 1.0) / cells))

        let horizontal, vertical = range 0, range 1
        let background = Some(regions probabilities horizontal vertical)
        Chart.scatter (axes "Decision regions") background horizontal vertical (clouds points)
}

let private run (settings: Settings) (tell: Tell) =
    let steps = if settings.Quick then 300 else Spiral.steps
    let struct (pointKey, modelKey) = Random.split (Random.key 1)
    let points = Spiral.points pointKey
    let losses = ResizeArray<float>()

    let report step value =
        losses.Add value

        if step % 20 = 0 || step = steps then
            tell "spiral" (float step / float steps) $"loss {value:F4}"

    let clock = Stopwatch.StartNew()

    let trained =
        Watch.stoppable "spiral" (Spiral.plan steps report points) (Random.key 2) (Spiral.init modelKey)

    let seconds = clock.Elapsed.TotalSeconds
    let model = trained.Parameters
    let last = Tensor.toScalar (Spiral.loss points model)
    let accuracy = Spiral.accuracy points model

    // The number of the step goes before it: the last loss is that of the trained model.
    let ofLoss = [| for i in 0..10 .. losses.Count - 1 -> float i, losses[i] |]

    Ok {
        Key = "spiral"
        Title = "A spiral of three arms"
        Text = [
            "A network of 2, 100 and 3 units (ReLU) learns which of three arms a point belongs to: full batches of 300 points, "
            + "steps of length 1, weights kept small by ½ · 0.001 · ΣW². The post trains 10,000 steps; so does ours, in float64."
        ]
        Figures = [
            { Name = "loss before training"; Post = "1.0986"; Ours = $"{losses[0]:F4}" }
            {
                Name = "loss after 1,000 steps"
                Post = "0.3281"
                Ours = (if losses.Count > 999 then $"{losses[999]:F4}" else "–")
            }
            { Name = $"loss after {steps:N0} steps"; Post = "0.2512 (10,000 steps)"; Ours = $"{last:F4}" }
            { Name = "accuracy on the 300 points"; Post = "0.99"; Ours = $"{accuracy:F3}" }
            {
                Name = "time"
                Post = "not stated"
                Ours = $"{seconds:F1} s, {1e6 * seconds / float steps:F0} µs a step"
            }
        ]
        Pictures = [
            regionsPicture points (Spiral.probabilities model)
            {
                File = "points.svg"
                Caption = "The points: radius 0 to 1, the angle growing with it, with noise."
                Content =
                    Chart.scatter
                        (axes "The three arms")
                        None
                        (Scale.range 0.08 (coordinates points 0))
                        (Scale.range 0.08 (coordinates points 1))
                        (clouds points)
            }
            {
                File = "loss.svg"
                Caption = "The loss, cross-entropy and penalty together, on a logarithmic axis."
                Content =
                    Chart.lines true { Title = "Loss by step"; X = "step"; Y = "loss (nats)" } [
                        {
                            Name = "loss"
                            Colour = Colours.ofClass 0
                            Points = Array.append ofLoss [| float steps, last |]
                        }
                    ]
            }
        ]
        Results = [
            "firstLoss", Results.number losses[0]
            "lastLoss", Results.number last
            "accuracy", Results.number accuracy
            "seconds", Results.number seconds
            "microsecondsPerStep", Results.number (1e6 * seconds / float steps)
        ]
    }

/// The spiral of the post on a minimal classifier.
let entry = { Key = "spiral"; Title = "Spiral"; NeedsData = false; Run = run }
