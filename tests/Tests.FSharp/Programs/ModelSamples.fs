/// Models whose losses are functions of their parameters alone: what holds of compiled programs is held to these.
module Functional.Tests.Programs.ModelSamples

open Functional.Core
open Functional.Models

/// A loss over the leaves of a model's parameters, at a point.
type Sample = {
    Name: string
    DTypes: DType list
    Point: DType -> Tensor list
    Loss: DType -> Tensor list -> Tensor
}

let private both = [ DType.Float64; DType.Float32 ]

/// A model of any parameter tree, whose numbers are cast to the dtype that is asked for.
let private sample name (p: 'p) (loss: DType -> 'p -> Tensor) =
    let cast dtype = Params.map (fun x -> x.Cast dtype) p

    {
        Name = name
        DTypes = both
        Point = cast >> Params.leaves >> List.ofArray
        Loss = fun dtype leaves -> loss dtype (Params.rebuild p leaves)
    }

let private normal seed (shape: int list) = 0.3 * Random.normal shape (Random.key seed)

let private dense seed inputs outputs : Dense = {
    W = normal seed [ inputs; outputs ]
    B = normal (seed + 1) [ outputs ]
}

let private labels count classes = Tensor.create [| for i in 0 .. count - 1 -> float (i % classes) |] [| count |]

let private examplesOf dtype (x: Tensor) (y: Tensor) : Examples = { Inputs = x.Cast dtype; Targets = y.Cast dtype }

let private spiral =
    let points = Spiral.generate 3 8 (Random.key 1)
    let p = Params.map (fun w -> 30.0 * w) (global.Spiral.init (Random.key 2))
    sample "spiral" p (fun dtype p -> global.Spiral.loss (examplesOf dtype points.Inputs points.Targets) p)

let private fashion =
    let images = Random.uniform 0.0 1.0 [ 3; 28; 28 ] (Random.key 3)
    let p = Fashion.init (Random.key 4)
    sample "fashion" p (fun dtype p -> Fashion.loss (examplesOf dtype images (labels 3 10)) p)

/// With fixed steps: those that the model chooses are read from numbers, so its own solver is not compiled.
let private lotkaVolterra =
    let times = Tensor.linspace 0.0 2.0 5

    sample "lotkaVolterra" LotkaVolterra.truth (fun dtype rates ->
        let cast (x: Tensor) = x.Cast dtype
        let struct (x, y) = LotkaVolterra.start
        let options = OdeOptions(Method = OdeMethod.RungeKutta4 2)

        let struct (x, y) =
            Ode.solveWith options (LotkaVolterra.field rates) (struct (cast x, cast y)) (cast times)

        Tensor.mean (Tensor.square x + Tensor.square y))

type private Lstm = { Gates: Dense; Readout: Dense }

let private lstm =
    let hidden = 4

    let p = { Gates = dense 5 (1 + hidden) (4 * hidden); Readout = dense 7 hidden 1 }

    sample "lstm" p (fun dtype p ->
        let xs = (Random.normal [ 6; 2; 1 ] (Random.key 9)).Cast dtype
        let zero = Tensor.zerosOf dtype [ 2; hidden ]

        let step (struct (h: Tensor, c: Tensor)) (x: Tensor) =
            let z = Dense.forward p.Gates (Tensor.concat 1 [ x; h ])
            let gate i = z[*, i * hidden .. (i + 1) * hidden - 1]
            let c = Tensor.sigmoid (gate 1) * c + Tensor.sigmoid (gate 0) * tanh (gate 3)
            let h = Tensor.sigmoid (gate 2) * tanh c
            struct (struct (h, c), Tensor.sum (Tensor.square (Dense.forward p.Readout h - x)))

        let struct (_, errors) = Scan.unroll step (struct (zero, zero)) xs
        Tensor.sum errors)

type private Vae = { Encode: Dense; Mean: Dense; Spread: Dense; Decode: Dense }

let private vae =
    let p = { Encode = dense 10 12 6; Mean = dense 12 6 3; Spread = dense 14 6 3; Decode = dense 16 3 12 }

    sample "vae" p (fun dtype p ->
        let x = (Random.uniform 0.0 1.0 [ 4; 12 ] (Random.key 18)).Cast dtype
        let h = tanh (Dense.forward p.Encode x)
        let mean, logVariance = Dense.forward p.Mean h, Dense.forward p.Spread h
        let noise = (Random.normal [ 4; 3 ] (Random.key 19)).Cast dtype
        let logits = Dense.forward p.Decode (mean + noise * exp (0.5 * logVariance))
        let pixels = Tensor.BinaryCrossEntropy(logits, x, LossReduction.Sum)
        let divergence = -0.5 * Tensor.sum (1.0 + logVariance - Tensor.square mean - exp logVariance)
        (pixels + divergence) / 4.0)

type private ConvNet = { Windows: Conv2d; Norm: Norm; Narrow: Conv2d; Wide: Conv2d; Output: Dense }

let private convNet =
    let conv seed outputs inputs window : Conv2d = {
        W = normal seed [ outputs; inputs; window; window ]
        B = normal (seed + 1) [ outputs ]
    }

    let p = {
        Windows = conv 20 4 1 3
        Norm = { Scale = 1.0 + normal 22 [ 4 ]; Shift = normal 23 [ 4 ] }
        Narrow = conv 24 2 4 1
        Wide = conv 26 4 2 3
        Output = dense 28 16 3
    }

    sample "convolutions, normalized and residual" p (fun dtype p ->
        let x = (Random.normal [ 2; 1; 8; 8 ] (Random.key 30)).Cast dtype
        let x = Conv2d.forward 2 Padding.Same p.Windows x
        let x = Tensor.BatchNorm(x, p.Norm.Scale, p.Norm.Shift).Value
        let inner = Tensor.LeakyRelu(Conv2d.forward 1 Padding.Valid p.Narrow x, 0.1)
        let x = x + Tensor.LeakyRelu(Conv2d.forward 1 Padding.Same p.Wide inner, 0.1)
        let pooled = Layer.flatten (Tensor.MaxPool2d(x, 2))
        Loss.crossEntropy ((labels 2 3).Cast dtype) (Dense.forward p.Output pooled))

let all = [ spiral; fashion; lotkaVolterra; lstm; vae; convNet ]

/// One step of gradient descent: the loss, then the parameters after it.
let step (sample: Sample) dtype (p: Tensor list) : Tensor list =
    let struct (loss, gradient) = AD.valueAndGrad (sample.Loss dtype) p
    loss :: List.map2 (fun w g -> Tensor.Combine(1.0, w, -0.01, g)) p gradient
