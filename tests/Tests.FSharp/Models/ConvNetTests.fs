module Functional.Tests.Models.ConvNetTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models

let private count net = Tree.Flatten net |> Array.sumBy _.Count

let private digits plan hidden =
    ConvNet.init plan Initializer.heNormal DType.Float32 (1, 28) hidden 10 (Random.key 1)

[<Tests>]
let tests =
    testList "ConvNet" [
        test "the worked convolution: 0 … 47 as three planes of 4 × 4, against plain loops" {
            let x, w = [| for i in 0..47 -> float i |], [| for i in 0..53 -> float (i - 20) |]

            for stride, padding, size in [ 1, 0, 2; 1, 1, 4; 2, 1, 2 ] do
                let element c i j = if min i j < 0 || max i j > 3 then 0.0 else x[(c * 4 + i) * 4 + j]

                let expected = [|
                    for o in 0..1 do
                        for i in 0 .. size - 1 do
                            for j in 0 .. size - 1 do
                                List.sum [
                                    for c in 0..2 do
                                        for k in 0..2 do
                                            for l in 0..2 ->
                                                w[((o * 3 + c) * 3 + k) * 3 + l]
                                                * element c (i * stride + k - padding) (j * stride + l - padding)
                                ]
                |]

                let y =
                    Tensor.Conv2d(
                        Tensor.Create(x, 1, 3, 4, 4),
                        Tensor.Create(w, 2, 3, 3, 3),
                        stride,
                        Padding(padding, padding, padding, padding)
                    )

                Expect.equal (Seq.toList y.Shape) [ 1; 2; size; size ] "shape"
                Expect.equal (y.ToArray()) expected $"stride {stride}, padding {padding}"
        }

        test "the book's networks have their numbers of parameters" {
            Expect.equal (count (digits ConvNet.simple 100)) 433890 "simple"
            Expect.equal (count (digits ConvNet.deep 50)) 123552 "deep"
        }

        test "images become logits, and dropout acts on the hidden units" {
            let images = Random.normalOf DType.Float32 [ 3; 1; 28; 28 ] (Random.key 2)
            let net = digits ConvNet.deep 50
            let logits = ConvNet.forward ConvNet.deep net images
            Expect.sequenceEqual logits.Shape [ 3; 10 ] "shape"
            let none = ConvNet.forwardWith (fun x -> 0.0 * x) ConvNet.deep net images
            Expect.equal (none.ToArray()) (Array.concat (List.replicate 3 (net.Output.B.ToArray()))) "all dropped"
        }

        test "its gradient is that of finite differences, eager and compiled" {
            let plan = [ { Filters = 2; Window = 3; Padding = 1; Pooled = true } ]
            let p = ConvNet.init plan Initializer.heNormal DType.Float64 (1, 6) 4 3 (Random.key 3)
            let images = Random.normal [ 2; 1; 6; 6 ] (Random.key 4)
            let labels = Tensor.ofArray [| 0.0; 2.0 |]
            let loss p = ConvNet.forward plan p images |> Loss.crossEntropy labels
            Laws.at (LawOptions(step = 1e-4)) [ Pushforward; Transpose; Compiled ] loss p 1
        }
    ]
