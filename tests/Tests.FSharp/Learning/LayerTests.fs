module Functional.Tests.Learning.LayerTests

open Expecto
open Functional.Core
open Functional.Models

let private is (shape: int list) (elements: float list) (t: Tensor) =
    Expect.equal (Tensor.shape t) shape "shape"

    for actual, expected in List.zip (List.ofArray (Tensor.toArray t)) elements do
        Expect.floatClose Accuracy.high actual expected "element"

let private key = Random.key 7

/// Mean and standard deviation of the weights of a 400 × 300 layer.
let private moments (initializer: Initializer) =
    let w = initializer DType.Float64 (Fans.Dense(400, 300)) [ 400; 300 ] key
    (Tensor.mean w).ToScalar(), (Tensor.std w).ToScalar(), (Tensor.max (abs w)).ToScalar()

let private initializers =
    testList "initializers" [
        testTheory
            "mean 0 and the stated deviation"
            [
                "glorotUniform", sqrt (2.0 / 700.0)
                "glorotNormal", sqrt (2.0 / 700.0)
                "heUniform", sqrt (2.0 / 400.0)
                "heNormal", sqrt (2.0 / 400.0)
                "normal", 0.01
                "truncatedNormal", 0.5 * 0.8796
            ]
            (fun (name, expected) ->
                let initializer =
                    match name with
                    | "glorotUniform" -> Initializer.glorotUniform
                    | "glorotNormal" -> Initializer.glorotNormal
                    | "heUniform" -> Initializer.heUniform
                    | "heNormal" -> Initializer.heNormal
                    | "normal" -> Initializer.normal 0.01
                    | _ -> Initializer.truncatedNormal 0.5

                let mean, deviation, _ = moments initializer
                // Five standard errors of 120,000 draws.
                Expect.isLessThan (abs mean) (5.0 * expected / 346.0) "mean"
                Expect.isLessThan (abs (deviation / expected - 1.0)) (5.0 / 489.0) "deviation")

        test "uniform ones keep to their bounds, truncated ones to two deviations" {
            let _, _, glorot = moments Initializer.glorotUniform
            let _, _, he = moments Initializer.heUniform
            let _, _, cut = moments (Initializer.truncatedNormal 1.0)
            Expect.isTrue (glorot <= sqrt (6.0 / 700.0) && glorot > 0.99 * sqrt (6.0 / 700.0)) "glorot"
            Expect.isTrue (he <= sqrt (6.0 / 400.0) && he > 0.99 * sqrt (6.0 / 400.0)) "he"
            Expect.isTrue (cut <= 2.0 && cut > 1.98) "truncated"
        }

        test "the fans of a convolution count its window" {
            Expect.equal (Fans.Conv(3, 8, 5, 5)) { In = 75; Out = 200 } ""
        }
    ]

let private layers =
    testList "layers" [
        test "a dense layer is x·W + b" {
            let p: Dense = { W = Tensor.ofRows [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]; B = Tensor.ofArray [| 10.0; 20.0 |] }

            Tensor.ofRows [ [ 1.0; 1.0 ]; [ 0.0; 2.0 ] ]
            |> Dense.forward p
            |> is [ 2; 2 ] [ 14.0; 26.0; 16.0; 28.0 ]
        }

        test "the book's forward and backward are a layer and its pullback" {
            let p: Dense = { W = Tensor.ofRows [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]; B = Tensor.zeros [ 2 ] }
            let x = Tensor.ofRows [ [ 1.0; 2.0 ] ]
            let struct (_, backward) = AD.pullback (fun (p, x) -> Dense.forward p x) (p, x)
            let pBar, xBar = backward (Tensor.ofRows [ [ 1.0; 10.0 ] ])
            xBar |> is [ 1; 2 ] [ 21.0; 43.0 ]
            pBar.W |> is [ 2; 2 ] [ 1.0; 10.0; 2.0; 20.0 ]
            pBar.B |> is [ 2 ] [ 1.0; 10.0 ]
        }

        test "a convolution layer adds a bias to each channel" {
            let p: Conv2d = {
                W = Tensor.ofShape [ 2; 1; 2; 2 ] [ 1.0; 0.0; 0.0; 0.0; 1.0; 1.0; 1.0; 1.0 ]
                B = Tensor.ofArray [| 0.5; -1.0 |]
            }

            let x = Tensor.ofShape [ 1; 1; 2; 3 ] [ 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 ]
            x |> Conv2d.forward 1 Padding.Valid p |> is [ 1; 2; 1; 2 ] [ 1.5; 2.5; 11.0; 15.0 ]

            x
            |> Conv2d.forward 1 Padding.Same p
            |> Tensor.shape
            |> fun s -> Expect.equal s [ 1; 2; 2; 3 ] "same size"
        }

        test "batch normalization moves its running statistics, and infers with them" {
            let p = BatchNorm.init DType.Float64 1
            let x = Tensor.ofShape [ 2; 1 ] [ 1.0; 3.0 ]
            let struct (y, running) = BatchNorm.train 0.9 p (BatchNorm.statistics DType.Float64 1) x
            y |> is [ 2; 1 ] [ -1.0 / sqrt 1.00001; 1.0 / sqrt 1.00001 ]
            running.Mean |> is [ 1 ] [ 0.2 ]
            running.Variance |> is [ 1 ] [ 1.0 ]
            BatchNorm.infer p running x |> is [ 2; 1 ] [ 0.8 / sqrt 1.00001; 2.8 / sqrt 1.00001 ]
        }

        test "layer normalization, flattening, pooling, embedding" {
            let x = Tensor.ofRows [ [ 1.0; 3.0 ] ]

            LayerNorm.forward (LayerNorm.init DType.Float64 [ 2 ]) x
            |> is [ 1; 2 ] [ -1.0 / sqrt 1.00001; 1.0 / sqrt 1.00001 ]

            let image = Tensor.ofShape [ 1; 1; 2; 2 ] [ 1.0; 2.0; 3.0; 6.0 ]
            Layer.flatten image |> is [ 1; 4 ] [ 1.0; 2.0; 3.0; 6.0 ]
            Layer.maxPool 2 2 image |> is [ 1; 1; 1; 1 ] [ 6.0 ]
            Layer.averagePool 2 2 image |> is [ 1; 1; 1; 1 ] [ 3.0 ]
            Layer.globalAveragePool image |> is [ 1; 1 ] [ 3.0 ]

            Layer.embed (Tensor.ofRows [ [ 1.0 ]; [ 2.0 ]; [ 3.0 ] ]) (Tensor.ofIndices [ 2; 0 ])
            |> is [ 2; 1 ] [ 3.0; 1.0 ]
        }

        test "dropout keeps the mean and repeats with its key" {
            let x = Tensor.ones [ 100; 100 ]
            let y = Layer.dropout 0.25 key x
            Expect.equal (Tensor.toArray y) (Tensor.toArray (Layer.dropout 0.25 key x)) "same mask"
            // Five standard errors: √(0.25 / 0.75) / 100.
            Expect.isLessThan (abs ((Tensor.mean y).ToScalar() - 1.0)) 0.029 "mean"
        }

        test "a perceptron has its activation between the layers alone" {
            let p = Mlp.init Initializer.heNormal DType.Float32 [ 3; 5; 2 ] key
            Expect.equal (Params.paths p) [| ".Layers[0].W"; ".Layers[0].B"; ".Layers[1].W"; ".Layers[1].B" |] "leaves"
            let x = Random.normalOf DType.Float32 [ 4; 3 ] key
            let first, last = p.Layers[0], p.Layers[1]
            let expected = Dense.forward last (Tensor.relu (Dense.forward first x))
            Expect.equal (Tensor.toArray (Mlp.forward Tensor.relu p x)) (Tensor.toArray expected) "composition"
        }
    ]

[<Tests>]
let tests = testList "Layers" [ initializers; layers ]
