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
        | BeyondNumbers(file, name, wanted, got) -> $"{name} wants {file} to have {wanted} numbers, but it has {got}."

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

    let private entries file (text: byte[]) =
        try
            use index = JsonDocument.Parse(ReadOnlyMemory text)

            Ok [
                for entry in index.RootElement.EnumerateArray() ->
                    string (entry.GetProperty("name").GetString()),
                    [| for size in entry.GetProperty("shape").EnumerateArray() -> size.GetInt32() |],
                    entry.GetProperty("offsetFloats").GetInt32()
            ]
        with
        | :? JsonException
        | :? InvalidOperationException
        | :? FormatException
        | :? Collections.Generic.KeyNotFoundException as error -> Error(WrongIndex(file, error.Message))

    let private take file (numbers: float32[]) state (name, shape: int[], start) =
        state
        |> Result.bind (fun tensors ->
            let count = (1L, shape) ||> Array.fold (fun n size -> min (1L <<< 31) (n * int64 (max 0 size)))
            let wanted = int64 start + count

            if start < 0 || wanted > int64 numbers.Length then
                Error(BeyondNumbers(file, name, wanted, numbers.Length))
            else
                Ok(Map.add name (Tensor.Create(Array.sub numbers start (int count), shape)) tensors))

    /// The tensors of `path`.f32 by the names of `path`.json.
    let read (path: string) : Result<Map<string, Tensor>, RawTensorsError> =
        result {
            let! raw = bytes (path + ".f32")
            let! text = bytes (path + ".json")
            let! entries = entries (path + ".json") text
            let numbers = MemoryMarshal.Cast<byte, float32>(ReadOnlySpan raw).ToArray()
            return! entries |> List.fold (take (path + ".f32") numbers) (Ok Map.empty)
        }

    /// The value, or RawTensorsException.
    let orRaise (result: Result<'a, RawTensorsError>) : 'a =
        match result with
        | Ok value -> value
        | Error error -> raise (RawTensorsException error)
