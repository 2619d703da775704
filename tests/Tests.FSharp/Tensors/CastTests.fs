/// From one dtype to the other and back.
module Functional.Tests.Tensors.CastTests

open Expecto
open Functional.Core

[<Tests>]
let tests =
    testList "Cast" [
        test "numbers are rounded to nearest, ties to even" {
            let x = [| 0.1; 1.0 + 2.0 ** -24.0; 1.0 + 3.0 * 2.0 ** -24.0; 1e300; -infinity; nan; 1e-46 |]
            let y = (Tensor.Create x).Cast DType.Float32
            Expect.equal y (Tensor.Create(Array.map float32 x)) "Float32"
            Expect.equal y.DType DType.Float32 "dtype"
        }

        test "Float32 numbers are kept by Float64" {
            let x = Tensor.Create [| 0.1f; infinityf; -0.0f; 1e-45f |]
            Expect.equal ((x.Cast DType.Float64).Cast DType.Float32) x "there and back"
        }

        test "a cast to the dtype that a tensor has is the tensor itself" {
            let x = Tensor.Create [| 1.0 |]
            Expect.isTrue (obj.ReferenceEquals(x.Cast DType.Float64, x)) "no copy"
        }

        test "a gradient has the dtype of what it is the gradient of" {
            let x = Tensor.Create [| 0.5f; 2f |]

            let gradient = Ad.Grad(fun (x: Tensor) -> let y = x.Cast DType.Float64 in (y * y).Sum()).Invoke x

            Expect.equal gradient (Tensor.Create [| 1f; 4f |]) "2x in Float32"

            let pushed = Ad.Pushforward((fun (x: Tensor) -> x.Cast DType.Float64), x, x).Tangent
            Expect.equal pushed (Tensor.Create [| 0.5; 2.0 |]) "tangent in Float64"
        }
    ]
