namespace Functional.Gallery.Pictures

/// A picture with what a classifier says of it.
type Judged = { Image: Raster; Truth: string; Predicted: string; Probability: float }

/// Many small pictures in rows.
[<RequireQualifiedAccess>]
module ImageGrid =

    /// Pictures with a caption of two lines each in a colour.
    let private grid (title: string) note columns side (cells: (Raster * string * string * string) list) =
        let pitch, row, top = side + 26.0, side + 56.0, 66.0
        let rows = (cells.Length + columns - 1) / columns

        let draw i (image, colour, first: string, second: string) =
            let x, y = 20.0 + pitch * float (i % columns), top + row * float (i / columns)
            let middle = x + side / 2.0

            Svg.group [] [
                Svg.rect [ "fill", colour ] (x - 3.0, y - 3.0) (side + 6.0, side + 6.0)
                Svg.image (x, y) (side, side) image
                Svg.text
                    [ "fill", colour; "font-size", "12"; "font-weight", "600" ]
                    "middle"
                    (middle, y + side + 18.0)
                    first
                if second <> "" then
                    Svg.text [ "fill", Colours.grey; "font-size", "11" ] "middle" (middle, y + side + 32.0) second
            ]

        Svg.document title (max 500.0 (40.0 + pitch * float columns - 26.0), top + row * float rows) [
            Svg.text [ "font-size", "16"; "font-weight", "600" ] "start" (17.0, 28.0) title
            Svg.text [ "fill", Colours.grey ] "start" (17.0, 49.0) note
            yield! List.mapi draw cells
        ]

    /// Predictions: blue where right; red where wrong, with the truth below.
    let predictions (title: string) columns (pictures: Judged list) =
        let cell p =
            let first = $"{p.Predicted} {100.0 * p.Probability:F0} %%"

            if p.Predicted = p.Truth then
                p.Image, Colours.right, first, ""
            else
                p.Image, Colours.wrong, first, $"is {p.Truth}"

        grid
            title
            "blue: predicted rightly · red: wrongly · with the probability given to it"
            columns
            84.0
            (List.map cell pictures)

    /// Pictures alone.
    let plain (title: string) columns (pictures: Raster list) =
        let side, top = 56.0, 48.0
        let pitch = side + 6.0
        let rows = (pictures.Length + columns - 1) / columns

        let draw i image =
            Svg.image (17.0 + pitch * float (i % columns), top + pitch * float (i / columns)) (side, side) image

        Svg.document title (max 300.0 (28.0 + pitch * float columns), top + pitch * float rows + 12.0) [
            Svg.text [ "font-size", "16"; "font-weight", "600" ] "start" (17.0, 28.0) title
            yield! List.mapi draw pictures
        ]
