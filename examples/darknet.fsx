// Tiny Darknet names what is on a photograph. Run: dotnet fsi examples/darknet.fsx [--data DIR] [PHOTOGRAPH]
#if INTERACTIVE
#load "load.fsx"
#endif

open System.IO
open Functional.Core
open Functional.Models

type Network = { Net: DarknetNet; Parameters: DarknetConvolution list; Names: string list }

let private file name data =
    DataFolder.find data |> Result.bind (DataFolder.file $"darknet/{name}") |> Result.mapError string

/// The network of a description with a file of weights, and the names of its classes.
let load description (weights: Result<string, string>) (data: string option) =
    let network names net parameters = { Net = net; Parameters = parameters; Names = names }

    file "imagenet.shortnames.list" data
    |> Result.map (File.ReadAllLines >> List.ofArray)
    |> Result.bind (fun names ->
        file description data
        |> Result.bind (DarknetFiles.readNet >> Result.mapError string)
        |> Result.bind (fun net ->
            weights
            |> Result.bind (DarknetFiles.readWeights net >> Result.mapError string)
            |> Result.map (network names net)))

/// Tiny Darknet as it was trained.
let tiny data = load "tiny.cfg" (file "tiny.weights" data) data

/// An image as the network takes it: [1, channels, height, width].
let input network image =
    let net = network.Net
    (Image.letterbox net.Height net.Width image).Reshape(1, net.Channels, net.Height, net.Width)

/// The probabilities of all classes: [classes].
let classify network image : Tensor =
    (Darknet.forward network.Net network.Parameters (input network image)).Reshape -1

#if INTERACTIVE
let arguments = fsi.CommandLineArgs |> Array.tail |> List.ofArray
let data = arguments |> List.skipWhile ((<>) "--data") |> List.tryItem 1

let words = arguments |> List.filter (fun word -> not (word.StartsWith "--") && Some word <> data)

let photograph =
    words |> List.tryHead |> Option.map Ok |> Option.defaultWith (fun () -> file "dog.jpg" data)

match tiny data, Result.bind (Image.readFile >> Result.mapError string) photograph with
| Ok network, Ok image ->
    for name, p in Darknet.top 5 network.Names (classify network image) do
        printfn $"{100.0 * p, 6:F2} %% {name}"
| Error message, _
| _, Error message -> printfn $"{message}"
#endif
