namespace Functional.Gallery.Pictures

open System
open System.Globalization

/// Tables of numbers as coloured squares.
[<RequireQualifiedAccess>]
module Heatmap =

    /// The confusion matrix of a classifier: rows are true classes, columns predicted ones, the diagonal is blue and mistakes are red.
    /// The colour goes with the square root of a row's share, so that rare mistakes can still be seen.
    let confusion (title: string) (names: string[]) (counts: int[,]) =
        let cell, left, top = 52.0, 118.0, 148.0
        let classes = names.Length
        let size = cell * float classes

        let square row column =
            let total = Seq.sum (Seq.init classes (fun j -> counts[row, j]))
            let share = if total = 0 then 0.0 else float counts[row, column] / float total
            let strength = Math.Sqrt share
            let colour = if row = column then Colours.right else Colours.wrong
            let x, y = left + cell * float column, top + cell * float row
            let fill = Colours.mix Colours.paper colour (0.92 * strength) |> Colours.hex
            let ink = if strength > 0.62 then Colours.paper else Colours.ink

            Svg.group [] [
                Svg.rect [ "fill", fill; "stroke", Colours.faint ] (x, y) (cell, cell)
                if counts[row, column] > 0 then
                    Svg.text
                        [ "fill", ink ]
                        "middle"
                        (x + cell / 2.0, y + cell / 2.0 + 4.5)
                        (counts[row, column].ToString("#,0", CultureInfo.InvariantCulture))
            ]

        let column j =
            let x = left + cell * (float j + 0.5) + 4.0

            Svg.text
                [ "transform", $"rotate(-45 {Svg.number x} {Svg.number (top - 10.0)})" ]
                "start"
                (x, top - 10.0)
                names[j]

        Svg.document title (left + size + 60.0, top + size + 20.0) [
            Svg.text [ "font-size", "16"; "font-weight", "600" ] "start" (20.0, 28.0) title
            Svg.text [ "fill", Colours.grey ] "start" (20.0, 50.0) "row: what it is · column: what was predicted"
            for i in 0 .. classes - 1 do
                Svg.text [] "end" (left - 10.0, top + cell * (float i + 0.5) + 4.5) names[i]
                column i
            for i in 0 .. classes - 1 do
                for j in 0 .. classes - 1 do
                    square i j
        ]
