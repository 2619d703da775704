/// Gradients of all kinds over values that are shared by whoever computes them.
module Functional.Hardening.Soak.Workloads

open Functional.Core
open Functional.Models
open Functional.Hardening.Kept

/// Computes the same numbers whenever it is called.
type Workload = { Name: string; Run: unit -> float[] }

let private normal seed (shape: int list) = Random.normal shape (Random.key seed)

let private numbers (p: 'p) = Params.leaves p |> Array.collect _.ToArray()

let private inputs, targets = normal 1 [ 16; 12 ], Tensor.ofIndices (Seq.init 16 (fun i -> i % 5))
let private batch = Examples.create inputs targets
let private mlp = Mlp.init Initializer.glorotUniform DType.Float64 [ 12; 20; 5 ] (Random.key 2)
let private direction: Mlp = Params.map (fun x -> 0.1 * Tensor.Cos x) mlp
let private loss (p: Mlp) = Mlp.loss tanh batch p

let private images = (normal 3 [ 4; 1; 12; 12 ]).Cast DType.Float32
let private stages: ConvStage list = [ { Filters = 4; Window = 3; Padding = 1; Pooled = true } ]
let private conv = ConvNet.init stages Initializer.heNormal DType.Float32 (1, 12) 8 3 (Random.key 4)
let private convLoss p = ConvNet.forward stages p images |> Tensor.square |> Tensor.mean

let private lstm = Lstm.init Initializer.glorotUniform DType.Float64 3 6 (Random.key 5)
let private sequence = normal 6 [ 20; 2; 3 ]

let private unrolled (p: Lstm) =
    let struct (_, outputs) = Lstm.unroll p (Lstm.start 2 p) sequence
    Tensor.mean (Tensor.square outputs)

// The same over a fold that keeps the root of its steps and computes the others again.
let private checkpointed (p: Lstm) =
    let options = ScanOptions(Checkpoints = Checkpoints.SquareRoot)
    let last = Scan.Using.fold options (Lstm.step p) (Lstm.start 2 p) sequence
    Tensor.mean (Tensor.square last.H)

let private x = normal 7 [ 9 ]
let private curved (x: Tensor) = Tensor.sum (exp (0.3 * x) * sin x) + Tensor.prod (1.0 + 0.1 * Tensor.square x)

let private real (x: Real[]) =
    let mutable sum = sin x[0] * exp x[1]

    for i in 1 .. x.Length - 1 do
        sum <- sum + x[i] * x[i - 1] / (1.0 + x[i] * x[i])

    sum

let private point = Array.init 8 (fun i -> 0.1 * float (i + 1))

let private work name (answer: unit -> 'p) = { Name = name; Run = fun () -> numbers (answer ()) }
let private scalarWork name run = { Name = name; Run = run }

/// What was made once is used by all: closures of pullbacks and linear maps, compiled functions, traced programs.
let all: Workload list =
    let struct (_, pullback) = AD.pullback (fun p -> Mlp.forward tanh p inputs) mlp
    let struct (_, push) = AD.linearize loss mlp
    let compiled = AD.compile (AD.valueAndGrad loss)
    let compiledConv = AD.compile (AD.grad convLoss)
    let compiledLstm = AD.compile (AD.grad unrolled)
    let hessian = AD.compile (AD.hessian curved)
    let traced = Scalars.trace real point
    let training = { KeptRun.plan 20 with Epochs = 1 }

    [
        work "eager, reverse" (fun () -> AD.grad loss mlp)
        work "eager, forward" (fun () -> AD.pushforward loss mlp direction)
        work "a shared pullback" (fun () -> pullback (normal 8 [ 16; 5 ]))
        work "a shared linear map" (fun () -> push direction)
        work "compiled, reverse" (fun () -> compiled mlp)
        work "convolution, eager" (fun () -> AD.grad convLoss conv)
        work "convolution, compiled" (fun () -> compiledConv conv)
        work "a scan" (fun () -> AD.grad unrolled lstm)
        work "a scan, compiled" (fun () -> compiledLstm lstm)
        work "a scan with checkpoints" (fun () -> AD.grad checkpointed lstm)
        work "a checkpoint" (fun () -> AD.grad (AD.checkpoint loss) mlp)
        work "a gradient for each example" (fun () ->
            AD.vectorize (fun x -> AD.grad (fun p -> Tensor.sum (Mlp.forward tanh p x)) mlp) inputs)
        work "second order" (fun () -> AD.hvp loss mlp direction)
        work "a Hessian, compiled" (fun () -> hessian x)
        work "a sparse Hessian" (fun () -> (AD.sparseHessian curved x).Values)
        work "Taylor" (fun () -> AD.jet 4 curved [ x; Tensor.onesLike x ])
        work "a Laplacian" (fun () -> AD.laplacian curved x)
        work "compiled anew each time" (fun () -> AD.compile (AD.grad curved) x)
        work "a root" (fun () ->
            AD.grad (fun a -> Tensor.sum (AD.root (fun z -> z * z * z + z - a) (Tensor.onesLike a))) x)
        work "training, compiled" (fun () -> (Training.run training KeptRun.key KeptRun.start).Parameters)
        scalarWork "Real, gradient" (fun () -> Scalars.gradient real point)
        scalarWork "Real, Hessian" (fun () -> Scalars.hessian real point |> Seq.cast<float> |> Seq.toArray)
        scalarWork "Real, traced" (fun () -> traced.Gradient point)
        scalarWork "Real, Taylor" (fun () -> Scalars.taylor 6 (fun t -> real [| t; 2.0 * t; exp t |]) 0.2)
    ]
