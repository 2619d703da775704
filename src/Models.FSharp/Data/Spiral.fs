namespace Functional.Models

open Functional.Core

/// The spiral of CS231n: interleaved arms that no line can tell apart.
[<RequireQualifiedAccess>]
module Spiral =

    /// Examples [classes · points, 2] in Float64 with labels 0, 1 …, one arm after the other. Point i of arm j has the radius r = i / (points − 1)
    /// and the angle t, evenly from 4j to 4(j + 1), plus 0.2 times a standard normal number; it stands at (r·sin t, r·cos t).
    let generate (classes: int) (points: int) (key: Key) : Examples =
        Argument.atLeast 1 "Spiral.generate" "classes" classes
        Argument.atLeast 1 "Spiral.generate" "points" points
        Argument.product "Spiral.generate" "classes and points" [ classes; points; 2 ] |> ignore
        let noise = key.Normal [| classes; points |] |> Tensor.toArray2D
        let part i = if points = 1 then 0.0 else float i / float (points - 1)

        let inputs = [
            for j in 0 .. classes - 1 do
                for i in 0 .. points - 1 do
                    let r = part i
                    let t = 4.0 * (float j + r) + 0.2 * noise[j, i]
                    r * sin t
                    r * cos t
        ]

        Examples.create
            (Tensor.ofShape [ classes * points; 2 ] inputs)
            (Tensor.ofIndices (Seq.init (classes * points) (fun row -> row / points)))
