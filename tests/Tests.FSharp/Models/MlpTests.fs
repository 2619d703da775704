module Functional.Tests.Models.MlpTests

open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models

let private close what (expected: Tensor) (actual: Tensor) = Compare.close 1e-9 what expected actual

let private x = Random.normal [ 5; 4 ] (Random.key 1)
let private labels = Tensor.ofIndices [ 0; 1; 2; 1; 0 ]
let private sizes = [ 4; 6; 5; 3 ]
let private net = Mlp.init Initializer.heNormal DType.Float64 sizes (Random.key 2)
let private normed = NormedMlp.init Initializer.heNormal DType.Float64 sizes (Random.key 3)
let private start = NormedMlp.statistics normed

/// The gradient is that of differences, and the compiled one is the same.
let private check loss p = Laws.at LawOptions.Default [ Pushforward; Transpose; Compiled ] loss p 1

[<Tests>]
let tests =
    testList "Mlp" [
        test "what becomes of a hidden layer is told by its number, and the last layer has nothing after it" {
            let seen = ResizeArray()

            let hidden i h =
                seen.Add(i, Tensor.shape h)
                tanh h

            close "outputs" (Mlp.forward tanh net x) (Mlp.forwardWith hidden net x)
            Expect.equal (List.ofSeq seen) [ 0, [ 5; 6 ]; 1, [ 5; 5 ] ] "layers"
        }

        test "with dropout and decay its gradient is that of differences, eager and compiled" {
            let hidden (i: int) h = Tensor.sigmoid h |> Layer.dropout 0.3 ((Random.key 4).FoldIn i)

            check
                (fun (p: Mlp) ->
                    (Mlp.forwardWith hidden p x |> Loss.crossEntropy labels) + Loss.l2 0.1 (p.Layers |> List.map _.W))
                net
        }

        test "normalized, each hidden layer has mean β and deviation γ over the batch" {
            let moved = {
                normed with
                    Norms = normed.Norms |> List.map (fun n -> { Scale = 2.0 * n.Scale; Shift = n.Shift + 0.5 })
            }

            let seen = ResizeArray<Tensor>()

            let activation z =
                seen.Add z
                z

            let struct (y, _) = NormedMlp.train 0.9 activation moved start x
            Expect.sequenceEqual y.Shape [ 5; 3 ] "outputs"
            Expect.equal seen.Count 2 "hidden layers"

            for z in seen do
                close "mean" (0.5 * Tensor.ones [ z.Shape[1] ]) (Tensor.meanOver [ 0 ] z)
                // ε = 10⁻⁶ beside variances of about 1.
                let apart = abs (Tensor.stdOver [ 0 ] z - 2.0)
                Expect.isLessThan ((Tensor.max apart).ToScalar()) 1e-3 "deviation"
        }

        test "running statistics that stand still are the batch's, and then training and afterwards say the same" {
            let struct (trained, running) = NormedMlp.train 0.0 tanh normed start x
            close "outputs" trained (NormedMlp.infer tanh normed running x)
            let struct (_, slow) = NormedMlp.train 0.9 tanh normed start x
            close "mean" (0.1 * running.Head.Mean) slow.Head.Mean
            close "variance" (0.9 + 0.1 * running.Head.Variance) slow.Head.Variance
        }

        test "normalized, its gradient is that of differences, eager and compiled" {
            check
                (fun p ->
                    let struct (y, _) = NormedMlp.train 0.9 tanh p start x
                    Loss.crossEntropy labels y)
                normed
        }

        test "the book's basket costs 715, and each of its five numbers has the book's gradient" {
            let total, gradients = Layers.run ()
            Expect.floatClose Accuracy.high total 715.0 "price"

            for expected, gradient in List.zip [ 2.2; 110.0; 3.3; 165.0; 650.0 ] gradients do
                Expect.floatClose Accuracy.high gradient expected "gradient"
        }

        test "pairs one after the other are the pair of the composition" {
            let f (x: Tensor) = tanh (2.0 * x)
            let g (x: Tensor) = Tensor.sum (x * x)
            let both = Pair.ofFunction f |> Pair.andThen (Pair.ofFunction g)
            let struct (value, gradient) = Pair.gradient both x
            let struct (expected, slope) = AD.valueAndGrad (f >> g) x
            close "value" expected value
            close "gradient" slope gradient
        }

        test "the way back of a pair may be gone again, and changes nothing" {
            let struct (y, backward) = Pair.ofFunction Tensor.relu x
            let before = y.ToArray()
            let first = backward (Tensor.onesLike y)
            close "again" first (backward (Tensor.onesLike y))
            Expect.equal (y.ToArray()) before "what came out"
        }

        test "gradients by differences are those of the library" {
            close "demo" (Tensor.ofArray [| 6.0; 8.0 |]) (AD.grad GradientCheck.demo GradientCheck.place)
            let demo = GradientCheck.numerical 1e-4 GradientCheck.demo GradientCheck.place
            // Exact for a square but for rounding, 25 · 10⁻¹⁶ / h.
            Expect.isTrue (Tensor.allClose 0.0 1e-11 demo (Tensor.ofArray [| 6.0; 8.0 |])) "by differences"
            let f, v = GradientCheck.network 16 8 4 (Random.key 1)
            let _, greatest = GradientCheck.distance 1e-4 f v
            // h² times a third derivative below 1.
            Expect.isLessThan greatest 1e-8 "network"
        }

        test "the book's two-layer network has its parameters, and one image a hidden unit" {
            let p = Book.twoLayer 100 (Random.key 1)
            Expect.equal (Params.count p) (785 * 100 + 101 * 10) "parameters"
            let images = Book.weightImages p
            Expect.sequenceEqual images.Shape [ 100; 28; 28 ] "images"
            let pixel, weight = images[7, 3, 4], p.Layers.Head.W[3 * 28 + 4, 7]
            Expect.equal pixel weight "a pixel"
        }

        test "batches drawn anew have their size, and are others with another key" {
            let examples = Examples.create (Random.normal [ 50; 2 ] (Random.key 1)) (Tensor.arange 50)

            let drawn key =
                ImageSet.draws 3 20 examples (Random.key key)
                |> Seq.map (fun b -> b.Targets.ToArray())
                |> List.ofSeq

            Expect.equal (drawn 1 |> List.map Array.length) [ 20; 20; 20 ] "sizes"
            Expect.equal (drawn 1) (drawn 1) "the same"
            Expect.notEqual (drawn 1) (drawn 2) "others"
            let first = drawn 1
            Expect.notEqual first[0] first[1] "from step to step"
        }
    ]
