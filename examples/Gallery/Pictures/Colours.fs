namespace Functional.Gallery.Pictures

open System

/// The gallery's colours; those of classes can be told apart by the colour-blind (Okabe and Ito, 2008).
[<RequireQualifiedAccess>]
module Colours =

    /// Text.
    let ink = "#1f2430"
    /// Axes and notes.
    let grey = "#5d6472"
    /// Grid lines.
    let faint = "#e4e7ec"
    /// The background.
    let paper = "#ffffff"
    /// What is right.
    let right = "#0072b2"
    /// What is wrong.
    let wrong = "#c8321e"

    /// One colour for each class or line, repeating after seven.
    let ofClass i =
        let all = [| "#0072b2"; "#d55e00"; "#009e73"; "#cc79a7"; "#e69f00"; "#56b4e9"; "#4b4f58" |]
        all[i % all.Length]

    let private parts (colour: string) =
        let part i = Convert.ToInt32(colour.Substring(1 + 2 * i, 2), 16)
        struct (part 0, part 1, part 2)

    /// The way from a colour (at 0) to another (at 1), as red, green and blue.
    let mix (from: string) (towards: string) (t: float) : struct (byte * byte * byte) =
        let struct (r, g, b) = parts from
        let struct (r', g', b') = parts towards
        let between a a' = byte (Math.Round(float a + Math.Clamp(t, 0.0, 1.0) * float (a' - a)))
        struct (between r r', between g g', between b b')

    /// Red, green and blue as "#rrggbb".
    let hex (struct (r: byte, g: byte, b: byte)) = $"#{r:x2}{g:x2}{b:x2}"
