// Networks that others trained on MNIST, run on its test set. Run: dotnet fsi examples/pretrained.fsx [--data DIR]
#if INTERACTIVE
#load "load.fsx"
#endif

open System.IO
open Functional.Core
open Functional.Models

let private dense (named: Map<string, Tensor>) i : Dense = { W = named[$"W{i}"]; B = named[$"b{i}"] }

let private mlp named =
    Layer.flatten >> Mlp.forward Tensor.sigmoid { Layers = List.map (dense named) [ 1; 2; 3 ] }

let private convolve dropout plan named (images: Tensor) =
    let last = List.length plan + 2
    let window i : Conv2d = { W = Map.find $"W{i}" named; B = Map.find $"b{i}" named }

    let convolutions = List.map window [ 1 .. last - 2 ]
    let net = { Convolutions = convolutions; Hidden = dense named (last - 1); Output = dense named last }
    ConvNet.forwardWith dropout plan net (images.Reshape(-1, 1, 28, 28))

// What a dropout of one half, not made up for in training, is afterwards.
let private halved (x: Tensor) = 0.5 * x

/// The networks: their key, their file, how many of 10,000 they are known to name rightly, and what they do with images [n, 28, 28].
let networks = [
    "mlp", "mlp-784-50-100-10-sigmoid", 9352, mlp
    "simpleConvnet", "simple-convnet", 9600, convolve id ConvNet.simple
    "deepConvnet", "deep-convnet", 9797, convolve halved ConvNet.deep
]

/// How many of the test images a network names rightly; `report` hears of each tenth, from 1.
let count report (test: Examples) (network: Tensor -> Tensor) =
    let right (i, tenth: Examples) =
        report (i + 1)
        float (Examples.count tenth) * Metrics.accuracy tenth.Targets (network tenth.Inputs)

    Examples.inOrder (Examples.count test / 10) test |> Seq.indexed |> Seq.sumBy right |> round |> int

/// What each network reaches on the test set: (key, known, reached).
let run (report: string -> int -> unit) (data: string option) =
    let reached folder (struct (_, test)) =
        let read name = RawTensors.orRaise (RawTensors.read (Path.Combine(folder, "pretrained", name)))
        let reach (key, name, known, network) = key, known, count (report key) test (network (read name))
        List.map reach networks

    DataFolder.find data
    |> Result.mapError string
    |> Result.bind (fun folder -> ImageSet.load "mnist" data |> Result.map (reached folder))

#if INTERACTIVE
match run (fun _ _ -> ()) (fsi.CommandLineArgs |> Array.skipWhile ((<>) "--data") |> Array.tryItem 1) with
| Error message -> printfn $"{message}"
| Ok results ->
    for key, known, reached in results do
        printfn $"{key}: {reached} of 10,000 (known: {known})"
#endif
