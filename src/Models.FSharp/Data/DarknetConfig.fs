namespace Functional.Models

open System
open System.Globalization
open System.IO

/// What is wrong with the files of a darknet network.
type DarknetError =
    /// The file cannot be read; the system says why.
    | UnreadableFile of file: string * reason: string
    /// A line is neither a section, an option nor a comment.
    | WrongLine of file: string * line: int * text: string
    /// The first section is not [net], or there is none.
    | NoNet of file: string
    /// A section that no layer here stands for.
    | UnknownSection of file: string * line: int * section: string
    /// An option has a value that a section cannot take.
    | WrongOption of file: string * line: int * section: string * option: string * wanted: string * got: string
    /// The network gets a shape that a section cannot take.
    | WrongShape of file: string * line: int * section: string * reason: string
    /// The version of a file of weights is none of 0.1, 0.2 and their like.
    | UnknownVersion of file: string * major: int * minor: int
    /// A file of weights ends within a layer: at byte `got`, where `wanted` are needed so far.
    | WeightsEnd of file: string * layer: int * wanted: int64 * got: int64
    /// Bytes follow the last layer.
    | WeightsGoOn of file: string * wanted: int64 * got: int64

    /// What is wrong, in a sentence that names the file and the place.
    override error.ToString() =
        match error with
        | UnreadableFile(file, reason) -> $"{file} cannot be read: {reason}"
        | WrongLine(file, line, text) ->
            $"{file} wants a section '[name]', an option 'name=value' or a comment '#' in line {line}, but got '{text}'."
        | NoNet file -> $"{file} wants the section [net] before all others."
        | UnknownSection(file, line, section) ->
            $"{file} has a section [{section}] in line {line}; the layers known are convolutional, maxpool, avgpool, shortcut, dropout and softmax."
        | WrongOption(file, line, section, option, wanted, got) ->
            $"[{section}] in line {line} of {file} wants {wanted} for {option}, but got '{got}'."
        | WrongShape(file, line, section, reason) -> $"[{section}] in line {line} of {file} wants {reason}."
        | UnknownVersion(file, major, minor) ->
            $"{file} wants to be of version 0.1 or 0.2, but says %d{major}.%d{minor}: is it a file of weights?"
        | WeightsEnd(file, layer, wanted, got) ->
            $"{file} wants {wanted} bytes up to the convolution of layer {layer}, but ends at byte {got}: is it that of this network?"
        | WeightsGoOn(file, wanted, got) ->
            $"{file} wants to end at byte {wanted}, but goes on to {got}: is it that of this network?"

/// A DarknetError as an exception, for programs that have nothing better to do than to stop.
type DarknetException(error: DarknetError) =
    inherit Exception(string error)

    /// What is wrong.
    member _.Error = error

/// A section of a network's description: `[name]` in a line, and its options.
type DarknetSection = { File: string; Line: int; Name: string; Options: Map<string, string> }

/// Reads descriptions of networks in darknet's format (.cfg).
[<RequireQualifiedAccess>]
module DarknetConfig =

    let private step file sections (i, line: string) =
        sections
        |> Result.bind (fun sections ->
            match line.Trim(), sections with
            | text, _ when text = "" || text.StartsWith '#' || text.StartsWith ';' -> Ok sections
            | text, _ when text.StartsWith '[' && text.EndsWith ']' ->
                Ok({ File = file; Line = i; Name = text.Trim('[', ']').Trim(); Options = Map.empty } :: sections)
            | text, section :: others when text.IndexOf '=' > 0 ->
                let at = text.IndexOf '='
                let option, value = text[.. at - 1].Trim(), text[at + 1 ..].Trim()
                Ok({ section with Options = section.Options.Add(option, value) } :: others)
            | text, _ -> Error(WrongLine(file, i, text)))

    /// The sections of a text; `file` is what errors call it.
    let parse (file: string) (text: string) : Result<DarknetSection list, DarknetError> =
        text.Split '\n'
        |> Seq.mapi (fun i line -> i + 1, line)
        |> Seq.fold (step file) (Ok [])
        |> Result.map List.rev
        |> Result.bind (function
            | { Name = "net" | "network" } :: _ as sections -> Ok sections
            | _ -> Error(NoNet file))

    // Far beyond any network, and below the room of a text.
    let private most = 1L <<< 26

    /// The sections of a file, which has at most 64 MB.
    let read (file: string) : Result<DarknetSection list, DarknetError> =
        try
            let length = FileInfo(file).Length

            if length > most then
                Error(UnreadableFile(file, $"a description has at most {most} bytes, but this file has {length}."))
            else
                File.ReadAllText file |> parse file
        with
        | :? IOException as error -> Error(UnreadableFile(file, error.Message))
        | :? UnauthorizedAccessException as error -> Error(UnreadableFile(file, error.Message))

    /// The error that an option has another value than it should.
    let wrong section option wanted got =
        Error(WrongOption(section.File, section.Line, section.Name, option, wanted, got))

    /// An option as a whole number of at least `least`, or what it is without being said.
    let number least option missing (section: DarknetSection) : Result<int, DarknetError> =
        match section.Options.TryFind option with
        | None -> Ok missing
        | Some text ->
            match Int32.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
            | true, value when value >= least -> Ok value
            | _ -> wrong section option $"a whole number of at least {least}" text
