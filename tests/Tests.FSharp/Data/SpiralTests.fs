module Functional.Tests.Data.SpiralTests

open Expecto
open Functional.Core
open Functional.Models

let private spiral = Spiral.generate 3 100 (Random.key 1)

[<Tests>]
let tests =
    testList "Spiral" [
        test "the arms follow each other, 100 points each" {
            Expect.equal (Tensor.shape spiral.Inputs, Tensor.shape spiral.Targets) ([ 300; 2 ], [ 300 ]) "shapes"
            Expect.equal (Tensor.toArray spiral.Targets) (Array.init 300 (fun i -> float (i / 100))) "labels"
        }

        test "the radius of a point is its place on the arm" {
            let points = Tensor.toArray2D spiral.Inputs

            for row in 0..299 do
                let r = sqrt (points[row, 0] ** 2.0 + points[row, 1] ** 2.0)
                Expect.floatClose Accuracy.high r (float (row % 100) / 99.0) $"row {row}"
        }

        test "the noise of the angle has mean 0 and deviation 0.2" {
            let points = Tensor.toArray2D spiral.Inputs

            let noise = [
                for row in 0..299 do
                    if row % 100 > 0 then
                        let t = 4.0 * (float (row / 100) + float (row % 100) / 99.0)
                        let off = atan2 points[row, 0] points[row, 1] - t
                        off - 2.0 * System.Math.PI * round (off / (2.0 * System.Math.PI))
            ]

            let mean = List.average noise
            let deviation = sqrt (List.averageBy (fun x -> (x - mean) ** 2.0) noise)
            // Four standard errors of 297 draws: 0.2/√297 and 0.2/√594.
            Expect.isLessThan (abs mean) (4.0 * 0.0116) "mean"
            Expect.isLessThan (abs (deviation - 0.2)) (4.0 * 0.0082) "deviation"
        }

        test "one key, one spiral" {
            let again = Spiral.generate 3 100 (Random.key 1)
            let other = Spiral.generate 3 100 (Random.key 2)
            Expect.equal (Tensor.toArray again.Inputs) (Tensor.toArray spiral.Inputs) "same"
            Expect.notEqual (Tensor.toArray other.Inputs) (Tensor.toArray spiral.Inputs) "other"
        }
    ]
