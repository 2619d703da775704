module Functional.Tests.Ops.CombineTests

open Expecto
open Functional.Core
open Functional.Models

let private raises<'e when 'e :> exn> message f =
    Expect.throwsC f (fun e -> Expect.equal (e.GetType(), e.Message) (typeof<'e>, message) "type and message")

[<Tests>]
let tests =
    testList "Combine" [
        test "long tensors are combined whole" {
            let n = 5003
            let x = Tensor.ofSeq (Seq.init n float)
            let z = Tensor.Combine(2.0, x, -3.0, x * x)
            let expected = Array.init n (fun i -> 2.0 * float i - 3.0 * float i * float i)
            Expect.sequenceEqual (Tensor.toArray z) expected "whole numbers are exact"
        }

        test "an outer product is added by rank one, to the bit as if it had been written" {
            for rows, columns in [ 784, 128; 5, 1000; 4099, 1; 33, 130 ] do
                for dtype in [ DType.Float32; DType.Float64 ] do
                    let x = Key.Of(1).Normal([| rows; columns |], dtype)
                    let u, v = Key.Of(2).Normal([| rows; 1 |], dtype), Key.Of(3).Normal([| 1; columns |], dtype)
                    let unwritten = Tensor.MatMul(u, v)
                    let updated = Tensor.Combine(1.0, x, -0.1, unwritten)
                    let written = Tensor.MatMul(u, v)
                    Tensor.toArray written |> ignore
                    let expected = Tensor.Combine(1.0, x, -0.1, written)
                    Expect.sequenceEqual (Tensor.toArray updated) (Tensor.toArray expected) $"{rows}, {columns}"
                    Expect.sequenceEqual (Tensor.toArray unwritten) (Tensor.toArray written) "the product itself"
        }

        test "two shapes are an error" {
            raises<ShapeException> "Combine wants two tensors of one shape, but got [2] and [3]." (fun () ->
                Tensor.Combine(1.0, Tensor.zeros [ 2 ], 1.0, Tensor.zeros [ 3 ]) |> ignore)
        }

        test "two dtypes are an error" {
            raises<DTypeException>
                "Combine wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."
                (fun () -> Tensor.Combine(1.0, Tensor.ofSeq [ 2.0 ], 1.0, Tensor.ofSeq [ 3f ]) |> ignore)
        }
    ]
