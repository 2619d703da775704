namespace Functional.Models

open System
open System.IO
open System.Runtime.InteropServices
open System.Text.Json
open Functional.Core

/// What is wrong with a file of raw numbers or its index.
type RawTensorsError =
    /// The file cannot be read; the system says why.
    | UnreadableNumbers of file: string * reason: string
    /// The index is no list of { name, shape, offsetFloats }.
    | WrongIndex of file: string * reason: string
    /// A tensor lies beyond the numbers: it wants `wanted` of them, but there are `got`.
    | BeyondNumbers of file: string * name: string * wanted: int64 * got: int

    /// What is wrong, in a sentence that names the file.
    override error.ToString() =
        match error with
        | UnreadableNumbers(file, reason) -> $"{file} cannot be read: {reason}"
        | WrongIndex(file, reason) -> $"{file} wants a list of objects with name, shape and offsetFloats, but: {reason}"
        | BeyondNumbers(file, name, wanted, got) -> $"{name} wants {file} to have %d{wanted} numbers, but it has {got}."

/// A RawTensorsError as an exception, for programs that have nothing better to do than to stop.
type RawTensorsException(error: RawTensorsError) =
    inherit Exception(string error)

    /// What is wrong.
    member _.Error = error

/// Reads tensors by name: numbers of float32, little-endian and row-major (.f32), and an index (.json) that says the shape of each and where it begins.
[<RequireQualifiedAccess>]
module RawTensors =

    let private bytes file =
        try
            Ok(File.ReadAllBytes file)
        with
        | :? IOException as error -> Error(UnreadableNumbers(file, error.Message))
        | :? UnauthorizedAccessException as error -> Error(UnreadableNumbers(file, error.Message))

    // As of safetensors: far beyond any network, and below the room of a document.
    let private longest = 100_000_000

    let private entries file (text: byte[]) =
        try
            if text.Length > longest then
                raise (FormatException $"it has {text.Length} bytes, where at most {longest} are read.")

            use index = JsonDocument.Parse(ReadOnlyMemory text)

            Ok [
                for entry in index.RootElement.EnumerateArray() ->
                    string (entry.GetProperty("name").GetString()),
                    Shape [| for size in entry.GetProperty("shape").EnumerateArray() -> size.GetInt32() |],
                    entry.GetProperty("offsetFloats").GetInt32()
            ]
        with
        | :? JsonException
        | :? InvalidOperationException
        | :? FormatException
        | :? ShapeException
        | :? Collections.Generic.KeyNotFoundException as error -> Error(WrongIndex(file, error.Message))

    let private take (path: string) (numbers: float32[]) entries =
        let stop (_, shape: Shape, start) = int64 start + int64 shape.Size
        let isBeyond entry = let _, _, start = entry in start < 0 || stop entry > numbers.LongLength
        // Without empty ones, which share nothing: each as far as the next one begins.
        let overlapping =
            entries
            |> List.filter (fun (_, shape: Shape, _) -> shape.Size > 0)
            |> List.sortBy (fun (_, _, start) -> start)
            |> List.pairwise
            |> List.tryFind (fun (before, (_, _, start)) -> stop before > int64 start)

        match List.tryFind isBeyond entries with
        | Some((name, _, _) as entry) -> Error(BeyondNumbers(path + ".f32", name, stop entry, numbers.Length))
        | None when overlapping.IsSome ->
            // Tensors that share numbers could be, all together, the square of what is there.
            let (one, _, _), (other, _, start) = overlapping.Value
            Error(WrongIndex(path + ".json", $"{other} begins at number {start}, within {one}."))
        | None ->
            entries
            |> List.map (fun (name, shape, start) ->
                name, Tensor.Create(ReadOnlySpan(numbers, start, shape.Size), shape.ToArray()))
            |> Map.ofList
            |> Ok

    /// The tensors of `path`.f32 by the names of `path`.json.
    let read (path: string) : Result<Map<string, Tensor>, RawTensorsError> =
        result {
            let! raw = bytes (path + ".f32")
            let! text = bytes (path + ".json")
            let! entries = entries (path + ".json") text
            let numbers = MemoryMarshal.Cast<byte, float32>(ReadOnlySpan raw).ToArray()
            return! take path numbers entries
        }

    /// The value, or RawTensorsException.
    let orRaise (result: Result<'a, RawTensorsError>) : 'a =
        match result with
        | Ok value -> value
        | Error error -> raise (RawTensorsException error)
