namespace Functional.Gallery.Pictures

/// A named line or cloud of points.
type Series = { Name: string; Colour: string; Points: (float * float)[] }

/// What a chart says around its points.
type Labels = { Title: string; X: string; Y: string }

/// Charts as text of SVG files.
[<RequireQualifiedAccess>]
module Chart =

    /// The frame: axes with ticks, and what lies within.
    let private frame labels (x: Scale) (y: Scale) grid inside =
        let height = y.Start - y.End

        let xTick value =
            let at = Scale.at x value

            Svg.group [] [
                if grid then
                    Svg.line [ "stroke", Colours.faint ] (at, y.Start) (at, y.End)
                Svg.line [ "stroke", Colours.grey ] (at, y.Start) (at, y.Start + 5.0)
                Svg.text [ "fill", Colours.grey ] "middle" (at, y.Start + 20.0) (Scale.label value)
            ]

        let yTick value =
            let at = Scale.at y value

            Svg.group [] [
                if grid then
                    Svg.line [ "stroke", Colours.faint ] (x.Start, at) (x.End, at)
                Svg.line [ "stroke", Colours.grey ] (x.Start - 5.0, at) (x.Start, at)
                Svg.text [ "fill", Colours.grey ] "end" (x.Start - 9.0, at + 4.5) (Scale.label value)
            ]

        let middle = y.End + height / 2.0

        [
            Svg.text [ "font-size", "16"; "font-weight", "600" ] "start" (x.Start, 28.0) labels.Title
            yield! Scale.ticks 6 x |> List.map xTick
            yield! Scale.ticks 5 y |> List.map yTick
            yield! inside
            Svg.rect
                [ "fill", "none"; "stroke", Colours.grey; "stroke-opacity", "0.55" ]
                (x.Start, y.End)
                (x.End - x.Start, height)
            Svg.text [] "middle" ((x.Start + x.End) / 2.0, y.Start + 44.0) labels.X
            Svg.text [ "transform", $"rotate(-90 20 {Svg.number middle})" ] "middle" (20.0, middle) labels.Y
        ]

    /// Names with their colours in one row above the chart's right end, from the right.
    let private legend right mark (series: Series list) =
        let width (s: Series) = 34.0 + 7.3 * float s.Name.Length

        let ends =
            series |> List.rev |> List.scan (fun right s -> right - width s) right |> List.tail |> List.rev

        if List.length series < 2 then
            []
        else
            List.map2
                (fun (s: Series) left ->
                    Svg.group [] [ mark s.Colour (left + 8.0, 49.5); Svg.text [] "start" (left + 22.0, 54.0) s.Name ])
                series
                ends

    let private named (series: Series list) = series |> List.filter (fun s -> s.Name <> "")

    /// Lines over a common axis; the y axis may be logarithmic. Points are joined, and marked where there are few.
    let lines logarithmic labels (series: Series list) =
        let points = series |> Seq.collect _.Points
        let struct (left, right) = Scale.range 0.0 (Seq.map fst points)

        let struct (low, high) =
            if logarithmic then
                struct (0.93 * Seq.min (Seq.map snd points), 1.07 * Seq.max (Seq.map snd points))
            else
                Scale.range 0.06 (Seq.map snd points)

        let x = { Low = left; High = right; Start = 78.0; End = 720.0; Logarithmic = false }
        let top = if List.length (named series) < 2 then 46.0 else 68.0
        let y = { Low = low; High = high; Start = 370.0; End = top; Logarithmic = logarithmic }

        let draw (s: Series) =
            let places = s.Points |> Array.map (fun (a, b) -> Scale.at x a, Scale.at y b)

            Svg.group [] [
                Svg.polyline
                    [ "stroke", s.Colour; "stroke-width", "1.8"; "stroke-linejoin", "round"; "stroke-linecap", "round" ]
                    places
                if places.Length <= 30 then
                    for place in places do
                        Svg.circle [ "fill", s.Colour ] place 3.6
            ]

        let mark colour (a, b) = Svg.line [ "stroke", colour; "stroke-width", "3" ] (a - 8.0, b) (a + 8.0, b)

        Svg.document
            labels.Title
            (750.0, 432.0)
            (frame labels x y true (List.map draw series) @ legend 720.0 mark (named series))

    /// Clouds of points on axes of equal units, over a raster that covers the given range (its first row is the top), if there is one.
    let scatter labels (background: Raster option) struct (left, right) struct (low, high) (series: Series list) =
        let width = 440.0
        let height = width * (high - low) / (right - left)
        let x = { Low = left; High = right; Start = 74.0; End = 74.0 + width; Logarithmic = false }
        let y = { Low = low; High = high; Start = 68.0 + height; End = 68.0; Logarithmic = false }

        let dot colour at =
            Svg.circle [ "fill", colour; "stroke", Colours.paper; "stroke-width", "0.9" ] at 3.9

        let inside = [
            match background with
            | Some raster -> Svg.image (x.Start, y.End) (width, height) raster
            | None -> ()
            for s in series do
                Svg.group [] [ for a, b in s.Points -> dot s.Colour (Scale.at x a, Scale.at y b) ]
        ]

        let mark colour at = Svg.circle [ "fill", colour ] at 5.0

        Svg.document
            labels.Title
            (width + 104.0, height + 130.0)
            (frame labels x y background.IsNone inside @ legend x.End mark (named series))
