module Functional.Tests.Learning.LossTests

open Expecto
open Functional.Core
open Functional.Models

let private near name (expected: float) (actual: Tensor) =
    Expect.equal actual.Rank 0 "scalar"
    Expect.floatClose Accuracy.high (actual.ToScalar()) expected name

let private y = Tensor.ofArray [| 1.0; 5.0; -2.0 |]
let private t = Tensor.ofArray [| 1.5; 2.0; -2.0 |]

let private losses =
    testList "losses" [
        test "by hand" {
            near "squared" 9.25 (Loss.squaredError t y)
            near "mean squared" (9.25 / 3.0) (Loss.meanSquaredError t y)
            near "mean absolute" (3.5 / 3.0) (Loss.meanAbsoluteError t y)
            // ½·0.5² and 1·(3 − ½).
            near "Huber" (2.625 / 3.0) (Loss.huber 1.0 t y)
            near "L2" 15.0 (Loss.l2 1.0 (y, Tensor.ofArray [| 0.0 |]))
        }

        test "Huber's slope is the clipped distance" {
            let slope = AD.grad (Loss.huber 1.0 t) y * 3.0
            Expect.equal (Tensor.toArray slope) [| -0.5; 1.0; 0.0 |] "min(δ, |d|)·sign d"
            let atBound = AD.grad (Loss.huber 1.0 (Tensor.scalar 0.0)) (Tensor.scalar -1.0)
            near "at the bound" -1.0 atBound
        }

        test "cross-entropy of labels and of their distributions agree, and so do the gradients" {
            let logits = Tensor.ofRows [ [ 1.0; 2.0; 3.0 ]; [ 0.0; -1.0; 4.0 ] ]
            let labels = Tensor.ofIndices [ 2; 1 ]
            let hot = Tensor.oneHot 3 labels
            let p = Tensor.softmax 1 logits
            let expected = -0.5 * (log p[0, 2] + log p[1, 1]).ToScalar()
            near "labels" expected (Loss.crossEntropy labels logits)
            near "distributions" expected (Loss.crossEntropy hot logits)
            Expect.equal (Tensor.shape (Loss.crossEntropyEach labels logits)) [ 2 ] "each"

            Expect.isTrue
                (Tensor.allClose 1e-12 1e-12 (AD.grad (Loss.crossEntropy labels) logits) ((p - hot) / 2.0))
                "(softmax − t) / n"
        }

        test "binary cross-entropy is finite for any logit" {
            let logits = Tensor.ofArray [| 800.0; -800.0 |]
            near "wrong by far" 800.0 (Loss.binaryCrossEntropy (Tensor.ofArray [| 0.0; 1.0 |]) logits)
            near "right" 0.0 (Loss.binaryCrossEntropy (Tensor.ofArray [| 1.0; 0.0 |]) logits)
        }
    ]

let private scores =
    Tensor.ofRows [ [ 9.0; 1.0; 2.0 ]; [ 0.0; 5.0; 4.0 ]; [ 1.0; 1.0; 0.0 ]; [ 0.0; 1.0; 2.0 ] ]

let private labels = Tensor.ofIndices [ 0; 2; 1; 2 ]

let private raises<'e when 'e :> exn> (message: string) f =
    Expect.throwsC f (fun e -> Expect.equal (e.GetType(), e.Message) (typeof<'e>, message) "")

let private metrics =
    testList "metrics" [
        test "accuracy counts the greatest score, the first of equal ones" {
            Expect.equal (Metrics.predictions scores) [| 0; 1; 0; 2 |] "predictions"
            Expect.equal (Metrics.accuracy labels scores) 0.5 "accuracy"
            Expect.equal (Metrics.topAccuracy 2 labels scores) 1.0 "top 2"
            Expect.equal (Metrics.topAccuracy 1 labels scores) 0.5 "top 1"
        }

        test "a confusion matrix counts label by prediction" {
            let counts = Metrics.confusion 3 labels scores
            Expect.equal counts (array2D [ [ 1; 0; 0 ]; [ 1; 0; 0 ]; [ 0; 1; 1 ] ]) "counts"

            Expect.equal (Metrics.confusionText [ "a"; "b"; "c" ] counts) "  a b c\na 1 0 0\nb 1 0 0\nc 0 1 1" "text"
        }

        test "labels and scores that do not fit are errors" {
            raises<ShapeException> "Metrics want scores [n, classes], but got [4]." (fun () ->
                Metrics.accuracy labels labels |> ignore)

            raises<ShapeException> "Metrics want as many labels as scores, [4], but got [2]." (fun () ->
                Metrics.accuracy (Tensor.ofIndices [ 0; 1 ]) scores |> ignore)

            raises<DomainException>
                "Metrics.confusion wants labels that are whole numbers from 0 to 2, but got 3."
                (fun () -> Metrics.confusion 3 (Tensor.ofIndices [ 0; 3; 1; 2 ]) scores |> ignore)
        }
    ]

[<Tests>]
let tests = testList "Losses and metrics" [ losses; metrics ]
