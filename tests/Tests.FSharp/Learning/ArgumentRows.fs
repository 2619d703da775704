/// The numbers that the functions of Functional.Models take: for each function a row, with the numbers it is right for and a call.
module Functional.Tests.Learning.ArgumentRows

open System
open Functional.Core
open Functional.Models

/// The numbers that an argument may be.
type Domain =
    | Finite
    | Positive
    | NotNegative
    /// At least 0, infinity included.
    | Bound
    /// From 0 to below 1.
    | Decay
    /// From 0 to 1.
    | Share
    /// A whole number of at least so much, however large.
    | AtLeast of int
    /// A whole number of at least so much, by which memory grows.
    | Size of int
    | Between of int * int

    /// Whether the arguments are whole numbers of 32 bits.
    member domain.IsWhole =
        match domain with
        | AtLeast _
        | Size _
        | Between _ -> true
        | _ -> false

    member domain.Has(x: float) =
        match domain with
        | Finite -> Double.IsFinite x
        | Positive -> x > 0.0 && Double.IsFinite x
        | NotNegative -> x >= 0.0 && Double.IsFinite x
        | Bound -> x >= 0.0
        | Decay -> x >= 0.0 && x < 1.0
        | Share -> x >= 0.0 && x <= 1.0
        | AtLeast least
        | Size least -> x >= float least
        | Between(least, most) -> x >= float least && x <= float most

/// A function, its arguments that are numbers, each with a usual value, and the numbers of its answer.
type ArgumentRow = { Name: string; Arguments: (Domain * float) list; Call: float[] -> float seq }

let private row name arguments call = { Name = name; Arguments = arguments; Call = call }

let private numbers (p: 'p) : float seq = Params.leaves p |> Seq.collect Tensor.toArray
let private key = Random.key 3
let private vector = Tensor.ofArray [| 1.0; -2.0; 0.5 |]
let private targets = Tensor.ofArray [| 0.0; 1.0; 0.5 |]
let private gradient = Tensor.ofArray [| 0.25; -4.0; 0.0 |]

// Three steps, by a gradient that is partly 0.
let private stepped (rule: Rule) =
    let next (p, s) _ = Optimizer.update rule s gradient p
    let p, s = Seq.fold next (vector, Optimizer.init rule vector) [ 1..3 ]
    Seq.append (numbers p) (numbers s.Memory)

let private rule name arguments (make: float[] -> Rule) = row name arguments (make >> stepped)

let private schedule name arguments (make: float[] -> Schedule) =
    row name (arguments @ [ AtLeast 0, 3.0 ]) (fun a -> [ make a 0; make a 1; make a 12; make a (int (Array.last a)) ])

let private schedules = [
    schedule "Schedule.constant" [ Finite, 0.1 ] (fun a -> Schedule.constant a[0])
    schedule "Schedule.exponential" [ Finite, 0.1; NotNegative, 0.5; AtLeast 1, 3.0 ] (fun a ->
        Schedule.exponential a[0] a[1] (int a[2]))
    schedule "Schedule.stairs" [ Finite, 0.1; NotNegative, 0.5; AtLeast 1, 3.0 ] (fun a ->
        Schedule.stairs a[0] a[1] (int a[2]))
    schedule "Schedule.cosine" [ Finite, 0.1; Finite, 0.0; AtLeast 1, 10.0 ] (fun a ->
        Schedule.cosine a[0] a[1] (int a[2]))
    schedule "Schedule.linear" [ Finite, 0.1; Finite, 0.0; AtLeast 1, 10.0 ] (fun a ->
        Schedule.linear a[0] a[1] (int a[2]))
    schedule "Schedule.thenAfter" [ AtLeast 0, 2.0 ] (fun a ->
        Schedule.thenAfter (int a[0]) (Schedule.constant 1.0) (Schedule.linear 1.0 0.0 3))
    schedule "Schedule.warmUp" [ AtLeast 0, 2.0 ] (fun a -> Schedule.warmUp (int a[0]) (Schedule.linear 1.0 0.0 3))
]

let private rules = [
    rule "Rule.scale" [ Finite, -0.1 ] (fun a -> Rule.scale a[0])
    rule "Rule.clipByValue" [ Bound, 1.0 ] (fun a -> Rule.clipByValue a[0])
    rule "Rule.clipByGlobalNorm" [ Bound, 1.0 ] (fun a -> Rule.clipByGlobalNorm a[0])
    rule "Rule.addWeights" [ NotNegative, 0.1 ] (fun a -> Rule.addWeights a[0])
    rule "Rule.momentum" [ Decay, 0.9 ] (fun a -> Rule.momentum a[0])
    rule "Rule.nesterov" [ Decay, 0.9 ] (fun a -> Rule.nesterov a[0])
    rule "Rule.adaGrad" [ Positive, 1e-7 ] (fun a -> Rule.adaGrad a[0])
    rule "Rule.rmsProp" [ Decay, 0.9; Positive, 1e-7 ] (fun a -> Rule.rmsProp a[0] a[1])
    rule "Rule.adam" [ Decay, 0.9; Decay, 0.99; Positive, 1e-8 ] (fun a -> Rule.adam a[0] a[1] a[2])
    rule "Rule.remembering" [ Size 0, 2.0 ] (fun a ->
        Rule.remembering (int a[0]) (fun moment change -> struct (change, moment.Memory)))
    rule "Optimizer.sgd" [ Finite, 0.1 ] (fun a -> Optimizer.sgd a[0])
    rule "Optimizer.momentum" [ Decay, 0.9; Finite, 0.1 ] (fun a -> Optimizer.momentum a[0] a[1])
    rule "Optimizer.nesterov" [ Decay, 0.9; Finite, 0.1 ] (fun a -> Optimizer.nesterov a[0] a[1])
    rule "Optimizer.adaGrad" [ Finite, 0.1 ] (fun a -> Optimizer.adaGrad a[0])
    rule "Optimizer.rmsProp" [ Decay, 0.9; Finite, 0.1 ] (fun a -> Optimizer.rmsProp a[0] a[1])
    rule "Optimizer.adamWith" [ Decay, 0.9; Decay, 0.99; Positive, 1e-8; Finite, 0.1 ] (fun a ->
        Optimizer.adamWith a[0] a[1] a[2] a[3])
    rule "Optimizer.adam" [ Finite, 0.1 ] (fun a -> Optimizer.adam a[0])
    rule "Optimizer.adamW" [ NotNegative, 0.1; Finite, 0.1 ] (fun a -> Optimizer.adamW a[0] a[1])
    rule "Optimizer.clipByValue" [ Bound, 1.0 ] (fun a -> Optimizer.clipByValue a[0])
    rule "Optimizer.clipByGlobalNorm" [ Bound, 1.0 ] (fun a -> Optimizer.clipByGlobalNorm a[0])
    rule "Optimizer.weightDecay" [ NotNegative, 0.1 ] (fun a -> Optimizer.weightDecay a[0])
]

let private scores = Tensor.ofRows [ [ 3.0; 1.0; 2.0 ]; [ 0.0; 5.0; 4.0 ] ]
let private labels = Tensor.ofIndices [ 0; 2 ]
let private batch = Tensor.ofRows [ [ 1.0; 2.0 ]; [ 3.0; 5.0 ] ]
let private norm = BatchNorm.init DType.Float64 2
let private running = BatchNorm.statistics DType.Float64 2

// Variances above 1, which an epsilon of −1 leaves positive.
let private wide = batch * 3.0

let private runningWide =
    RunningStatistics(Tensor.ofArray [| 0.0; 1.0 |], Tensor.ofArray [| 4.0; 9.0 |])

let private image = Tensor.ofShape [ 1; 1; 4; 4 ] (List.init 16 float)

let private ofStatistics (struct (y: Tensor, running: RunningStatistics)) =
    numbers [ y; running.Mean; running.Variance ]

let private losses = [
    row "Loss.huber" [ Positive, 1.0 ] (fun a -> numbers (Loss.huber a[0] targets vector))
    row "Loss.l2" [ NotNegative, 0.1 ] (fun a -> numbers (Loss.l2 a[0] vector))
    row "Vae.gaussian" [ Positive, 0.5 ] (fun a -> numbers (Vae.gaussian a[0] vector targets))
    row "Metrics.topAccuracy" [ Between(1, 3), 2.0 ] (fun a -> [ Metrics.topAccuracy (int a[0]) labels scores ])
    row "Metrics.confusion" [ Between(3, 46340), 3.0 ] (fun a ->
        Metrics.confusion (int a[0]) labels scores |> Seq.cast<int> |> Seq.map float)
]

let private layers = [
    row "Layer.dropout" [ Decay, 0.5 ] (fun a -> numbers (Layer.dropout a[0] key vector))
    row "Layer.maxPool" [ Between(1, 4), 2.0; AtLeast 0, 1.0 ] (fun a ->
        numbers (Layer.maxPool (int a[0]) (int a[1]) image))
    row "Layer.averagePool" [ Between(1, 4), 2.0; AtLeast 0, 1.0 ] (fun a ->
        numbers (Layer.averagePool (int a[0]) (int a[1]) image))
    row "BatchNorm.init" [ Size 0, 2.0 ] (fun a -> numbers (BatchNorm.init DType.Float64 (int a[0])))
    row "BatchNorm.statistics" [ Size 0, 2.0 ] (fun a ->
        let s = BatchNorm.statistics DType.Float64 (int a[0])
        numbers [ s.Mean; s.Variance ])
    row "BatchNorm.trainWith" [ Finite, 1e-5; Share, 0.9 ] (fun a ->
        ofStatistics (BatchNorm.trainWith a[0] a[1] norm running wide))
    row "BatchNorm.train" [ Share, 0.9 ] (fun a -> ofStatistics (BatchNorm.train a[0] norm running batch))
    row "BatchNorm.inferWith" [ Finite, 1e-5 ] (fun a -> numbers (BatchNorm.inferWith a[0] norm runningWide wide))
    row "NormedMlp.train" [ Share, 0.9 ] (fun a ->
        let p = NormedMlp.init Initializer.heNormal DType.Float64 [ 2; 3; 2 ] key
        let struct (y, running) = NormedMlp.train a[0] Tensor.relu p (NormedMlp.statistics p) batch
        numbers (y :: [ for s in running -> s.Mean + s.Variance ]))
    row "Dense.init" [ Size 1, 2.0; Size 0, 3.0 ] (fun a ->
        numbers (Dense.init Initializer.heUniform DType.Float64 (int a[0]) (int a[1]) key))
    row "Conv2d.init" [ Size 1, 1.0; Size 0, 2.0; Size 1, 3.0 ] (fun a ->
        numbers (Conv2d.init Initializer.heNormal DType.Float64 (int a[0]) (int a[1]) (int a[2]) key))
    row "Conv2d.forward" [ Size 1, 1.0 ] (fun a ->
        let p = Conv2d.init Initializer.heNormal DType.Float64 1 1 3 key
        numbers (Conv2d.forward (int a[0]) Padding.Valid p image))
    row "Initializer.normal" [ NotNegative, 0.1 ] (fun a ->
        numbers (Initializer.normal a[0] DType.Float64 (Fans.Dense(2, 2)) [ 2; 2 ] key))
    row "Initializer.truncatedNormal" [ NotNegative, 0.1 ] (fun a ->
        numbers (Initializer.truncatedNormal a[0] DType.Float64 (Fans.Dense(2, 2)) [ 2; 2 ] key))
    row "Fans.Dense" [ AtLeast 0, 2.0; AtLeast 0, 3.0 ] (fun a ->
        let fans = Fans.Dense(int a[0], int a[1])
        [ float fans.In; float fans.Out ])
    row
        "Fans.Conv"
        [ Between(0, 1000), 2.0; Between(0, 1000), 3.0; Between(0, 1000), 2.0; Between(0, 1000), 2.0 ]
        (fun a ->
            let fans = Fans.Conv(int a[0], int a[1], int a[2], int a[3])
            [ float fans.In; float fans.Out ])
]

let private examples = Examples.create batch (Tensor.ofIndices [ 0; 1 ])
let private inputs (batches: Examples seq) = batches |> Seq.truncate 3 |> Seq.collect (fun batch -> numbers batch)

let private data = [
    row "Examples.range" [ Between(0, 2), 0.0; Between(0, 2), 2.0 ] (fun a ->
        numbers (Examples.range (int a[0]) (int a[1]) examples))
    row "Examples.inOrder" [ AtLeast 1, 1.0 ] (fun a -> inputs (Examples.inOrder (int a[0]) examples))
    row "Examples.batches" [ AtLeast 1, 1.0 ] (fun a -> inputs (Examples.batches (int a[0]) examples key))
    row "Examples.split" [ Share, 0.5 ] (fun a ->
        let struct (first, second) = Examples.split a[0] key examples
        Seq.append (numbers first) (numbers second))
    row "ImageSet.draws" [ AtLeast 0, 2.0; Size 1, 2.0 ] (fun a ->
        inputs (ImageSet.draws (int a[0]) (int a[1]) examples key))
    row "Spiral.generate" [ Size 1, 2.0; Size 1, 2.0 ] (fun a -> numbers (Spiral.generate (int a[0]) (int a[1]) key))
    row "Image.ofBytes" [ Between(2, 2), 2.0; Between(1, 1), 1.0 ] (fun a ->
        numbers (Image.ofBytes (int a[0]) (int a[1]) (Array.zeroCreate 6)))
    row "Image.resize" [ Size 1, 2.0; Size 1, 3.0 ] (fun a -> numbers (Image.resize (int a[0]) (int a[1]) image[0]))
    row "Image.letterbox" [ Size 1, 2.0; Size 1, 3.0 ] (fun a ->
        numbers (Image.letterbox (int a[0]) (int a[1]) image[0]))
    row "Idx.read" [ Between(1, 255), 1.0 ] (fun a ->
        Idx.read (int a[0]) "none" |> ignore
        Seq.empty)
    row "Idx.labels" [ AtLeast 1, 1.0 ] (fun a ->
        Idx.labels (int a[0]) DType.Float64 "none" |> ignore
        Seq.empty)
    row "Idx.examples" [ AtLeast 1, 1.0 ] (fun a ->
        Idx.examples (int a[0]) DType.Float64 "none" "none" |> ignore
        Seq.empty)
    row "Training.runKept" [ AtLeast 1, 2.0 ] (fun a ->
        let file = IO.Path.Combine(IO.Path.GetTempPath(), IO.Path.GetRandomFileName() + ".npz")
        let loss (batch: Examples) p = Tensor.sum (Tensor.square (p - batch.Inputs[0]))
        let plan = Training.plan (Optimizer.sgd 0.1) loss (fun _ -> Examples.inOrder 1 examples)

        try
            numbers (Training.runKept file (int a[0]) plan key (Tensor.zeros [ 2 ])).Parameters
        finally
            IO.File.Delete file)
]

let private he = Initializer.heNormal

let private models = [
    row "Vae.init" [ Size 1, 2.0; Size 1, 2.0; Size 1, 1.0 ] (fun a ->
        numbers (Vae.init he DType.Float64 (int a[0]) (int a[1]) (int a[2]) [ 2 ] key))
    row "Vae.generate" [ Size 0, 2.0 ] (fun a ->
        numbers (Vae.generate (int a[0]) (Vae.init he DType.Float64 2 2 1 [ 2 ] key) key))
    row "Lstm.init" [ Size 0, 2.0; Size 1, 2.0 ] (fun a ->
        numbers (Lstm.init he DType.Float64 (int a[0]) (int a[1]) key))
    row "Lstm.start" [ Size 0, 2.0 ] (fun a -> numbers (Lstm.start (int a[0]) (Lstm.init he DType.Float64 2 2 key)))
    row "Gru.init" [ Size 0, 2.0; Size 1, 2.0 ] (fun a -> numbers (Gru.init he DType.Float64 (int a[0]) (int a[1]) key))
    row "Gru.start" [ Size 0, 2.0 ] (fun a -> numbers (Gru.start (int a[0]) (Gru.init he DType.Float64 2 2 key)))
    row "LstmNet.init" [ Size 0, 2.0; Size 0, 1.0 ] (fun a ->
        numbers (LstmNet.init he DType.Float64 (int a[0]) [ 2 ] (int a[1]) key))
    row "LstmNet.start" [ Size 0, 2.0 ] (fun a ->
        numbers (LstmNet.start (int a[0]) (LstmNet.init he DType.Float64 2 [ 2 ] 1 key)))
    row "LstmNet.generate" [ Size 0, 2.0 ] (fun a ->
        let p = LstmNet.init he DType.Float64 2 [ 2 ] 2 key
        numbers (LstmNet.generate tanh p (Tensor.ones [ 2; 1; 2 ]) (int a[0])))
    row "ConvNet.init" [ Size 1, 1.0; Size 6, 28.0; Size 1, 2.0; Size 0, 2.0 ] (fun a ->
        let plan = [ { Filters = 2; Window = 5; Padding = 0; Pooled = true } ]
        numbers (ConvNet.init plan he DType.Float64 (int a[0], int a[1]) (int a[2]) (int a[3]) key))
    row "Node.dense" [ AtLeast 0, 2.0; AtLeast 0, 3.0 ] (fun a ->
        Node.dense he "layer" (int a[0]) (int a[1]) (Node.placeholder "x" [ 1; 2 ]) |> ignore
        Seq.empty)
    row "Darknet.top" [ Between(1, 3), 2.0 ] (fun a -> Darknet.top (int a[0]) [ "a"; "b"; "c" ] vector |> Seq.map snd)
]

/// All of them.
let all = schedules @ rules @ losses @ layers @ data @ models
