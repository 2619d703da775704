namespace Functional.Models

open Functional.Core

/// What a darknet layer does to each number of its answer.
type DarknetActivation =
    | Linear
    /// x above 0, x / 10 below.
    | Leaky
    | Relu
    | Logistic

/// A layer of a darknet network; `inputs` counts the channels that come in.
type DarknetLayer =
    | Convolution of
        inputs: int *
        filters: int *
        size: int *
        stride: int *
        padding: int *
        normalized: bool *
        DarknetActivation
    /// Windows begin `padding / 2` before the edge.
    | MaxPool of size: int * stride: int * padding: int
    /// The mean of each channel.
    | AveragePool
    /// The output of the layer before is added to that of layer `from`.
    | Shortcut of from: int * DarknetActivation
    /// Nothing, once training is over.
    | Dropout
    | Softmax

/// A network as its description says: the size of its images, and its layers.
type DarknetNet = { Channels: int; Height: int; Width: int; Layers: DarknetLayer list }

/// γ and the running statistics of a normalized convolution; its β is the bias.
type DarknetNorm = { Scale: Tensor; Mean: Tensor; Variance: Tensor }

/// The parameters of a convolution: W [filters, inputs, size, size], B [filters].
type DarknetConvolution = { W: Tensor; B: Tensor; Norm: DarknetNorm option }

/// Darknet networks as functions of their parameters, one for each convolution in order.
/// Source: J. Redmon and A. Farhadi, "YOLOv3: An Incremental Improvement" (2018); the arithmetic is that of their C program.
[<RequireQualifiedAccess>]
module Darknet =

    let private activate activation x =
        match activation with
        | Linear -> x
        | Leaky -> Tensor.LeakyRelu(x, 0.1)
        | Relu -> Tensor.Relu x
        | Logistic -> Tensor.Sigmoid x

    let private perChannel (x: Tensor) = x.Reshape(-1, 1, 1)

    /// γ (x − μ) / (√σ² + 10⁻⁶) + β: the small number stands outside the root.
    let private normalize (norm: DarknetNorm option) bias (x: Tensor) =
        match norm with
        | None -> x + perChannel bias
        | Some norm ->
            let factor = norm.Scale / (Tensor.Sqrt norm.Variance + 1e-6)
            x * perChannel factor + perChannel (bias - factor * norm.Mean)

    let private convolve stride (padding: int) activation p x =
        Tensor.Conv2d(x, p.W, stride, Padding.All padding) |> normalize p.Norm p.B |> activate activation

    let private pool (size: int) (stride: int) padding (x: Tensor) =
        let before = padding / 2
        Tensor.MaxPool2d(x, size, stride, Padding(before, padding - before, before, padding - before))

    let private flat (x: Tensor) = x.Reshape(x.Shape[0], -1)

    // The outputs so far, the last one first, and the parameters still to come.
    let private next (outputs, parameters) layer =
        let x = List.head outputs

        match layer, parameters with
        | Convolution(_, _, _, stride, padding, _, activation), p :: rest ->
            convolve stride padding activation p x :: outputs, rest
        | Convolution _, [] -> invalidArg "parameters" "Darknet wants parameters for each convolution, but got too few."
        | MaxPool(size, stride, padding), rest -> pool size stride padding x :: outputs, rest
        | AveragePool, rest -> (Tensor.GlobalAveragePool x).Reshape(x.Shape[0], -1, 1, 1) :: outputs, rest
        | Shortcut(from, activation), rest ->
            activate activation (x + outputs[outputs.Length - 2 - from]) :: outputs, rest
        | Dropout, rest -> x :: outputs, rest
        | Softmax, rest -> Tensor.Softmax(flat x) :: outputs, rest

    /// The outputs of all layers for images [n, channels, height, width].
    let outputs (net: DarknetNet) (parameters: DarknetConvolution list) (images: Tensor) : Tensor list =
        net.Layers |> List.fold next ([ images ], parameters) |> fst |> List.rev |> List.tail

    /// What the last layer before the softmax says of each class: [n, classes].
    let logits (net: DarknetNet) parameters (images: Tensor) : Tensor =
        let scores = { net with Layers = net.Layers |> List.filter (fun layer -> layer <> Softmax) }
        outputs scores parameters images |> List.last |> flat

    /// The probabilities of the classes: [n, classes].
    let forward (net: DarknetNet) parameters (images: Tensor) : Tensor = outputs net parameters images |> List.last

    /// The k greatest probabilities of one image [classes], with the names of their classes.
    let top k (names: string list) (probabilities: Tensor) : (string * float) list =
        Argument.between 1 probabilities.Count "Darknet.top" "a number of classes" k

        // Published lists of names go beyond the classes of a network: darknet reads as many as there are classes.
        if names.Length < probabilities.Count then
            raise (
                ShapeException
                    $"Darknet.top wants a name for each of {probabilities.Count} classes, but got {names.Length}."
            )

        Tensor.toArray probabilities
        |> Array.indexed
        |> Array.sortByDescending snd
        |> Array.truncate k
        |> Array.map (fun (i, p) -> names[i], p)
        |> List.ofArray
