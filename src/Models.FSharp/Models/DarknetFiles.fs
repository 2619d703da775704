namespace Functional.Models

open System
open System.IO
open System.Runtime.InteropServices
open Functional.Core

/// Reads and writes darknet's files: networks from descriptions (.cfg), their parameters from files of weights.
[<RequireQualifiedAccess>]
module DarknetFiles =

    let private activation (section: DarknetSection) =
        match defaultArg (section.Options.TryFind "activation") "linear" with
        | "linear" -> Ok Linear
        | "leaky" -> Ok Leaky
        | "relu" -> Ok Relu
        | "logistic" -> Ok Logistic
        | other -> DarknetConfig.wrong section "activation" "linear, leaky, relu or logistic" other

    let private convolution section inputs =
        result {
            let! filters = DarknetConfig.number 1 "filters" 1 section
            let! size = DarknetConfig.number 1 "size" 1 section
            let! stride = DarknetConfig.number 1 "stride" 1 section
            let! pad = DarknetConfig.number 0 "pad" 0 section
            let! padding = DarknetConfig.number 0 "padding" 0 section
            let! normalized = DarknetConfig.number 0 "batch_normalize" 0 section
            let! groups = DarknetConfig.number 1 "groups" 1 section
            let! activation = activation section

            if groups <> 1 then
                return! DarknetConfig.wrong section "groups" "1" (string groups)
            else
                let padding = if pad <> 0 then size / 2 else padding
                return Convolution(inputs, filters, size, stride, padding, normalized <> 0, activation)
        }

    let private maxPool section =
        result {
            let! stride = DarknetConfig.number 1 "stride" 1 section
            let! size = DarknetConfig.number 1 "size" stride section
            let! padding = DarknetConfig.number 0 "padding" (size - 1) section
            return MaxPool(size, stride, padding)
        }

    let private shapeError (section: DarknetSection) reason =
        Error(WrongShape(section.File, section.Line, section.Name, reason))

    let private shortcut (section: DarknetSection) (shapes: (int * int * int) list) =
        result {
            let count = shapes.Length - 1
            let! from = DarknetConfig.number Int32.MinValue "from" -1 section
            let! activation = activation section
            let layer = if from < 0 then count + from else from

            if layer < 0 || layer >= count then
                return! DarknetConfig.wrong section "from" $"one of the {count} layers before" (string from)
            elif shapes[count - 1 - layer] <> shapes.Head then
                return!
                    shapeError
                        section
                        $"two outputs of one shape, but layer {layer} gives {shapes[count - 1 - layer]} and the one before {shapes.Head}"
            else
                return Shortcut(layer, activation)
        }

    let private slid size stride padding extent = (extent + padding - size) / stride + 1

    // The shape (channels, height, width) after a layer.
    let private after layer (channels, height, width) =
        match layer with
        | Convolution(_, filters, size, stride, padding, _, _) ->
            filters, slid size stride (2 * padding) height, slid size stride (2 * padding) width
        | MaxPool(size, stride, padding) -> channels, slid size stride padding height, slid size stride padding width
        | AveragePool -> channels, 1, 1
        | Shortcut _
        | Dropout
        | Softmax -> channels, height, width

    let private add state (section: DarknetSection) =
        result {
            let! (layers, shapes: (int * int * int) list) = state
            let inputs, _, _ = shapes.Head

            let! layer =
                match section.Name with
                | "convolutional"
                | "conv" -> convolution section inputs
                | "maxpool"
                | "max" -> maxPool section
                | "avgpool"
                | "avg" -> Ok AveragePool
                | "shortcut" -> shortcut section shapes
                | "dropout" -> Ok Dropout
                | "softmax" -> Ok Softmax
                | other -> Error(UnknownSection(section.File, section.Line, other))

            let shape = after layer shapes.Head
            let _, height, width = shape

            if height < 1 || width < 1 then
                return! shapeError section $"a window that fits into {shapes.Head}"
            else
                return layer :: layers, shape :: shapes
        }

    /// The network that the sections of a description say.
    let net (sections: DarknetSection list) : Result<DarknetNet, DarknetError> =
        result {
            let! channels = DarknetConfig.number 1 "channels" 3 sections.Head
            let! height = DarknetConfig.number 1 "height" 224 sections.Head
            let! width = DarknetConfig.number 1 "width" 224 sections.Head
            let! (layers, _) = sections.Tail |> List.fold add (Ok([], [ channels, height, width ]))
            return { Channels = channels; Height = height; Width = width; Layers = List.rev layers }
        }

    /// The network of a file.
    let readNet (file: string) : Result<DarknetNet, DarknetError> = DarknetConfig.read file |> Result.bind net

    // Major, minor and revision; then the images seen, as 4 bytes up to version 0.1 and as 8 from 0.2 on.
    let private header file (bytes: byte[]) =
        let word i = BitConverter.ToInt32(bytes, 4 * i)

        if bytes.Length < 16 then
            Error(WeightsEnd(file, 0, 16L, int64 bytes.Length))
        else
            match word 0, word 1 with
            | 0, 1 -> Ok 16
            | 0, 2 -> Ok 20
            | major, minor -> Error(UnknownVersion(file, major, minor))

    /// The parameters of a network from a file of weights, version 0.1 or 0.2: biases, then of a normalized layer scales, means and variances, then the kernels.
    let readWeights (net: DarknetNet) (file: string) : Result<DarknetConvolution list, DarknetError> =
        result {
            let! bytes =
                try
                    Ok(File.ReadAllBytes file)
                with
                | :? IOException as error -> Error(UnreadableFile(file, error.Message))
                | :? UnauthorizedAccessException as error -> Error(UnreadableFile(file, error.Message))

            let! start = header file bytes

            let read state (i, layer) =
                state
                |> Result.bind (fun (at: int64, read) ->
                    match layer with
                    | Convolution(inputs, filters, size, _, _, normalized, _) ->
                        let kernel = int64 filters * int64 inputs * int64 size * int64 size
                        let wanted = at + 4L * (int64 filters * (if normalized then 4L else 1L) + kernel)

                        if wanted > int64 bytes.Length then
                            Error(WeightsEnd(file, i, wanted, int64 bytes.Length))
                        else
                            let numbers =
                                MemoryMarshal
                                    .Cast<byte, float32>(ReadOnlySpan(bytes, int at, int (wanted - at)))
                                    .ToArray()

                            let part i = Tensor.Create(numbers[i * filters .. (i + 1) * filters - 1], [| filters |])

                            let norm =
                                if normalized then
                                    Some { Scale = part 1; Mean = part 2; Variance = part 3 }
                                else
                                    None

                            let rest = numbers[numbers.Length - int kernel ..]

                            Ok(
                                wanted,
                                { B = part 0; Norm = norm; W = Tensor.Create(rest, [| filters; inputs; size; size |]) }
                                :: read
                            )
                    | _ -> Ok(at, read))

            let! (stop, read) = net.Layers |> List.indexed |> List.fold read (Ok(int64 start, []))

            if stop < int64 bytes.Length then
                return! Error(WeightsGoOn(file, stop, int64 bytes.Length))
            else
                return List.rev read
        }

    /// The value, or DarknetException.
    let orRaise (result: Result<'a, DarknetError>) : 'a =
        match result with
        | Ok value -> value
        | Error error -> raise (DarknetException error)
