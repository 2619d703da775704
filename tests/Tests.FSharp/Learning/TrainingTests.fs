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
                    Compiled = false
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

/// A loss with noise by the key of the step: dropout, and a draw of its own.
let private noisy key batch (p: Dense) =
    let struct (mask, noise) = Random.split key
    let x = Layer.dropout 0.3 mask batch.Inputs
    fit { batch with Inputs = x + 0.1 * Random.normalOf x.DType (Tensor.shape x) noise } p

let private optimizers = [
    "gradient descent", Optimizer.sgd 0.1
    "momentum", Optimizer.momentum 0.9 0.05
    "Nesterov", Optimizer.nesterov 0.9 0.05
    "AdaGrad", Optimizer.adaGrad 0.3
    "RMSProp", Optimizer.rmsProp 0.9 0.05
    "Adam", Optimizer.adam 0.05
    "AdamW", Optimizer.adamW 0.01 0.05
    "clipped values", Optimizer.chain [ Optimizer.clipByValue 0.2; Optimizer.sgd 0.1 ]
    "a clipped norm", Optimizer.chain [ Optimizer.clipByGlobalNorm 0.5; Optimizer.sgd 0.1 ]
    "decay", Optimizer.chain [ Optimizer.weightDecay 0.1; Optimizer.sgd 0.1 ]
    "schedules",
    Optimizer.chain [
        Optimizer.scheduled (Schedule.cosine 1.0 0.1 20)
        Optimizer.adam 0.05
        Optimizer.scheduled (Schedule.warmUp 3 (Schedule.stairs 1.0 0.5 7))
    ]
]

let private compilation =
    testList "compiled" [
        for name, optimizer in optimizers do
            for dtype in [ DType.Float64; DType.Float32 ] do
                test $"{name} in {dtype}: the compiled run is the eager one, noise and all" {
                    let data = { Inputs = line.Inputs.Cast dtype; Targets = line.Targets.Cast dtype }
                    let p: Dense = { W = Tensor.zerosOf dtype [ 1; 1 ]; B = Tensor.zerosOf dtype [ 1 ] }

                    let losses compiled =
                        let told = ResizeArray()

                        let report progress =
                            match progress with
                            | BatchDone(_, _, loss) -> told.Add loss
                            | EpochDone _ -> ()

                        let plan: TrainingPlan<Dense, Examples> = {
                            Training.plan optimizer fit (Examples.batches 6 data) with
                                Loss = noisy
                                Epochs = 6
                                Report = report
                                Compiled = compiled
                        }

                        let trained = Training.run plan key p
                        struct (trained, List.ofSeq told)

                    let struct (compiled, told) = losses true
                    let struct (eager, expected) = losses false
                    let tolerance = if dtype = DType.Float32 then 1e-4 else 1e-12
                    let near (a: float) b = abs (a - b) <= tolerance * max 1.0 (abs a)
                    Expect.equal told.Length 24 "four batches, the last one smaller, in six epochs"
                    Expect.isTrue (List.forall2 near expected told) $"{expected}\n{told}"
                    Expect.isTrue (Array.forall2 near (weights eager) (weights compiled)) "parameters"
                    Expect.equal compiled.Optimizer.Step eager.Optimizer.Step "steps"

                    for e, a in
                        Array.zip (Params.leaves eager.Optimizer.Memory) (Params.leaves compiled.Optimizer.Memory) do
                        Expect.isTrue (Array.forall2 near (e.ToArray()) (a.ToArray())) "memory"
                }

        test "each step of a compiled run draws by a key of its own" {
            // The gradient is the noise itself, so the parameter is minus the sum of all draws.
            let plan = {
                Training.plan (Optimizer.sgd 1.0) (fun _ (p: Tensor) -> p) (fun _ ->
                    Seq.replicate 5 (Tensor.zeros [ 1 ])) with
                    Loss = fun key (_: Tensor) p -> Tensor.sum (p * key.Normal [| 1 |])
            }

            let seen = ResizeArray()

            let eager = {
                plan with
                    Compiled = false
                    Loss =
                        (fun key batch p ->
                            seen.Add(key.Normal [| 1 |])
                            plan.Loss key batch p)
            }

            let compiled = (Training.run plan key (Tensor.zeros [ 1 ])).Parameters
            Expect.equal compiled (Training.run eager key (Tensor.zeros [ 1 ])).Parameters "the same draws"
            Expect.equal (Seq.length (Seq.distinct seen)) 5 "five draws"
        }

        test "a step is traced once for each size of batch" {
            let traced = ref 0

            let counted = {
                plan with
                    Loss =
                        fun _ batch p ->
                            traced.Value <- traced.Value + 1
                            fit batch p
            }

            Training.run counted key start |> ignore
            Expect.equal traced.Value 2 "batches of six and of two"
        }

        test "a loss that reads a number is an error when compiled, and not otherwise" {
            let reading = {
                plan with
                    Epochs = 1
                    Loss = fun _ batch p -> let l = fit batch p in if l.ToScalar() > 0.0 then l else 2.0 * l
            }

            Expect.throwsC (fun () -> Training.run reading key start |> ignore) (fun e ->
                Expect.equal (e.GetType()) typeof<TraceException> e.Message)

            Expect.isFalse (Training.run { reading with Compiled = false } key start).Interrupted ""
        }
    ]

[<Tests>]
let tests = testList "Training" [ examples; runs; compilation ]
