namespace Functional.Gallery.Pictures

open System
open System.Globalization
open System.Security
open System.Text

/// A piece of SVG: an element with attributes and children, or text.
type Svg =
    | Element of name: string * attributes: (string * string) list * children: Svg list
    | Text of string

/// Functions that draw; lengths are in pixels, y grows downwards.
[<RequireQualifiedAccess>]
module Svg =

    /// A length or coordinate: two decimals, and a point in every culture.
    let number (x: float) = Math.Round(x, 2).ToString("0.##", CultureInfo.InvariantCulture)

    let private escape (text: string) : string = string (SecurityElement.Escape text)

    let rec private append (target: StringBuilder) svg =
        match svg with
        | Text text -> target.Append(escape text) |> ignore
        | Element(name, attributes, children) ->
            target.Append('<').Append(name) |> ignore

            for key, value in attributes do
                target.Append(' ').Append(key).Append("=\"").Append(escape value).Append('"') |> ignore

            if List.isEmpty children then
                target.Append("/>") |> ignore
            else
                target.Append('>') |> ignore
                children |> List.iter (append target)
                target.Append("</").Append(name).Append('>') |> ignore

    /// A group of pieces with common attributes.
    let group attributes children = Element("g", attributes, children)

    /// A line from (x1, y1) to (x2, y2).
    let line attributes (x1, y1) (x2, y2) =
        Element("line", [ "x1", number x1; "y1", number y1; "x2", number x2; "y2", number y2 ] @ attributes, [])

    /// A rectangle with its upper left corner at (x, y).
    let rect attributes (x, y) (width, height) =
        Element(
            "rect",
            [ "x", number x; "y", number y; "width", number width; "height", number height ] @ attributes,
            []
        )

    /// A circle.
    let circle attributes (x, y) radius =
        Element("circle", [ "cx", number x; "cy", number y; "r", number radius ] @ attributes, [])

    /// The line through points.
    let polyline attributes points =
        let text = points |> Seq.map (fun (x, y) -> $"{number x},{number y}") |> String.concat " "
        Element("polyline", [ "points", text; "fill", "none" ] @ attributes, [])

    /// A line of text whose anchor (start, middle or end) is at (x, y).
    let text attributes anchor (x, y) (words: string) =
        Element("text", [ "x", number x; "y", number y; "text-anchor", anchor ] @ attributes, [ Text words ])

    /// A raster stretched over a rectangle, its pixels left sharp.
    let image (x, y) (width, height) raster =
        Element(
            "image",
            [
                "x", number x
                "y", number y
                "width", number width
                "height", number height
                "preserveAspectRatio", "none"
                "style", "image-rendering: pixelated"
                "href", Png.dataUri raster
            ],
            []
        )

    /// A file: the pieces on white, with a title for those who cannot see it.
    let document (title: string) (width, height) children =
        let attributes = [
            "xmlns", "http://www.w3.org/2000/svg"
            "viewBox", $"0 0 {number width} {number height}"
            "width", number width
            "height", number height
            "role", "img"
            "font-family", "Inter, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
            "font-size", "13"
            "fill", Colours.ink
        ]

        let background = rect [ "fill", Colours.paper ] (0.0, 0.0) (width, height)
        let target = StringBuilder()
        append target (Element("svg", attributes, Element("title", [], [ Text title ]) :: background :: children))
        target.Append('\n').ToString()
