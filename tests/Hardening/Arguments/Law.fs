/// The law of arguments: whatever size, flag, dtype or null a public member is given, it answers rightly or refuses with an error of the library's own.
/// A kernel that reads beyond its memory ends the process, so the calls are made in a process of their own, which has little memory.
module Functional.Hardening.Arguments.Law

open System
open System.Collections.Generic
open Functional.Core
open Functional.Hardening
open Functional.Hardening.Arguments.Members
open Functional.Hardening.Arguments.Sweep

/// The hidden argument that makes the program make the calls alone.
[<Literal>]
let Argument = "arguments-within"

type Report = { Members: int; Calls: int; Faults: string list }

// Of 512 MB a call that asks for more than some 256 is refused; no call takes longer than this on a busy machine.
let private memory = "0x20000000"
let private longest = TimeSpan.FromSeconds 120.0

let private assembly = typeof<Tensor>.Assembly
let private members = lazy (all assembly @ Functions.all)

/// Makes the calls from a member on, as the process of its own.
let within (arguments: string list) =
    match arguments with
    | [ from; seed; count; name ] ->
        let part = if seed = "" then Whole else Drawn(int seed, int count)
        run part name (int from) members.Value Console.Out
    | _ -> invalidArg (nameof arguments) "wants a number, a seed, a count and a name"

let private folder = "tests/Hardening/Arguments"

// Members that reflection cannot call, and no row does.
let private unwritten () =
    let written = Functions.all |> List.map (fun row -> row.Name.Split(' ')[0]) |> set

    [
        for name in byHand assembly do
            if not (written.Contains name) then
                $"{name} takes a function or a span beside a size, and has no call: write one in {folder}/Functions.fs."
    ]

/// Holds the law, or a part of it, of the members whose names contain this one. Where the process ends, another goes on with the next member.
let hold (part: Part) (name: string) (tell: string -> unit) : Report =
    let reached, faults = HashSet<int>(), List<string>()
    let mutable calls, from, ended = 0, 0, false

    let fault text =
        faults.Add text
        tell text

    List.iter fault (unwritten () |> List.filter _.Contains(name))

    let seed, count =
        match part with
        | Whole -> "", ""
        | Drawn(seed, count) -> string seed, string count

    while not ended do
        use child =
            Itself.startHeard [ Argument; string from; seed; count; name ] [
                "DOTNET_GCHeapHardLimit", memory
                "DOTNET_gcServer", "0"
            ]

        let errors = child.StandardError.ReadToEndAsync()
        let mutable last, reading = "no call", true

        while reading do
            let line = child.StandardOutput.ReadLineAsync()

            if not (line.Wait longest) then
                fault $"{last} does not end."
                child.Kill()
                reading <- false
            else
                match line.Result with
                | null ->
                    child.WaitForExit()
                    reading <- false

                    if not ended then
                        fault $"{last} ends the process with status {child.ExitCode}: {errors.Result.Split('\n')[0]}"
                | "." -> ended <- true
                | text ->
                    let rest = text.Substring 1

                    match text[0] with
                    | '=' ->
                        from <- int rest + 1
                        reached.Add(int rest) |> ignore
                    | '>' ->
                        calls <- calls + 1
                        last <- rest
                    | '?' ->
                        fault
                            $"{rest} has no call that succeeds: give {folder}/Values.fs arguments that it takes, or {folder}/Functions.fs a call."
                    | _ -> fault rest

        child.WaitForExit()
        // A process that ends before its first member would do so for ever.
        ended <- ended || reached.Count = 0

    { Members = reached.Count; Calls = calls; Faults = List.ofSeq faults }
