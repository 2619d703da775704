namespace Functional.Models

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open Functional.Core

/// Unsigned bytes of any number of axes, as an IDX file holds them, row-major.
type Idx = { Sizes: int list; Bytes: byte[] }

/// What is wrong with an IDX file. Offsets count bytes of the content, after decompression.
type IdxError =
    /// There is no such file.
    | Missing of file: string
    /// The file cannot be read; the system says why.
    | Unreadable of file: string * reason: string
    /// The compressed stream is damaged after so many bytes of content.
    | Damaged of file: string * offset: int
    /// The file ends where more must follow: `wanted` bytes in all, but there are `got`.
    | Truncated of file: string * wanted: int64 * got: int
    /// Bytes follow what the header announces: `wanted` bytes in all, but there are `got`.
    | TooLong of file: string * wanted: int64 * got: int
    /// The first two bytes are not 0.
    | WrongMagic of file: string * magic: int
    /// Byte 2 does not say unsigned bytes (8).
    | WrongElements of file: string * code: int
    /// Byte 3 announces another number of axes than asked for, as when labels stand for images.
    | WrongRank of file: string * wanted: int * got: int
    /// The sizes are more than a tensor has room for.
    | TooLarge of file: string * sizes: int64 list
    /// A label is not below the number of classes.
    | WrongLabel of file: string * offset: int * label: int * classes: int
    /// Two files that belong together have different counts.
    | CountsDiffer of images: string * imageCount: int * labels: string * labelCount: int

    /// What is wrong, in a sentence that names the file and the offset.
    override error.ToString() =
        match error with
        | Missing file -> $"An IDX file is wanted at {file}, but there is none."
        | Unreadable(file, reason) -> $"{file} cannot be read: {reason}"
        | Damaged(file, offset) ->
            $"{file} wants to be gzip, but its stream is damaged after {offset} bytes of content."
        | Truncated(file, wanted, got) -> $"{file} wants {wanted} bytes of content, but ends at offset {got}."
        | TooLong(file, wanted, got) ->
            $"{file} wants {wanted} bytes of content, but goes on at offset {wanted} to {got}."
        | WrongMagic(file, magic) ->
            $"{file} wants the bytes 00 00 at offset 0, but got {magic:X8}: it is not an IDX file."
        | WrongElements(file, code) -> $"{file} wants unsigned bytes (08) at offset 2, but got {code:X2}."
        | WrongRank(file, wanted, got) ->
            $"{file} wants {wanted} axes at offset 3, but got {got}: is it the right one of images and labels?"
        | TooLarge(file, sizes) ->
            let product = sizes |> List.map string |> String.concat " × "
            $"{file} wants at most {Array.MaxLength} bytes after its header, but says {product}."
        | WrongLabel(file, offset, label, classes) ->
            $"{file} wants labels from 0 to {classes - 1}, but got {label} at offset {offset}."
        | CountsDiffer(images, imageCount, labels, labelCount) ->
            $"{images} and {labels} want equal counts at offset 4, but got {imageCount} and {labelCount}."

/// An IdxError as an exception, for programs that have nothing better to do than to stop.
type IdxException(error: IdxError) =
    inherit Exception(string error)

    /// What is wrong.
    member _.Error = error

/// Reads IDX files, gzip or plain (their first bytes tell), and checks what they say of themselves.
[<RequireQualifiedAccess>]
module Idx =

    // Up to so many bytes of a stream, as memory is taken only for those that are there, and how many there were in all.
    let private upTo (most: int64) (got: int64 ref) (stream: Stream) =
        use content = new MemoryStream()
        let buffer = Array.zeroCreate<byte>(int (min most 65536L))

        let next _ = stream.Read(buffer, 0, int (min buffer.LongLength (most - content.Length)))

        let keep count =
            content.Write(buffer, 0, count)
            got.Value <- got.Value + int64 count

        Seq.initInfinite next |> Seq.takeWhile (fun count -> count > 0) |> Seq.iter keep
        content.ToArray()

    let rec private skip (buffer: byte[]) (got: int64 ref) (stream: Stream) =
        let count = stream.Read(buffer, 0, buffer.Length)

        if count > 0 then
            got.Value <- got.Value + int64 count
            skip buffer got stream

    let private clamp (count: int64) = int (min count (int64 Int32.MaxValue))

    let private number (bytes: byte[]) offset = BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(bytes, offset, 4))

    let private parse file rank (got: int64 ref) (stream: Stream) =
        let header = 4 + 4 * rank
        let start = upTo (int64 header) got stream

        let atLeast wanted =
            if start.Length < wanted then
                Error(Truncated(file, int64 wanted, start.Length))
            else
                Ok()

        let magic () =
            match start[0..3] with
            | [| 0uy; 0uy; 8uy; axes |] when int axes = rank -> Ok()
            | [| 0uy; 0uy; 8uy; axes |] -> Error(WrongRank(file, rank, int axes))
            | [| 0uy; 0uy; code; _ |] -> Error(WrongElements(file, int code))
            | _ -> Error(WrongMagic(file, int (number start 0)))

        let body () =
            let sizes = List.init rank (fun axis -> int64 (number start (4 + 4 * axis)))
            // As a shape counts, which leaves a size of 0 out; a size is below 2³², so that the product of two can pass 2⁶³.
            let most = (1L, sizes) ||> List.fold (fun n size -> min (1L <<< 31) n * max 1L size)

            if most > int64 Array.MaxLength then
                Error(TooLarge(file, sizes))
            else
                let count = if List.contains 0L sizes then 0L else most
                let wanted = int64 header + count
                let bytes = upTo count got stream
                skip (Array.zeroCreate 4096) got stream

                if got.Value < wanted then Error(Truncated(file, wanted, clamp got.Value))
                elif got.Value > wanted then Error(TooLong(file, wanted, clamp got.Value))
                else Ok { Sizes = List.map int sizes; Bytes = bytes }

        atLeast 4 |> Result.bind magic |> Result.bind (fun () -> atLeast header) |> Result.bind body

    /// The content of a file of a given number of axes: 3 for images, 1 for labels.
    let read (rank: int) (file: string) : Result<Idx, IdxError> =
        Argument.between 1 255 "Idx.read" "a number of axes" rank
        let got = ref 0L

        try
            if not (File.Exists file) then
                Error(Missing file)
            else
                use stream = new FileStream(file, FileMode.Open, FileAccess.Read)
                let gzip = stream.ReadByte() = 0x1F && stream.ReadByte() = 0x8B
                stream.Position <- 0L

                if gzip then
                    use content = new GZipStream(stream, CompressionMode.Decompress)
                    parse file rank got content
                else
                    parse file rank got stream
        with
        | :? InvalidDataException -> Error(Damaged(file, clamp got.Value))
        | :? IOException as error -> Error(Unreadable(file, error.Message))
        | :? UnauthorizedAccessException as error -> Error(Unreadable(file, error.Message))

    /// Images [n, rows, columns] of a dtype, each pixel divided by 255.
    let images (dtype: DType) (file: string) : Result<Tensor, IdxError> =
        let toTensor idx =
            let shape = List.toArray idx.Sizes

            match dtype with
            | DType.Float32 -> Tensor.Create(Array.map (fun b -> float32 b / 255f) idx.Bytes, shape)
            | _ -> Tensor.Create(Array.map (fun b -> float b / 255.0) idx.Bytes, shape)

        read 3 file |> Result.map toTensor

    /// Labels [n] below a number of classes, as whole numbers of a dtype.
    let labels (classes: int) (dtype: DType) (file: string) : Result<Tensor, IdxError> =
        Argument.atLeast 1 "Idx.labels" "classes" classes

        let checkedLabels idx =
            match idx.Bytes |> Array.tryFindIndex (fun label -> int label >= classes) with
            | Some i -> Error(WrongLabel(file, 8 + i, int idx.Bytes[i], classes))
            | None -> Ok((Tensor.ofArray (Array.map float idx.Bytes)).Cast dtype)

        read 1 file |> Result.bind checkedLabels

    /// Images with their labels: inputs [n, rows, columns], targets [n].
    let examples classes dtype (imageFile: string) (labelFile: string) : Result<Examples, IdxError> =
        Argument.atLeast 1 "Idx.examples" "classes" classes

        let paired (images: Tensor) (labels: Tensor) =
            if images.Shape[0] = labels.Shape[0] then
                Ok(Examples.create images labels)
            else
                Error(CountsDiffer(imageFile, images.Shape[0], labelFile, labels.Shape[0]))

        images dtype imageFile
        |> Result.bind (fun images -> labels classes dtype labelFile |> Result.bind (paired images))

    /// The value, or IdxException.
    let orRaise (result: Result<'a, IdxError>) : 'a =
        match result with
        | Ok value -> value
        | Error error -> raise (IdxException error)
