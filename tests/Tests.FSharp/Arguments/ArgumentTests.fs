/// The law of arguments: whatever size, flag, dtype or null a public member is given, it answers rightly or refuses with an error of the library's own.
/// A kernel that reads beyond its memory ends the process, so the calls are made in a process of their own, which has little memory.
module Functional.Tests.Arguments.ArgumentTests

open System
open System.Collections.Generic
open System.Diagnostics
open System.IO
open System.Reflection
open Expecto
open Functional.Core

/// The hidden argument that makes the program make the calls alone.
[<Literal>]
let Argument = "--arguments"

// Of 512 MB a call that asks for more than some 256 is refused; no call takes longer than this on a busy machine.
let private memory = "0x20000000"
let private longest = TimeSpan.FromSeconds 120.0

/// Makes all calls, and says each before it is made.
let print () = Sweep.run (Members.all typeof<Tensor>.Assembly @ Functions.all) Console.Out

let private child () =
    let program = nonNull Environment.ProcessPath
    let start = ProcessStartInfo(program, RedirectStandardOutput = true, RedirectStandardError = true)

    if Path.GetFileNameWithoutExtension program = "dotnet" then
        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location)

    start.ArgumentList.Add Argument
    start.Environment["DOTNET_GCHeapHardLimit"] <- memory
    start.Environment["DOTNET_gcServer"] <- "0"
    nonNull (Process.Start start)

/// What the process says: the number of its calls, the members that no call could be made of, and the faults, of which a sudden end is one.
let private report () =
    use child = child ()
    let errors = child.StandardError.ReadToEndAsync()
    let calls, unmade, faults = ref 0, List<string>(), List<string>()
    let mutable last, ended, reading = "no call", false, true

    while reading do
        let line = child.StandardOutput.ReadLineAsync()

        if not (line.Wait longest) then
            faults.Add $"too long: {last}"
            child.Kill()
            reading <- false
        else
            match line.Result with
            | null -> reading <- false
            | "." -> ended <- true
            | text ->
                match text[0] with
                | '>' ->
                    calls.Value <- calls.Value + 1
                    last <- text
                | '?' -> unmade.Add(text.Substring 2)
                | _ -> faults.Add text

    child.WaitForExit()

    if not ended then
        faults.Add $"the process ended with code {child.ExitCode} after {last}: {errors.Result.Split('\n')[0]}"

    calls.Value, List.ofSeq unmade, List.ofSeq faults

[<Tests>]
let tests =
    testList "Arguments" [
        test
            "every argument of every public member is answered alike in all modes or refused by an error of the library's own" {
            let calls, unmade, faults = report ()
            Expect.isEmpty faults "faults"
            Expect.isEmpty unmade "members that no call could be made of"
            Expect.isGreaterThan calls 10_000 "calls"
        }
    ]
