module Functional.Gallery.LotkaVolterraEntry

open System.Diagnostics
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private series name colour times (y: Tensor) = {
    Name = name
    Colour = Colours.ofClass colour
    Points = Array.zip (Tensor.toArray times) (Tensor.toArray y)
}

let private run (settings: Settings) (tell: Tell) =
    let steps = if settings.Quick then 100 else 1000
    let counts = LotkaVolterra.counts (Random.key 1)
    let clock = Stopwatch.StartNew()

    let report step (loss: float) rates =
        if step % 10 = 0 then
            Watch.telling tell "lotkaVolterra" (float step / float steps) $"loss {loss:F4}" rates

    let fitted, losses = LotkaVolterra.fit report steps counts
    let seconds = clock.Elapsed.TotalSeconds
    let struct (x, y) = counts
    let fine = Tensor.linspace 0.0 12.0 241
    let struct (x', y') = LotkaVolterra.populations fine fitted

    let rate name (of': LotkaVolterra.Rates -> Tensor) = {
        Name = $"{name} (true: {Tensor.toScalar (of' LotkaVolterra.truth)})"
        Post = "–"
        Ours = $"{Tensor.toScalar (of' fitted):F3}"
    }

    Ok {
        Key = "lotkaVolterra"
        Title = "Predators and prey"
        Text = [
            "The four rates of Lotka and Volterra's equation, found from 25 counts of each with errors of 5 per cent: the gradient passes through the solver's steps "
            + "(Dormand and Prince's method with step control), and Adam takes it from rates of 1."
        ]
        Figures = [
            rate "births of prey" _.Birth
            rate "catches" _.Catch
            rate "deaths of predators" _.Death
            rate "predators born of a catch" _.Gain
            {
                Name = $"loss before and after {steps:N0} steps"
                Post = "–"
                Ours = $"{List.head losses:F3} → {List.last losses:F4}"
            }
            { Name = "time"; Post = "–"; Ours = $"{seconds:F1} s, {1e6 * seconds / float steps:F0} µs a step" }
        ]
        Pictures = [
            {
                File = "populations.svg"
                Caption = "The populations under the fitted rates, and the counts that they were fitted to."
                Content =
                    Chart.lines false { Title = "Populations"; X = "years"; Y = "animals" } [
                        series "prey" 0 fine x'
                        series "predators" 1 fine y'
                        series "prey counted" 2 LotkaVolterra.times x
                        series "predators counted" 3 LotkaVolterra.times y
                    ]
            }
            {
                File = "loss.svg"
                Caption = "The mean squared error of the logarithms of both populations, on a logarithmic axis."
                Content =
                    Chart.lines true { Title = "Loss by step"; X = "step"; Y = "loss" } [
                        {
                            Name = "loss"
                            Colour = Colours.ofClass 0
                            Points = losses |> List.mapi (fun i loss -> float i, loss) |> List.toArray
                        }
                    ]
            }
        ]
        Results = [
            "firstLoss", Results.number (List.head losses)
            "lastLoss", Results.number (List.last losses)
            "seconds", Results.number seconds
            "microsecondsPerStep", Results.number (1e6 * seconds / float steps)
        ]
    }

/// The rates of a differential equation from counts.
let entry = { Key = "lotkaVolterra"; Title = "Predators and prey"; NeedsData = false; Run = run }
