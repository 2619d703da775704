module Functional.Tests.Learning.TrainingTests

open System.Threading
open Expecto
open Functional.Core
open Functional.Models

let private line =
    let x = Tensor.linspace -1.0 1.0 20
    Examples.create (x.Reshape(-1, 1)) (3.0 * x.Reshape(-1, 1) + 1.0)

let private start: Dense = { W = Tensor.zeros [ 1; 1 ]; B = Tensor.zeros [ 1 ] }

let private fit batch (p: Dense) = Dense.forward p batch.Inputs |> Loss.meanSquaredError batch.Targets

let private plan = {
    Training.plan (Optimizer.sgd 0.2) fit (Examples.batches 6 line) with
        Epochs = 40
        Measure = fun p -> [ "error", (fit line p).ToScalar() ]
}

let private weights (trained: Trained<Dense>) =
    Array.append (Tensor.toArray trained.Parameters.W) (Tensor.toArray trained.Parameters.B)

let private key = Random.key 3

let private examples =
    testList "examples" [
        test "an epoch's batches have every example once, in an order of the key" {
            let numbered = Examples.create (Tensor.arange 10) (Tensor.arange 10)
            let epoch key = Examples.batches 4 numbered key |> List.ofSeq

            let rows key =
                epoch key |> List.collect (fun batch -> List.ofArray (Tensor.toArray batch.Inputs))

            Expect.equal (epoch key |> List.map Examples.count) [ 4; 4; 2 ] "sizes"
            Expect.equal (List.sort (rows key)) [ 0.0 .. 9.0 ] "each once"
            Expect.notEqual (rows key) [ 0.0 .. 9.0 ] "shuffled"
            Expect.equal (rows key) (rows key) "by key"
            Expect.notEqual (rows key) (rows (Random.key 4)) "another key"
            Expect.all (epoch key) (fun b -> Tensor.toArray b.Inputs = Tensor.toArray b.Targets) "targets go along"
            let ones = Examples.batches 1 numbered key |> Seq.map (fun b -> Tensor.shape b.Inputs) |> Seq.distinct
            Expect.sequenceEqual ones [ [ 1 ] ] "of one"
            Expect.equal (Examples.inOrder 4 numbered |> Seq.map Examples.count |> List.ofSeq) [ 4; 4; 2 ] "in order"
        }

        test "two parts share nothing" {
            let numbered = Examples.create (Tensor.arange 10) (Tensor.arange 10)
            let struct (first, second) = Examples.split 0.8 key numbered
            let all = Array.append (Tensor.toArray first.Inputs) (Tensor.toArray second.Inputs)
            Expect.equal (Examples.count first, Array.sort all) (8, [| 0.0 .. 9.0 |]) ""
        }

        test "more inputs than targets are an error" {
            Expect.throwsC (fun () -> Examples.create (Tensor.arange 3) (Tensor.arange 2) |> ignore) (fun e ->
                Expect.equal
                    (e.GetType(), e.Message)
                    (typeof<ShapeException>,
                     "Examples want as many inputs as targets along their first axes, but got [3] and [2].")
                    "")
        }
    ]

let private runs =
    testList "runs" [
        test "a line is learnt" {
            let trained = Training.run plan key start
            let w, b = Tensor.toScalar trained.Parameters.W, Tensor.toScalar trained.Parameters.B
            Expect.isLessThan (abs (w - 3.0)) 1e-3 "slope"
            Expect.isLessThan (abs (b - 1.0)) 1e-3 "intercept"
            Expect.equal (trained.History |> List.map _.Epoch) [ 1..40 ] "epochs"
            let errors = trained.History |> List.map (fun report -> snd report.Metrics.Head)
            Expect.isLessThan (List.last errors) (1e-3 * errors.Head) "error"
        }

        test "the same key gives the same run; running on gives what one run gives" {
            let whole = Training.run plan key start
            let half = { plan with Epochs = 20 }
            let parts = Training.run half key start |> Training.continue' half key
            Expect.equal (weights parts) (weights whole) "in parts"
            Expect.equal (weights (Training.run plan key start)) (weights whole) "again"

            Expect.notEqual
                (weights (Training.run half (Random.key 4) start))
                (weights (Training.run half key start))
                ""
        }

        test "progress is told batch by batch and epoch by epoch" {
            let told = ResizeArray()
            let trained = Training.run { plan with Epochs = 2; Report = told.Add } key start

            let shape =
                told
                |> Seq.map (function
                    | BatchDone(epoch, batch, _) -> epoch, batch
                    | EpochDone report -> report.Epoch, 0)

            Expect.sequenceEqual
                shape
                [
                    for epoch in 1..2 do
                        for batch in [ 1; 2; 3; 4; 0 ] -> epoch, batch
                ]
                "order"

            let losses =
                told
                |> Seq.choose (function
                    | BatchDone(1, _, loss) -> Some loss
                    | _ -> None)

            Expect.floatClose Accuracy.high trained.History.Head.Loss (Seq.average losses) "mean loss"
        }

        test "a cancelled run returns what it has" {
            use cancel = new CancellationTokenSource()

            let stop =
                function
                | BatchDone(2, 3, _) -> cancel.Cancel()
                | _ -> ()

            let trained = Training.run { plan with Report = stop; Cancellation = cancel.Token } key start
            Expect.equal (trained.Interrupted, trained.History.Length, trained.Optimizer.Step) (true, 1, 7) ""
        }

        test "each step has its own key" {
            let seen = ResizeArray()

            let noisy = {
                plan with
                    Epochs = 2
                    Loss =
                        fun key batch p ->
                            seen.Add key
                            fit batch p
            }

            Training.run noisy key start |> ignore
            Expect.equal (Seq.length (Seq.distinct seen)) 8 "keys"
        }

        test "a spiral starts at ln 3 and is learnt" {
            let spiral = Spiral.generate 3 50 (Random.key 1)

            let plan = {
                Training.plan (Optimizer.adam 0.03) (Mlp.loss Tensor.relu) (fun _ -> Seq.singleton spiral) with
                    Epochs = 300
            }

            let p = Mlp.init (Initializer.normal 0.01) DType.Float64 [ 2; 50; 3 ] (Random.key 2)
            let trained = Training.run plan key p
            Expect.isLessThan (abs (trained.History.Head.Loss - log 3.0)) 1e-3 "first loss"

            Expect.isGreaterThan
                (Metrics.accuracy spiral.Targets (Mlp.forward Tensor.relu trained.Parameters spiral.Inputs))
                0.95
                ""
        }
    ]

[<Tests>]
let tests = testList "Training" [ examples; runs ]
