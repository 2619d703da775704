module Functional.Gallery.GradientCheckEntry

open System.Diagnostics
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private run (settings: Settings) (tell: Tell) =
    let f, v =
        if settings.Quick then
            GradientCheck.network 16 8 4 (Random.key 1)
        else
            GradientCheck.network 64 20 10 (Random.key 1)

    let exponents = [ -1.0 .. -0.5 .. -10.0 ]

    let distances =
        exponents
        |> List.mapi (fun i exponent ->
            tell "gradientCheck" (float (i + 1) / float exponents.Length) $"h = 10^{exponent}"
            GradientCheck.distance (10.0 ** exponent) f v)

    let seconds work =
        let clock = Stopwatch.StartNew()
        work () |> ignore
        clock.Elapsed.TotalMicroseconds

    let analytic = AD.compile (AD.grad f)
    analytic v |> ignore
    let bySweep = seconds (fun () -> analytic v)
    let byDifferences = seconds (fun () -> GradientCheck.numerical 1e-4 (AD.compile f) v)
    let mean, greatest = distances[List.findIndex ((=) -4.0) exponents]
    let demo = GradientCheck.numerical 1e-4 GradientCheck.demo GradientCheck.place
    let apart = GradientCheck.demo |> AD.grad |> (fun gradient -> demo - gradient GradientCheck.place)

    let series name colour pick = {
        Name = name
        Colour = Colours.ofClass colour
        Points = List.map2 (fun e d -> e, pick d) exponents distances |> Array.ofList
    }

    Ok {
        Key = "gradientCheck"
        Title = "Gradients by differences"
        Text = [
            "The book checks its gradients by central differences, (f(x + h) − f(x − h)) / 2h with h = 10⁻⁴, first on x² + y² at (3, 4), then on a network. Here the network is 64 – 20 – 10 on three images, its 1,510 parameters one by one, and h goes from 0.1 to 10⁻¹⁰: where it is large, the curve bends away from its tangent, an error that goes with h²; where it is small, the difference of two numbers that are nearly the same is rounding, an error that goes with 1 / h."
        ]
        Figures = [
            { Name = "gradient of x² + y² at (3, 4), by differences"; Post = "(6, 8)"; Ours = string demo }
            {
                Name = "mean distance of both gradients of the network, h = 10⁻⁴"
                Post = "about 10⁻¹⁰ to 10⁻⁸"
                Ours = $"{mean:E1}"
            }
            { Name = "greatest distance"; Post = "–"; Ours = $"{greatest:E1}" }
            {
                Name = "time of the gradient, by differences and by the library"
                Post = "the first is slow, the second fast"
                Ours = $"{byDifferences / 1000.0:F0} ms · {bySweep / 1000.0:F3} ms"
            }
        ]
        Pictures = [
            {
                File = "distance.svg"
                Caption = "How far differences are from the gradient of the library, by the exponent of h."
                Content =
                    Chart.lines true { Title = "Distance of both gradients"; X = "log₁₀ h"; Y = "distance" } [
                        series "mean" 0 fst
                        series "greatest" 1 snd
                    ]
            }
        ]
        Results = [
            "demoDistance", Results.number (Tensor.toScalar (Tensor.max (abs apart)))
            "meanDistance", Results.number mean
            "greatestDistance", Results.number greatest
            "microsecondsByDifferences", Results.number byDifferences
            "microseconds", Results.number bySweep
        ]
    }

/// The book's check of gradients.
let entry = { Key = "gradientCheck"; Title = "Gradients by differences"; NeedsData = false; Run = run }
