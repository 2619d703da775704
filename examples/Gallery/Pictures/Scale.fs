namespace Functional.Gallery.Pictures

open System
open System.Globalization

/// Where numbers lie on an axis: the range that it shows, and the pixels of its ends.
type Scale = { Low: float; High: float; Start: float; End: float; Logarithmic: bool }

/// Functions of scales.
[<RequireQualifiedAccess>]
module Scale =

    /// The pixel of a number.
    let at scale (x: float) =
        let place (x: float) = if scale.Logarithmic then Math.Log10 x else x
        let low, high = place scale.Low, place scale.High
        scale.Start + (place x - low) / (high - low) * (scale.End - scale.Start)

    /// The smallest of 1, 2 or 5 times a power of ten that is not less than a length.
    let private step (length: float) =
        let unit = Math.Pow(10.0, Math.Floor(Math.Log10 length))
        [ 1.0; 2.0; 5.0; 10.0 ] |> List.map ((*) unit) |> List.find (fun s -> s >= 0.9999 * length)

    let private linearTicks count low high =
        let step = step ((high - low) / float count)
        let first, last = Math.Ceiling(low / step - 1e-9), Math.Floor(high / step + 1e-9)
        // Adding 0 makes the minus zero of a rounded tick a zero.
        [ for i in first..last -> Math.Round(i * step, 12) + 0.0 ]

    let private logarithmicTicks low high =
        let decades = [ Math.Floor(Math.Log10 low) .. Math.Ceiling(Math.Log10 high) ]
        let within x = x >= 0.9999 * low && x <= 1.0001 * high

        let ticks digits =
            [
                for d in decades do
                    for digit in digits do
                        // A product of decimals: 3 times a tenth is 0.3.
                        float (decimal digit * decimal (Math.Pow(10.0, d)))
            ]
            |> List.filter within

        [ [ 1.0 ]; [ 1.0; 3.0 ]; [ 1.0; 2.0; 5.0 ]; [ 1.0 .. 9.0 ] ]
        |> List.map ticks
        |> List.tryFind (fun ticks -> ticks.Length >= 3)
        |> Option.defaultWith (fun () -> linearTicks 4 low high)

    /// Round numbers across the range, about as many as asked for.
    let ticks count scale =
        if scale.Logarithmic then
            logarithmicTicks scale.Low scale.High
        else
            linearTicks count scale.Low scale.High

    /// A number as a tick says it: "10,000", "0.25", "1e-7".
    let label (x: float) =
        let format = if x <> 0.0 && abs x < 1e-4 then "0.##e-0" else "#,0.######"
        x.ToString(format, CultureInfo.InvariantCulture)

    /// The range of numbers widened by a part of its length at both ends; a single number gets room around it.
    let range margin (numbers: float seq) =
        let low, high = Seq.min numbers, Seq.max numbers
        let room = if high > low then margin * (high - low) else max 0.5 (abs low * 0.1)
        struct (low - room, high + room)
