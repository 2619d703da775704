module Functional.Tests.Ops.NetworkTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops.LinearAlgebraTests

let private inf = infinity

let private domain message f = testCase message (fun () -> fails<DomainException> message f)

let private finite (x: Tensor) = Expect.all (x.ToArray()) Double.IsFinite "finite"

let private pullback (f: Tensor -> Tensor) x bar = Ad.Pullback((fun x -> f x), x).Pullback.Invoke bar

/// 0, 1, 2, … in a shape.
let private range dtype (shape: int list) = tensor dtype shape [ for i in 1 .. List.fold (*) 1 shape -> float (i - 1) ]

let softmax =
    testList "softmax" [
        inBoth "the rows of its Jacobian sum to 0" (fun dtype ->
            let x = matrix dtype [ [ 0.3; -1.2; 2.5; 0.0; 1.0 ] ]
            let jacobian = Ad.Jacobian(fun x -> Tensor.Softmax x).Invoke(x).Reshape(5, 5)
            near dtype (Tensor.Zeros([| 5 |], dtype)) (jacobian.Sum 1)
            near dtype (Tensor.Zeros([| 5 |], dtype)) (jacobian.Sum 0))
        testCase
            "exponentials in Float32 err by little more than one unit in the last place, wherever they stand"
            (fun () ->
                let x = [| for i in 0..50_000 -> float32 (-104.0 + 0.00384 * float i) |]
                let y = (Tensor.Exp(Tensor.Create x)).ToArray32()

                for i in 0 .. x.Length - 1 do
                    let exact = exp (float x[i])
                    let unit = float (MathF.BitIncrement(float32 exact)) - float (float32 exact)
                    Expect.isLessThanOrEqual (abs (float y[i] - exact)) (1.1 * unit) $"exp {x[i]}"

                for length in 1..40 do
                    let short = Tensor.Exp(Tensor.Create x[1000 .. 999 + length])
                    Expect.sequenceEqual (short.ToArray32()) y[1000 .. 999 + length] $"{length} numbers"

                let special = Tensor.Exp(Tensor.Create [| 0.0f; -0.0f; -infinityf; -1000.0f; infinityf; 1000.0f |])
                expect DType.Float32 [ 6 ] [ 1.0; 1.0; 0.0; 0.0; inf; inf ] special
                Expect.isTrue (Single.IsNaN((Tensor.Exp(Tensor.Create [| nanf |])).ToArray32()[0])) "NaN")
        inBoth "each row is shifted by its own maximum" (fun dtype ->
            let x = matrix dtype [ [ 0.0; 1.0 ]; [ -2000.0; -2001.0 ]; [ 3000.0; 3001.0 ] ]
            let p = 1.0 / (1.0 + exp 1.0)
            near dtype (matrix dtype [ [ p; 1.0 - p ]; [ 1.0 - p; p ]; [ p; 1.0 - p ] ]) (Tensor.Softmax x)
            finite (Tensor.LogSoftmax x)
            finite (grad (fun x -> (Tensor.Softmax x * x).Sum()) x)
            finite (grad (fun x -> (Tensor.LogSoftmax x * x).Sum()) x))
        inBoth "its logarithm keeps what softmax rounds to 0" (fun dtype ->
            expect dtype [ 2 ] [ 0.0; -1000.0 ] (Tensor.LogSoftmax(tensor dtype [ 2 ] [ 1000.0; 0.0 ])))
        inBoth "a logit of -inf has weight 0 and no derivative" (fun dtype ->
            let x = matrix dtype [ [ 0.0; -inf; 0.0 ] ]
            expect dtype [ 1; 3 ] [ 0.5; 0.0; 0.5 ] (Tensor.Softmax x)
            expect dtype [ 1; 3 ] [ 0.25; 0.0; -0.25 ] (grad (fun x -> (Tensor.Softmax x).Slice(1, 0, 1).Sum()) x)
            Expect.equal ((Tensor.LogSoftmax x).ToArray()[1]) -inf "its logarithm")
        inBoth "a row of -inf has weights of 0, and logarithms of -inf" (fun dtype ->
            let x = matrix dtype [ [ -inf; -inf ]; [ 0.0; 0.0 ] ]
            expect dtype [ 2; 2 ] [ 0.0; 0.0; 0.5; 0.5 ] (Tensor.Softmax x)
            Expect.sequenceEqual ((Tensor.LogSoftmax x).ToArray()[..1]) [ -inf; -inf ] "logarithms"

            expect
                dtype
                [ 2; 2 ]
                [ 0.0; 0.0; 0.25; -0.25 ]
                (pullback Tensor.Softmax x (matrix dtype [ [ 1; 0 ]; [ 1; 0 ] ])))
        inBoth "a logit of inf takes all the weight, shared out if there are several" (fun dtype ->
            let x = matrix dtype [ [ inf; 3.0; -inf ]; [ inf; 0.0; inf ] ]
            expect dtype [ 2; 3 ] [ 1.0; 0.0; 0.0; 0.5; 0.0; 0.5 ] (Tensor.Softmax x)
            Expect.sequenceEqual ((Tensor.LogSoftmax x).ToArray()[..2]) [ 0.0; -inf; -inf ] "logarithms")
        inBoth "NaN makes its own row NaN" (fun dtype ->
            let y = (Tensor.Softmax(matrix dtype [ [ nan; 0.0 ]; [ 0.0; 0.0 ] ])).ToArray()
            Expect.all y[..1] Double.IsNaN "the row"
            Expect.sequenceEqual y[2..] [ 0.5; 0.5 ] "the other row")
        inBoth "of nothing is nothing" (fun dtype ->
            for shape in [ [ 0; 3 ]; [ 3; 0 ] ] do
                let x = tensor dtype shape []
                expect dtype shape [] (Tensor.Softmax x)
                expect dtype shape [] (Tensor.LogSoftmax x)
                expect dtype shape [] (grad (fun x -> (Tensor.Softmax x).Sum()) x))
        shape "Softmax wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> Tensor.Softmax(zeros [ 2; 3 ], 2))
    ]

let private labelled (reduction: LossReduction) (labels: Tensor) (x: Tensor) =
    Tensor.CrossEntropy(x, labels, reduction = reduction)

let crossEntropy =
    testList "cross-entropy" [
        inBoth
            "the gradient of one example's loss is softmax − target, the winner's by the others, bit for bit"
            (fun dtype ->
                let x = matrix dtype [ [ 0.3; -1.2; 2.5 ]; [ 1.0; 0.1; -0.7 ]; [ 4.0; 4.5; 3.0 ] ]
                let labels = tensor dtype [ 3 ] [ 2.0; 0.0; 0.0 ]
                let target = matrix dtype [ [ 0.0; 0.0; 1.0 ]; [ 1.0; 0.0; 0.0 ]; [ 1.0; 0.0; 0.0 ] ]
                let weights, expected = (Tensor.Softmax x).ToArray(), (Tensor.Softmax x - target).ToArray()
                let rounded (sum: float) = if dtype = DType.Float32 then float (float32 sum) else sum
                // The targets of the first two rows have weights above ½.
                expected[2] <- -(rounded (weights[0] + weights[1]))
                expected[3] <- -(rounded (weights[4] + weights[5]))
                let gradient reduction targets = (grad (labelled reduction targets) x).ToArray()
                Expect.equal (gradient LossReduction.Sum labels) expected "labels"
                Expect.equal (gradient LossReduction.Sum target) expected "one-hot"
                let each = pullback (labelled LossReduction.None labels) x (Tensor.Ones([| 3 |], dtype))
                Expect.equal (each.ToArray()) expected "one loss each"
                near dtype ((Tensor.Softmax x - target) / 3.0) (grad (labelled LossReduction.Mean labels) x))
        inBoth "labels, one-hot rows and the definition agree" (fun dtype ->
            let x = matrix dtype [ [ 0.3; -1.2; 2.5 ]; [ 1.0; 0.1; -0.7 ] ]
            let labels, target = tensor dtype [ 2 ] [ 1.0; 2.0 ], matrix dtype [ [ 0; 1; 0 ]; [ 0; 0; 1 ] ]
            let expected = -(Tensor.LogSoftmax x * target).Sum() / 2.0
            near dtype expected (labelled LossReduction.Mean labels x)
            near dtype expected (labelled LossReduction.Mean target x))
        inBoth "extreme logits give finite losses and gradients" (fun dtype ->
            let x = matrix dtype [ [ 1000.0; -1000.0 ]; [ -1000.0; 1000.0 ] ]
            let labels = tensor dtype [ 2 ] [ 1.0; 1.0 ]
            expect dtype [ 2 ] [ 2000.0; 0.0 ] (labelled LossReduction.None labels x)
            expect dtype [ 2; 2 ] [ 0.5; -0.5; 0.0; 0.0 ] (grad (labelled LossReduction.Mean labels) x))
        inBoth "a class of logit -inf costs nothing where it is not the true one" (fun dtype ->
            let x = matrix dtype [ [ 0.0; -inf ] ]
            expect dtype [] [ 0.0 ] (labelled LossReduction.Mean (tensor dtype [ 1 ] [ 0.0 ]) x)
            expect dtype [] [ 0.0 ] (labelled LossReduction.Mean (matrix dtype [ [ 1.0; 0.0 ] ]) x)
            expect dtype [] [ inf ] (labelled LossReduction.Mean (tensor dtype [ 1 ] [ 1.0 ]) x))
        inBoth "labels of either dtype fit" (fun dtype ->
            let x = matrix dtype [ [ 0.0; 0.0 ] ]

            for labels in [ Tensor.Create [| 1.0 |]; Tensor.Create [| 1.0f |] ] do
                near dtype (Tensor.Full([||], log 2.0, dtype)) (labelled LossReduction.Mean labels x)
                // With p = ½ each the Hessian is diag p − p pᵀ.
                let hessian: Tensor = Ad.Hessian(fun x -> labelled LossReduction.Mean labels x).Invoke x
                expect dtype [ 1; 2; 1; 2 ] [ 0.25; -0.25; -0.25; 0.25 ] hessian)
        inBoth "a single example needs no batch axis" (fun dtype ->
            let x = tensor dtype [ 2 ] [ 0.0; 0.0 ]
            near dtype (Tensor.Full([||], log 2.0, dtype)) (labelled LossReduction.Mean (tensor dtype [] [ 1.0 ]) x))
        inBoth "the mean over no examples is NaN, with an empty gradient" (fun dtype ->
            let x, labels = tensor dtype [ 0; 3 ] [], tensor dtype [ 0 ] []
            Expect.isTrue (Double.IsNaN((labelled LossReduction.Mean labels x).ToScalar())) "mean"
            expect dtype [] [ 0.0 ] (labelled LossReduction.Sum labels x)
            expect dtype [ 0; 3 ] [] (grad (labelled LossReduction.Mean labels) x))
        testCase "labels that are differentiated get a gradient of zeros" (fun () ->
            let x, labels = matrix DType.Float64 [ [ 1.0; 2.0 ] ], Tensor.Create [| 1.0 |]
            let bar = grad (fun labels -> labelled LossReduction.Mean labels x) labels
            expect DType.Float64 [ 1 ] [ 0.0 ] bar)
        domain
            "CrossEntropy wants labels that are whole numbers from 0 to 2, as there are 3 classes, but got 3 at position 1."
            (fun () -> labelled LossReduction.Mean (Tensor.Create [| 0.0; 3.0 |]) (zeros [ 2; 3 ]))
        domain
            "CrossEntropy wants labels that are whole numbers from 0 to 2, as there are 3 classes, but got -1 at position 0."
            (fun () -> labelled LossReduction.None (Tensor.Create [| -1.0; 3.0 |]) (zeros [ 2; 3 ]))
        domain
            "CrossEntropy wants labels that are whole numbers from 0 to 2, as there are 3 classes, but got 0.5 at position 0."
            (fun () -> labelled LossReduction.Sum (Tensor.Create [| 0.5f; 0.0f |]) (zeros [ 2; 3 ]))
        domain
            "CrossEntropy wants labels that are whole numbers from 0 to 2, as there are 3 classes, but got NaN at position 1."
            (fun () -> labelled LossReduction.Sum (Tensor.Create [| 0.0; nan |]) (zeros [ 2; 3 ]))
        shape
            "CrossEntropy wants labels [2] or distributions [2, 3] for logits [2, 3] with classes on axis 1, but got [3]."
            (fun () -> labelled LossReduction.Mean (zeros [ 3 ]) (zeros [ 2; 3 ]))
        shape
            "CrossEntropy wants labels [2] or distributions [2, 3] for logits [2, 3] with classes on axis 1, but got [2, 1]."
            (fun () -> labelled LossReduction.Mean (zeros [ 2; 1 ]) (zeros [ 2; 3 ]))
        mixed
            "CrossEntropy wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."
            (fun () -> labelled LossReduction.Mean (Tensor.Zeros([| 2; 3 |], DType.Float32)) (zeros [ 2; 3 ]))
        inBoth "binary: extreme logits give finite losses and gradients" (fun dtype ->
            let x = tensor dtype [ 4 ] [ 1000.0; -1000.0; 1000.0; -1000.0 ]
            let t = tensor dtype [ 4 ] [ 1.0; 1.0; 0.0; 0.0 ]
            let losses x = Tensor.BinaryCrossEntropy(x, t, LossReduction.None)
            expect dtype [ 4 ] [ 0.0; 1000.0; 1000.0; 0.0 ] (losses x)
            expect dtype [ 4 ] [ 0.0; -1.0; 1.0; 0.0 ] (grad (fun x -> (losses x).Sum()) x))
        inBoth "binary: the gradient is sigmoid − target, and a target broadcasts" (fun dtype ->
            let x, t = range dtype [ 3; 40 ] / 60.0 - 1.0, Tensor.Full([| 1 |], 0.25, dtype)
            let gradient = grad (fun x -> Tensor.BinaryCrossEntropy(x, t, LossReduction.Sum)) x
            near dtype (Tensor.Sigmoid x - 0.25) gradient)
    ]

/// The definition, written again as plain loops over arrays: one image, stride and padding on every side.
let private loopConvolution (x: float[,,]) (w: float[,,,]) stride pad =
    let size i = (Array3D.length2 x + 2 * pad - Array4D.length3 w) / stride + 1 + 0 * i

    Array3D.init (Array4D.length1 w) (size 0) (size 1) (fun o v u ->
        let mutable sum = 0.0

        for c in 0 .. Array3D.length1 x - 1 do
            for i in 0 .. Array4D.length3 w - 1 do
                for j in 0 .. Array4D.length4 w - 1 do
                    let line, column = v * stride + i - pad, u * stride + j - pad

                    if line >= 0 && line < Array3D.length2 x && column >= 0 && column < Array3D.length3 x then
                        sum <- sum + w[o, c, i, j] * x[c, line, column]

        sum)

let private bookImage dtype = tensor dtype [ 1; 1; 4; 4 ] [ 1; 2; 3; 0; 0; 1; 2; 3; 3; 0; 1; 2; 2; 3; 0; 1 ]

let private bookFilter dtype = tensor dtype [ 1; 1; 3; 3 ] [ 2; 0; 1; 0; 1; 2; 1; 0; 2 ]

let private convolution =
    testList "convolution" [
        inBoth "the book's example" (fun dtype ->
            expect dtype [ 1; 1; 2; 2 ] [ 15; 16; 6; 15 ] (Tensor.Conv2d(bookImage dtype, bookFilter dtype)))
        inBoth "0 … 47 as an image of three channels, by an independent loop" (fun dtype ->
            for stride, pad in [ 1, 0; 1, 1; 2, 1; 3, 2 ] do
                let x, w = range dtype [ 1; 3; 4; 4 ], range dtype [ 2; 3; 3; 3 ] - 20.0
                let image = Array3D.init 3 4 4 (fun c i j -> float ((c * 4 + i) * 4 + j))
                let filters = Array4D.init 2 3 3 3 (fun o c i j -> float (((o * 3 + c) * 3 + i) * 3 + j) - 20.0)
                let expected = loopConvolution image filters stride pad
                let side = Array3D.length2 expected

                expect
                    dtype
                    [ 1; 2; side; side ]
                    (expected |> Seq.cast<float> |> List.ofSeq)
                    (Tensor.Conv2d(x, w, stride, Padding.All pad)))
        inBoth "padding Same keeps the size at stride 1 and divides it, rounded up, by others" (fun dtype ->
            let x = range dtype [ 1; 1; 5; 6 ]

            for kernel in 1..4 do
                for stride in 1..3 do
                    let w = range dtype [ 1; 1; kernel; kernel ]
                    let y = Tensor.Conv2d(x, w, stride, Padding.Same)
                    let up size = (size + stride - 1) / stride
                    Expect.sequenceEqual y.Shape [ 1; 1; up 5; up 6 ] $"kernel {kernel}, stride {stride}")
        inBoth "the transposed convolution is the transpose" (fun dtype ->
            let w = range dtype [ 2; 3; 3; 2 ] / 10.0
            let x, z = range dtype [ 1; 3; 7; 5 ] / 50.0, range dtype [ 1; 2; 3; 4 ] / 20.0
            let y = Tensor.Conv2d(x, w, ConvolutionOptions(Stride = struct (2, 1)))
            let back = Tensor.ConvTranspose2d(z, w, ConvolutionOptions(Stride = struct (2, 1)))
            near dtype ((y * z).Sum()) ((back * x).Sum()))
        inBoth "nothing convolved is nothing, or zeros" (fun dtype ->
            let conv (x: int list) (w: int list) =
                Tensor.Conv2d(Tensor.Ones(List.toArray x, dtype), Tensor.Ones(List.toArray w, dtype))

            expect dtype [ 0; 2; 2; 2 ] [] (conv [ 0; 3; 4; 4 ] [ 2; 3; 3; 3 ])
            expect dtype [ 1; 2; 1; 1 ] [ 0.0; 0.0 ] (conv [ 1; 0; 3; 3 ] [ 2; 0; 3; 3 ])
            expect dtype [ 1; 0; 2; 2 ] [] (conv [ 1; 3; 4; 4 ] [ 0; 3; 3; 3 ])
            expect dtype [ 1; 2; 0; 3 ] [] (conv [ 1; 3; 0; 3 ] [ 2; 3; 1; 1 ])
            let w = Tensor.Ones([| 2; 3; 3; 3 |], dtype)
            let none = Tensor.Ones([| 0; 3; 4; 4 |], dtype)
            expect dtype [ 2; 3; 3; 3 ] (List.replicate 54 0.0) (grad (fun w -> Tensor.Conv2d(none, w).Sum()) w))
        shape
            "Conv2d wants images [n, channels, height, width] and weights of four axes, but got [3, 4, 4] and [2, 3, 3, 3]."
            (fun () -> Tensor.Conv2d(zeros [ 3; 4; 4 ], zeros [ 2; 3; 3; 3 ]))
        shape
            "Conv2d wants weights [out, in / groups, height, width] for 3 channels in 1 groups, but got [2, 4, 3, 3]."
            (fun () -> Tensor.Conv2d(zeros [ 1; 3; 4; 4 ], zeros [ 2; 4; 3; 3 ]))
        shape
            "Conv2d wants weights [out, in / groups, height, width] for 4 channels in 2 groups, but got [3, 2, 3, 3]."
            (fun () -> Tensor.Conv2d(zeros [ 1; 4; 4; 4 ], zeros [ 3; 2; 3; 3 ], groups = 2))
        shape
            "Conv2d wants an input of at least 5 × 5, the extent of the window, but got 4 × 4 with its padding, from [1, 1, 4, 4]."
            (fun () -> Tensor.Conv2d(zeros [ 1; 1; 4; 4 ], zeros [ 1; 1; 3; 3 ], dilation = 2))
        shape
            "Conv2d wants a stride, dilation and groups of at least 1, but got stride (0, 0), dilation (1, 1) and groups 1."
            (fun () -> Tensor.Conv2d(zeros [ 1; 1; 4; 4 ], zeros [ 1; 1; 3; 3 ], stride = 0))
        shape "Padding wants sizes of 0 or more, but got (-1, -1, -1, -1)." (fun () ->
            Tensor.Conv2d(zeros [ 1; 1; 4; 4 ], zeros [ 1; 1; 3; 3 ], padding = Padding.All -1))
        shape
            "Conv1d wants signals [n, channels, length] and weights of three axes, but got [4] and [1, 1, 3]."
            (fun () -> Tensor.Conv1d(zeros [ 4 ], zeros [ 1; 1; 3 ]))
        shape "ConvTranspose2d wants a padding in numbers, but got Same." (fun () ->
            Tensor.ConvTranspose2d(zeros [ 1; 1; 4; 4 ], zeros [ 1; 1; 3; 3 ], padding = Padding.Same))
        shape
            "ConvTranspose2d wants an output padding of at least 0 and below the stride of 2 or the dilation of 1, but got 2."
            (fun () ->
                Tensor.ConvTranspose2d(zeros [ 1; 1; 4; 4 ], zeros [ 1; 1; 3; 3 ], stride = 2, outputPadding = 2))
        shape
            "ConvTranspose2d wants weights [in, out / groups, height, width] for 3 channels in 1 groups, but got [2, 3, 3, 3]."
            (fun () -> Tensor.ConvTranspose2d(zeros [ 1; 3; 4; 4 ], zeros [ 2; 3; 3; 3 ]))
        mixed
            "Conv2d wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."
            (fun () -> Tensor.Conv2d(zeros [ 1; 1; 4; 4 ], Tensor.Zeros([| 1; 1; 3; 3 |], DType.Float32)))
    ]

let private pooling =
    testList "pooling" [
        inBoth "the book's example" (fun dtype ->
            let x = tensor dtype [ 1; 1; 4; 4 ] [ 1; 2; 1; 0; 0; 1; 2; 3; 3; 0; 1; 2; 2; 4; 0; 1 ]
            expect dtype [ 1; 1; 2; 2 ] [ 2; 3; 4; 2 ] (Tensor.MaxPool2d(x, 2)))
        inBoth "the first of equal maxima gets the whole cotangent, in reverse and forward" (fun dtype ->
            let x = tensor dtype [ 1; 1; 2; 2 ] [ 1; 5; 5; 5 ]
            let pool (x: Tensor) = Tensor.MaxPool2d(x, 2)
            expect dtype [ 1; 1; 2; 2 ] [ 0; 1; 0; 0 ] (grad (fun x -> (pool x).Sum()) x)
            let dot = tensor dtype [ 1; 1; 2; 2 ] [ 1; 2; 4; 8 ]
            let tangent = Ad.Pushforward((fun x -> pool x), x, dot).Tangent
            expect dtype [ 1; 1; 1; 1 ] [ 2 ] tangent
            expect dtype [ 1; 1; 2; 2 ] [ 0; 1; 0; 0 ] (grad (fun x -> (Tensor.GlobalMaxPool x).Sum()) x))
        inBoth "padding never wins and NaN does" (fun dtype ->
            let x = tensor dtype [ 1; 1; 2; 2 ] [ -3; -1; nan; -2 ]
            let y = Tensor.MaxPool2d(x, 2, 1, Padding.All 1)
            Expect.sequenceEqual (y.ToArray()[..2]) [ -3.0; -1.0; -1.0 ] "top"
            Expect.isTrue (Double.IsNaN(y.ToArray()[4])) "NaN in the middle")
        inBoth "overlapping windows add their cotangents" (fun dtype ->
            let x = tensor dtype [ 1; 1; 3 ] [ 1; 9; 2 ]
            expect dtype [ 1; 1; 3 ] [ 0; 2; 0 ] (grad (fun x -> Tensor.MaxPool1d(x, 2, 1).Sum()) x)
            expect dtype [ 1; 1; 3 ] [ 0.5; 1.0; 0.5 ] (grad (fun x -> Tensor.AveragePool1d(x, 2, 1).Sum()) x))
        inBoth "nothing pooled is nothing" (fun dtype ->
            expect dtype [ 0; 2; 2; 2 ] [] (Tensor.MaxPool2d(tensor dtype [ 0; 2; 4; 4 ] [], 2))
            expect dtype [ 0; 2; 2; 2 ] [] (Tensor.AveragePool2d(tensor dtype [ 0; 2; 4; 4 ] [], 2)))
        shape "MaxPool2d wants images [n, channels, height, width], but got [2, 2]." (fun () ->
            Tensor.MaxPool2d(zeros [ 2; 2 ], 2))
        shape
            "MaxPool2d wants a window of at least 1 × 1 and a stride of at least 1, or 0 for that of the window, but got window (0, 0) and stride (1, 1)."
            (fun () -> Tensor.MaxPool2d(zeros [ 1; 1; 2; 2 ], 0, 1))
        shape
            "AveragePool2d wants an input of at least 3 × 3, the extent of the window, but got 2 × 2 with its padding, from [1, 1, 2, 2]."
            (fun () -> Tensor.AveragePool2d(zeros [ 1; 1; 2; 2 ], 3))
        shape "AveragePool1d wants signals [n, channels, length], but got [2, 2]." (fun () ->
            Tensor.AveragePool1d(zeros [ 2; 2 ], 2))
        shape
            "GlobalAveragePool wants images [n, channels, height, width] or signals [n, channels, length], but got [2, 2]."
            (fun () -> Tensor.GlobalAveragePool(zeros [ 2; 2 ]))
        shape "GlobalMaxPool wants images of one element or more, but got [2, 2, 0, 1]." (fun () ->
            Tensor.GlobalMaxPool(zeros [ 2; 2; 0; 1 ]))
    ]

let private normalisation =
    testList "normalisation and dropout" [
        inBoth "a batch has mean 0 and variance 1 in each channel, and says what they were" (fun dtype ->
            let x = tensor dtype [ 4; 2 ] [ 1; 10; 2; 30; 3; 20; 6; 40 ]
            let one, zero = Tensor.Ones([| 2 |], dtype), Tensor.Zeros([| 2 |], dtype)
            let y = Tensor.BatchNorm(x, one, zero, 1e-15)
            expect dtype [ 2 ] [ 3.0; 25.0 ] y.Mean
            expect dtype [ 2 ] [ 3.5; 125.0 ] y.Variance
            near dtype zero (y.Value.Sum 0)
            near dtype (4.0 * one) (Tensor.Square(y.Value).Sum 0))
        inBoth "running statistics move by one tenth at momentum 0.9, and start from 0 and 1" (fun dtype ->
            let batch = BatchNormalized(zeros [], tensor dtype [ 2 ] [ 10; 20 ], tensor dtype [ 2 ] [ 11; 1 ])
            let start = RunningStatistics.Initial(2, dtype)
            let next = start.Update batch
            near dtype (tensor dtype [ 2 ] [ 1; 2 ]) next.Mean
            near dtype (tensor dtype [ 2 ] [ 2; 1 ]) next.Variance
            expect dtype [ 2 ] [ 0.0; 0.0 ] start.Mean)
        testCase "no derivative goes through running statistics" (fun () ->
            let mean (x: Tensor) =
                (RunningStatistics.Initial(2).Update(Tensor.BatchNorm(x, zeros [ 2 ], zeros [ 2 ]))).Mean.Sum()

            expect DType.Float64 [ 3; 2 ] (List.replicate 6 0.0) (grad mean (range DType.Float64 [ 3; 2 ])))
        inBoth "a constant channel is normalised to its shift, with a finite gradient" (fun dtype ->
            let x, one = Tensor.Full([| 3; 1 |], 5.0, dtype), Tensor.Ones([| 1 |], dtype)
            expect dtype [ 3; 1 ] [ 1; 1; 1 ] (Tensor.BatchNorm(x, one, one).Value)
            finite (grad (fun x -> (Tensor.BatchNorm(x, one, one).Value * x).Sum()) x))
        shape
            "BatchNorm wants scale, shift and statistics of shape [3], the channels of [2, 3, 4, 4], but got [4]."
            (fun () -> Tensor.BatchNorm(zeros [ 2; 3; 4; 4 ], zeros [ 3 ], zeros [ 4 ]).Value)
        shape "BatchNorm wants an input [n, channels, …], but got [3]." (fun () ->
            Tensor.BatchNorm(zeros [ 3 ], zeros [ 3 ], zeros [ 3 ]).Value)
        inBoth
            "an epsilon may be any number, and is NaN's cause where a variance is less than its negative"
            (fun dtype ->
                let x, one = tensor dtype [ 2; 1 ] [ 0.0; 2.0 ], Tensor.Ones([| 1 |], dtype)
                let root = 1.0 / sqrt 0.75

                for y in
                    [
                        Tensor.BatchNorm(x, one, 0.0 * one, -0.25).Value
                        Tensor.LayerNorm(x.T, one.BroadcastTo 2, Tensor.Zeros([| 2 |], dtype), -0.25).T
                        Tensor.BatchNormInference(x - 1.0, one, 0.0 * one, RunningStatistics.Initial(1, dtype), -0.25)
                    ] do
                    near dtype (tensor dtype [ 2; 1 ] [ -root; root ]) y

                Expect.all ((Tensor.BatchNorm(x, one, one, -2.0).Value).ToArray()) Double.IsNaN "σ² + ε < 0")
        domain "Update wants a momentum in [0, 1], but got 1.5." (fun () ->
            (RunningStatistics.Initial(2).Update(BatchNormalized(zeros [], zeros [ 2 ], zeros [ 2 ]), 1.5)).Mean)
        shape "LayerNorm wants a scale of the last axes of [2, 3], but got [2]." (fun () ->
            Tensor.LayerNorm(zeros [ 2; 3 ], zeros [ 2 ], zeros [ 2 ]))
        shape "LayerNorm wants a shift [3], as the scale is, but got [2]." (fun () ->
            Tensor.LayerNorm(zeros [ 2; 3 ], zeros [ 3 ], zeros [ 2 ]))
        inBoth "one key, one mask: in the value, again, and in the gradient" (fun dtype ->
            let x = Tensor.Ones([| 1000 |], dtype)
            let drop (x: Tensor) = Tensor.Dropout(x, 0.5, Key.Of 3L)
            let y = (drop x).ToArray()
            Expect.equal ((drop x).ToArray()) y "again"
            Expect.equal ((grad (fun x -> (drop x).Sum()) x).ToArray()) y "gradient"
            Expect.all y (fun v -> v = 0.0 || v = 2.0) "0 or 1 / (1 − rate)"
            // Six standard deviations of a thousand fair coins.
            Expect.isLessThan (abs (Array.average y - 1.0)) 0.19 "the mean is kept"
            Expect.notEqual (Tensor.Dropout(x, 0.5, Key.Of 4L).ToArray()) y "another key")
        inBoth "a rate of 0 changes nothing, and what is dropped is 0 even if it is not finite" (fun dtype ->
            let x = Tensor.Full([| 64 |], inf, dtype)
            expect dtype [ 64 ] (List.replicate 64 inf) (Tensor.Dropout(x, 0.0, Key.Of 1L))
            Expect.all (Tensor.Dropout(x, 0.5, Key.Of 1L).ToArray()) (fun v -> v = 0.0 || v = inf) "0 or inf")
        domain "Dropout wants a rate of at least 0 and below 1, but got 1." (fun () ->
            Tensor.Dropout(zeros [ 2 ], 1.0, Key.Of 1L))
        inBoth "an embedding's gradient adds up over repeated rows" (fun dtype ->
            let table, indices = Tensor.Zeros([| 3; 2 |], dtype), tensor dtype [ 3 ] [ 2; 0; 2 ]
            let gradient = grad (fun table -> Tensor.Embedding(table, indices).Sum()) table
            expect dtype [ 3; 2 ] [ 1; 1; 0; 0; 2; 2 ] gradient)
        shape "Embedding wants a table [entries, size], but got [3]." (fun () ->
            Tensor.Embedding(zeros [ 3 ], zeros [ 1 ]))
        domain
            "Gather wants whole indices of at least 0 and less than 3, the size of axis 0, but got 3 as index number 1."
            (fun () -> Tensor.Embedding(zeros [ 3; 2 ], Tensor.Create [| 0.0; 3.0 |]))
    ]

[<Tests>]
let tests = testList "Network operations" [ softmax; crossEntropy; convolution; pooling; normalisation ]
