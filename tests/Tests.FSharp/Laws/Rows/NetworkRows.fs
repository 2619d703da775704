/// Rows of the operations that networks are made of.
module Functional.Tests.Laws.NetworkRows

open System
open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

// ---- Softmax and what is built on it.

let private softmaxOf (xs: float[]) =
    let weights = xs |> Array.map (fun x -> exp (x - Array.max xs))
    weights |> Array.map (fun w -> w / Array.sum weights)

let private logSoftmaxOf (xs: float[]) =
    let max = Array.max xs
    let logSum = xs |> Array.sumBy (fun x -> exp (x - max)) |> log
    xs |> Array.map (fun x -> x - max - logSum)

let private logits shape = uniform -3.0 3.0 shape

let private softmaxRows = [
    unaryRow "Softmax" (logits [ 3; 4 ]) (fun x -> Tensor.Softmax x) (alongAxis 1 softmaxOf)
    unaryRow "Softmax" (logits [ 2; 5; 3 ]) (fun x -> Tensor.Softmax(x, 1)) (alongAxis 1 softmaxOf)
    |> case "inner axis"
    unaryRow "Softmax" (logits [ 5; 20 ]) (fun x -> Tensor.Softmax(x, -2)) (alongAxis 0 softmaxOf)
    |> case "first axis, more columns than a tile"
    unaryRow "Softmax" (logits [ 2; 40 ]) (fun x -> Tensor.Softmax x) (alongAxis 1 softmaxOf)
    |> case "long rows"
    unaryRow "LogSoftmax" (logits [ 3; 4 ]) (fun x -> Tensor.LogSoftmax x) (alongAxis 1 logSoftmaxOf)
    unaryRow "LogSoftmax" (logits [ 2; 5; 3 ]) (fun x -> Tensor.LogSoftmax(x, 1)) (alongAxis 1 logSoftmaxOf)
    |> case "inner axis"
    unaryRow "LogSoftmax" (logits [ 2; 40 ]) (fun x -> Tensor.LogSoftmax x) (alongAxis 1 logSoftmaxOf)
    |> case "long rows"
]

let private scalar x = nd [] [| x |]

let private reduced (reduction: LossReduction) losses =
    match reduction with
    | LossReduction.None -> losses
    | LossReduction.Sum -> scalar (Array.sum losses.Data)
    | _ -> scalar (Array.average losses.Data)

let private labelLosses x (labels: Nd) =
    let logs = alongAxis (x.Shape.Length - 1) logSoftmaxOf x
    init labels.Shape (fun index -> -(at logs (index @ [ int (at labels index) ])))

let private distributionLosses x targets =
    let logs = alongAxis (x.Shape.Length - 1) logSoftmaxOf x
    map2 (*) targets logs |> reduce (x.Shape.Length - 1) (fun terms -> -(Array.sum terms))

let private crossEntropyRows = [
    for reduction in [ LossReduction.Mean; LossReduction.Sum; LossReduction.None ] do
        binaryRow
            "CrossEntropy"
            (logits [ 2; 3; 4 ])
            (indices 4 [ 2; 3 ])
            (fun x labels -> Tensor.CrossEntropy(x, labels, reduction = reduction))
            (fun x labels -> labelLosses x labels |> reduced reduction)
        |> case $"labels, {reduction}"
        |> constants [ 1 ]

        binaryRow
            "CrossEntropy"
            (logits [ 2; 3; 4 ])
            (uniform 0.05 1.0 [ 2; 3; 4 ])
            (fun x targets -> Tensor.CrossEntropy(x, targets, reduction = reduction))
            (fun x targets -> distributionLosses x targets |> reduced reduction)
        |> case $"distributions, {reduction}"
    binaryRow
        "CrossEntropy"
        (logits [ 2; 4; 3 ])
        (indices 4 [ 2; 3 ])
        (fun x labels -> Tensor.CrossEntropy(x, labels, axis = 1))
        (fun x labels ->
            labelLosses (init [ 2; 3; 4 ] (fun i -> at x [ i[0]; i[2]; i[1] ])) labels
            |> reduced LossReduction.Mean)
    |> case "labels, classes on an inner axis"
    |> constants [ 1 ]
    for reduction in [ LossReduction.Mean; LossReduction.Sum; LossReduction.None ] do
        binaryRow
            "BinaryCrossEntropy"
            (logits [ 3; 4 ])
            (uniform 0.0 1.0 [ 3; 4 ])
            (fun x t -> Tensor.BinaryCrossEntropy(x, t, reduction))
            (fun x t ->
                map2 (fun x t -> -t * log (1.0 / (1.0 + exp -x)) - (1.0 - t) * log (1.0 / (1.0 + exp x))) x t
                |> reduced reduction)
        |> case $"{reduction}"
]

// ---- Convolutions, by the loop that defines them.

type private Window = { Stride: int * int; Pad: int * int * int * int; Dilation: int * int; Groups: int }

let private plain = { Stride = 1, 1; Pad = (0, 0, 0, 0); Dilation = 1, 1; Groups = 1 }

let private extent size kernel stride dilation before after =
    (size + before + after - dilation * (kernel - 1) - 1) / stride + 1

let private conv (k: Window) x w =
    let top, bottom, left, right = k.Pad
    let sh, sw = k.Stride
    let dh, dw = k.Dilation
    let n, height, width = x.Shape[0], x.Shape[2], x.Shape[3]
    let out, inPer, kh, kw = w.Shape[0], w.Shape[1], w.Shape[2], w.Shape[3]

    init [ n; out; extent height kh sh dh top bottom; extent width kw sw dw left right ] (fun index ->
        let o = index[1]
        let group = o / (out / k.Groups)

        List.sum [
            for c in 0 .. inPer - 1 do
                for i in 0 .. kh - 1 do
                    for j in 0 .. kw - 1 do
                        let line, column = index[2] * sh + i * dh - top, index[3] * sw + j * dw - left

                        if line >= 0 && line < height && column >= 0 && column < width then
                            at w [ o; c; i; j ] * at x [ index[0]; group * inPer + c; line; column ]
        ])

/// Each input spread over the window of the output that its convolution would read.
let private convTranspose (k: Window) (extraH, extraW) x w =
    let top, bottom, left, right = k.Pad
    let sh, sw = k.Stride
    let dh, dw = k.Dilation
    let n, ins, height, width = x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]
    let outPer, kh, kw = w.Shape[1], w.Shape[2], w.Shape[3]
    let outH = (height - 1) * sh - top - bottom + dh * (kh - 1) + 1 + extraH
    let outW = (width - 1) * sw - left - right + dw * (kw - 1) + 1 + extraW

    init [ n; outPer * k.Groups; outH; outW ] (fun index ->
        let group = index[1] / outPer

        List.sum [
            for c in group * (ins / k.Groups) .. (group + 1) * (ins / k.Groups) - 1 do
                for v in 0 .. height - 1 do
                    for u in 0 .. width - 1 do
                        for i in 0 .. kh - 1 do
                            for j in 0 .. kw - 1 do
                                if v * sh + i * dh - top = index[2] && u * sw + j * dw - left = index[3] then
                                    at w [ c; index[1] % outPer; i; j ] * at x [ index[0]; c; v; u ]
        ])

let private options (k: Window) =
    let struct (top, bottom, left, right) = let (a, b, c, d) = k.Pad in struct (a, b, c, d)

    ConvolutionOptions(
        Stride = (let (a, b) = k.Stride in struct (a, b)),
        Padding = Padding(top, bottom, left, right),
        Dilation = (let (a, b) = k.Dilation in struct (a, b)),
        Groups = k.Groups
    )

let private convRow text k xShape wShape =
    binaryRow
        "Conv2d"
        (uniform -1.0 1.0 xShape)
        (uniform -1.0 1.0 wShape)
        (fun x w -> Tensor.Conv2d(x, w, options k))
        (conv k)
    |> case text

let private line x = { x with Shape = [ x.Shape[0]; x.Shape[1]; 1; x.Shape[2] ] }
let private unline x = { x with Shape = [ x.Shape[0]; x.Shape[1]; x.Shape[3] ] }

let private convolutionRows = [
    convRow "" plain [ 2; 2; 5; 4 ] [ 3; 2; 3; 2 ]
    convRow "stride and uneven padding" { plain with Stride = (2, 3); Pad = (1, 0, 2, 1) } [ 2; 3; 5; 6 ] [ 2; 3; 3; 2 ]
    convRow "dilation" { plain with Dilation = (2, 1); Pad = (1, 1, 0, 0) } [ 1; 3; 6; 5 ] [ 2; 3; 3; 2 ]
    convRow "groups" { plain with Groups = 2; Pad = (1, 1, 1, 1) } [ 2; 4; 4; 3 ] [ 6; 2; 3; 3 ]
    convRow "depthwise" { plain with Groups = 3; Stride = (2, 1) } [ 1; 3; 5; 4 ] [ 3; 1; 3; 2 ]
    convRow "pointwise" plain [ 2; 3; 3; 4 ] [ 5; 3; 1; 1 ]
    convRow "everything" { Stride = (2, 1); Pad = (2, 1, 1, 2); Dilation = (1, 2); Groups = 2 } [ 2; 6; 5; 6 ] [
        4
        3
        2
        3
    ]
    binaryRow
        "Conv2d"
        (uniform -1.0 1.0 [ 1; 2; 5; 6 ])
        (uniform -1.0 1.0 [ 3; 2; 2; 3 ])
        (fun x w -> Tensor.Conv2d(x, w, padding = Padding.Same))
        (conv { plain with Pad = (0, 1, 1, 1) })
    |> case "padding Same"
    binaryRow
        "Conv2d"
        (uniform -1.0 1.0 [ 1; 2; 5; 6 ])
        (uniform -1.0 1.0 [ 3; 2; 3; 3 ])
        (fun x w -> Tensor.Conv2d(x, w, stride = 2, padding = Padding.Same))
        (conv { plain with Pad = (1, 1, 0, 1); Stride = (2, 2) })
    |> case "padding Same with stride"
    binaryRow
        "Conv1d"
        (uniform -1.0 1.0 [ 2; 4; 9 ])
        (uniform -1.0 1.0 [ 4; 2; 3 ])
        (fun x w -> Tensor.Conv1d(x, w, stride = 2, padding = Padding.All 1, dilation = 2, groups = 2))
        (fun x w ->
            conv { Stride = (1, 2); Pad = (0, 0, 1, 1); Dilation = (1, 2); Groups = 2 } (line x) (line w)
            |> unline)
    binaryRow
        "ConvTranspose2d"
        (uniform -1.0 1.0 [ 2; 2; 3; 2 ])
        (uniform -1.0 1.0 [ 2; 3; 3; 2 ])
        (fun x w -> Tensor.ConvTranspose2d(x, w))
        (convTranspose plain (0, 0))
    binaryRow
        "ConvTranspose2d"
        (uniform -1.0 1.0 [ 1; 4; 3; 2 ])
        (uniform -1.0 1.0 [ 4; 2; 3; 2 ])
        (fun x w ->
            Tensor.ConvTranspose2d(
                x,
                w,
                options { Stride = (2, 3); Pad = (1, 0, 1, 0); Dilation = (1, 2); Groups = 2 },
                struct (1, 2)
            ))
        (convTranspose { Stride = (2, 3); Pad = (1, 0, 1, 0); Dilation = (1, 2); Groups = 2 } (1, 2))
    |> case "everything"

    // Below the dilation, but not below the stride: lines that the padding cut, and then zeros.
    for extra in [ 1, 1; 2, 1; 0, 2 ] do
        let window = { Stride = (1, 2); Pad = (0, 1, 1, 0); Dilation = (3, 3); Groups = 1 }

        binaryRow
            "ConvTranspose2d"
            (uniform -1.0 1.0 [ 1; 2; 3; 2 ])
            (uniform -1.0 1.0 [ 2; 2; 2; 2 ])
            (fun x w -> Tensor.ConvTranspose2d(x, w, options window, (let a, b = extra in struct (a, b))))
            (convTranspose window extra)
        |> case $"an output padding of {extra} below the dilation"
    binaryRow
        "ConvTranspose1d"
        (uniform -1.0 1.0 [ 2; 2; 4 ])
        (uniform -1.0 1.0 [ 2; 3; 3 ])
        (fun x w -> Tensor.ConvTranspose1d(x, w, stride = 2, padding = Padding.All 1, outputPadding = 1))
        (fun x w -> convTranspose { plain with Stride = (1, 2); Pad = (0, 0, 1, 1) } (0, 1) (line x) (line w) |> unline)
]

// ---- Pooling.

let private pool (k: Window) (wh, ww) (f: float list -> float) x =
    let top, bottom, left, right = k.Pad
    let sh, sw = k.Stride
    let height, width = x.Shape[2], x.Shape[3]

    init [ x.Shape[0]; x.Shape[1]; extent height wh sh 1 top bottom; extent width ww sw 1 left right ] (fun index ->
        f [
            for i in 0 .. wh - 1 do
                for j in 0 .. ww - 1 do
                    let line, column = index[2] * sh + i - top, index[3] * sw + j - left

                    if line >= 0 && line < height && column >= 0 && column < width then
                        at x [ index[0]; index[1]; line; column ]
        ])

let private poolRows = [
    unaryRow
        "MaxPool2d"
        (distinct [ 2; 2; 4; 6 ])
        (fun x -> Tensor.MaxPool2d(x, 2))
        (pool { plain with Stride = (2, 2) } (2, 2) List.max)
    unaryRow
        "MaxPool2d"
        (distinct [ 1; 2; 5; 6 ])
        (fun x -> Tensor.MaxPool2d(x, struct (3, 2), struct (1, 2), Padding(1, 0, 1, 1)))
        (pool { plain with Stride = (1, 2); Pad = (1, 0, 1, 1) } (3, 2) List.max)
    |> case "overlapping, padded"
    unaryRow "MaxPool1d" (distinct [ 2; 2; 7 ]) (fun x -> Tensor.MaxPool1d(x, 3, stride = 2)) (fun x ->
        pool { plain with Stride = (1, 2) } (1, 3) List.max (line x) |> unline)
    unaryRow
        "AveragePool2d"
        (uniform -1.0 1.0 [ 2; 2; 4; 6 ])
        (fun x -> Tensor.AveragePool2d(x, 2))
        (pool { plain with Stride = (2, 2) } (2, 2) List.average)
    unaryRow
        "AveragePool2d"
        (uniform -1.0 1.0 [ 1; 2; 5; 6 ])
        (fun x -> Tensor.AveragePool2d(x, struct (3, 2), struct (1, 2), Padding(1, 0, 1, 1)))
        (pool { plain with Stride = (1, 2); Pad = (1, 0, 1, 1) } (3, 2) (fun xs -> List.sum xs / 6.0))
    |> case "padding counted"
    unaryRow
        "AveragePool2d"
        (uniform -1.0 1.0 [ 1; 2; 5; 6 ])
        (fun x -> Tensor.AveragePool2d(x, struct (3, 2), struct (1, 2), Padding(1, 0, 1, 1), false))
        (pool { plain with Stride = (1, 2); Pad = (1, 0, 1, 1) } (3, 2) List.average)
    |> case "padding not counted"
    unaryRow "AveragePool1d" (uniform -1.0 1.0 [ 2; 2; 7 ]) (fun x -> Tensor.AveragePool1d(x, 3, stride = 2)) (fun x ->
        pool { plain with Stride = (1, 2) } (1, 3) List.average (line x) |> unline)
    unaryRow "GlobalAveragePool" (uniform -1.0 1.0 [ 2; 3; 4; 2 ]) (fun x -> Tensor.GlobalAveragePool x) (fun x ->
        reduce 2 Array.average { x with Shape = [ 2; 3; 8 ] })
    unaryRow "GlobalMaxPool" (distinct [ 2; 3; 4; 2 ]) (fun x -> Tensor.GlobalMaxPool x) (fun x ->
        reduce 2 Array.max { x with Shape = [ 2; 3; 8 ] })
]

// ---- Normalisation and the rest.

let private standardized (xs: float[]) =
    let mean = Array.average xs
    let variance = xs |> Array.averageBy (fun x -> (x - mean) * (x - mean))
    xs |> Array.map (fun x -> (x - mean) / sqrt (variance + 1e-5))

/// A batch [n, c, …] normalised channel by channel.
let private batchNorm x scale shift =
    let channel (index: int list) = index[1]

    init x.Shape (fun index ->
        let mine = init x.Shape (fun i -> if channel i = channel index then 1.0 else 0.0)

        let members = Array.zip mine.Data x.Data |> Array.filter (fun (m, _) -> m = 1.0) |> Array.map snd
        let mean = Array.average members
        let variance = members |> Array.averageBy (fun v -> (v - mean) * (v - mean))
        let c = [ channel index ]
        at scale c * (at x index - mean) / sqrt (variance + 1e-5) + at shift c)

let private normRow name xShape (apply: Tensor -> Tensor -> Tensor -> Tensor) sShape reference =
    row
        name
        [ uniform -2.0 2.0 xShape; uniform 0.5 1.5 sShape; uniform -1.0 1.0 sShape ]
        (fun xs -> apply xs[0] xs[1] xs[2])
        (fun xs -> reference xs[0] xs[1] xs[2])
    |> slack 20.0 "the third power of 1/σ stands in second derivatives, and σ may be as small as 0.2"

let private normRows = [
    normRow "BatchNorm" [ 5; 3 ] (fun x g b -> Tensor.BatchNorm(x, g, b).Value) [ 3 ] batchNorm
    normRow "BatchNorm" [ 3; 2; 2; 3 ] (fun x g b -> Tensor.BatchNorm(x, g, b).Value) [ 2 ] batchNorm
    |> case "images"
    row
        "BatchNormInference"
        [
            uniform -2.0 2.0 [ 2; 3; 2; 2 ]
            uniform 0.5 1.5 [ 3 ]
            uniform -1.0 1.0 [ 3 ]
            uniform -1.0 1.0 [ 3 ]
            uniform 0.5 2.0 [ 3 ]
        ]
        (fun xs -> Tensor.BatchNormInference(xs[0], xs[1], xs[2], RunningStatistics(xs[3], xs[4])))
        (fun xs ->
            init xs[0].Shape (fun index ->
                let c = [ index[1] ]
                at xs[1] c * (at xs[0] index - at xs[3] c) / sqrt (at xs[4] c + 1e-5) + at xs[2] c))
    normRow "LayerNorm" [ 3; 6 ] (fun x g b -> Tensor.LayerNorm(x, g, b)) [ 6 ] (fun x g b ->
        map2 (+) (map2 (*) (alongAxis 1 standardized x) g) b)
    normRow "LayerNorm" [ 2; 2; 3 ] (fun x g b -> Tensor.LayerNorm(x, g, b)) [ 2; 3 ] (fun x g b ->
        let flat = alongAxis 1 standardized { x with Shape = [ 2; 6 ] }
        map2 (+) (map2 (*) { flat with Shape = [ 2; 2; 3 ] } g) b)
    |> case "two axes"
    unaryRow "Dropout" (uniform -1.0 1.0 [ 4; 5 ]) (fun x -> Tensor.Dropout(x, 0.25, Key.Of 7L)) (fun x ->
        let mask = (Key.Of 7L).Bernoulli(0.75, [| 4; 5 |]) |> ofTensor
        map2 (fun x m -> x * m / 0.75) x mask)
    binaryRow
        "Embedding"
        (uniform -1.0 1.0 [ 4; 3 ])
        (indices 4 [ 2; 5 ])
        (fun table i -> Tensor.Embedding(table, i))
        (fun table i -> init [ 2; 5; 3 ] (fun k -> at table [ int (at i k[..1]); k[2] ]))
    |> constants [ 1 ]
]

let rows: Row list = softmaxRows @ crossEntropyRows @ convolutionRows @ poolRows @ normRows
