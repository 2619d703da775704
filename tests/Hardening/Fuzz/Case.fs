/// One case: damaged files, and what the reader makes of them. Seed, format and number decide all of it.
module Functional.Hardening.Fuzz.Case

open System
open System.IO

/// How a case ended.
type Ending =
    | Value
    | TypedError
    /// Neither, or too much memory; in a line.
    | Fault of string

/// What a case came to, and the bytes that it allocated for how many bytes of files.
[<Struct>]
type Result = { Ending: Ending; Allocated: int64; Length: int64 }

// As FNV-1a mixes, and once more, as generators of neighbouring seeds are alike.
let private generator (seed: int) (format: Format) (number: int64) =
    let mix hash (c: char) = (hash ^^^ uint32 c) * 16777619u
    let hash = $"{seed}/{format.Name}/{number}" |> Seq.fold mix 2166136261u
    Random(int ((hash ^^^ (hash >>> 15)) * 0x85EBCA6Bu &&& 0x7FFFFFFFu))

/// The damaged files of a case.
let files (seed: int) (format: Format) (number: int64) : byte[] list =
    let random = generator seed format number
    let seeds = List.toArray format.Seeds
    let from, other = Mutation.pick random seeds, Mutation.pick random seeds
    let any (parts: Part list) = parts |> List.map snd |> List.toArray |> Mutation.pick random

    let change (parts: Part list) =
        match random.Next 3 with
        | 0 -> Mutation.ofParts random other.Parts parts
        | _ when parts.IsEmpty -> parts
        | _ ->
            let place = random.Next parts.Length
            let name, bytes = parts[place]
            parts |> List.updateAt place (name, Mutation.once random (any other.Parts) bytes)

    let changeWhole (files: byte[] list) =
        let place = random.Next files.Length
        files |> List.updateAt place (Mutation.once random (any other.Parts) files[place])

    let repeated count change x = Seq.fold (fun x _ -> change x) x (seq { 1..count })
    // Inside, so that checksums and lengths are true, outside, or both.
    let inside, outside = Mutation.pick random [| 1, 0; 2, 0; 4, 0; 0, 1; 0, 2; 0, 4; 1, 1; 2, 2 |]
    from.Parts |> repeated inside change |> from.Build |> repeated outside changeWhole

// The method of ours that it comes from.
let private where (error: exn) =
    let isOurs (frame: Diagnostics.StackFrame) =
        match Option.ofObj (frame.GetMethod()) |> Option.bind (fun code -> Option.ofObj code.DeclaringType) with
        | Some place -> (string place.Assembly.FullName).StartsWith("Functional", StringComparison.Ordinal)
        | None -> false

    match Diagnostics.StackTrace(error).GetFrames() |> Array.tryFind isOurs with
    | Some frame -> $" in {frame.GetMethod()}"
    | None -> ""

/// Writes files to paths.
let write (paths: string list) (files: byte[] list) =
    List.iter2 (fun (path: string) (bytes: byte[]) -> File.WriteAllBytes(path, bytes)) paths files

/// Writes files to paths, reads them, and deletes them.
let judge (format: Format) (paths: string list) (files: byte[] list) : Result =
    write paths files
    let length = files |> List.sumBy _.LongLength
    let before = GC.GetAllocatedBytesForCurrentThread()

    let ending =
        try
            match format.Read paths with
            | None -> Value
            | Some message when paths |> List.exists message.Contains -> TypedError
            | Some message -> Fault $"a typed error that does not name its file: {message}"
        with error ->
            Fault $"{error.GetType().Name}{where error}: {error.Message}"

    let allocated = GC.GetAllocatedBytesForCurrentThread() - before
    List.iter File.Delete paths
    let most = Format.constant + format.PerByte * length

    {
        Ending =
            match ending with
            | Value
            | TypedError when allocated > most -> Fault $"{allocated} bytes allocated for {length} bytes of files"
            | ending -> ending
        Allocated = allocated
        Length = length
    }

/// Where the files of a case are in a folder: their names say which it is, for those who come after a crash.
let paths (folder: string) (format: Format) (number: int64) =
    format.Endings |> List.map (fun ending -> Path.Combine(folder, $"{format.Name}-{number}{ending}"))

/// Makes and judges a case.
let run folder seed format number : Result = files seed format number |> judge format (paths folder format number)
