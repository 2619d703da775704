namespace Functional.Models

open System
open System.IO
open System.Runtime.InteropServices
open Functional.Core

/// Reads and writes darknet's files: networks from descriptions (.cfg), their parameters from files of weights.
[<RequireQualifiedAccess>]
module DarknetFiles =

    /// The network that the sections of a description say.
    let net (sections: DarknetSection list) : Result<DarknetNet, DarknetError> =
        result {
            let! channels = DarknetConfig.number 1 "channels" 3 sections.Head
            let! height = DarknetConfig.number 1 "height" 224 sections.Head
            let! width = DarknetConfig.number 1 "width" 224 sections.Head

            let! (layers, _) =
                sections.Tail |> List.fold DarknetLayers.add (Ok([], (0, Map [ 0, (channels, height, width) ])))

            return { Channels = channels; Height = height; Width = width; Layers = List.rev layers }
        }

    /// The network of a file.
    let readNet (file: string) : Result<DarknetNet, DarknetError> = DarknetConfig.read file |> Result.bind net

    // Major, minor and revision; then the images seen, as 4 bytes up to version 0.1 and as 8 from 0.2 on.
    let private header file (bytes: byte[]) =
        let word i = BitConverter.ToInt32(bytes, 4 * i)

        let atLeast wanted =
            if bytes.Length < wanted then
                Error(WeightsEnd(file, 0, int64 wanted, int64 bytes.Length))
            else
                Ok wanted

        atLeast 16
        |> Result.bind (fun _ ->
            match word 0, word 1 with
            | 0, 1 -> Ok 16
            | 0, 2 -> atLeast 20
            | major, minor -> Error(UnknownVersion(file, major, minor)))

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
                        // Cut off above any file, as the product of four such numbers can pass 2⁶³.
                        let kernel =
                            [ filters; inputs; size; size ]
                            |> List.fold (fun n size -> min (1L <<< 31) (n * int64 size)) 1L

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
