/// This program as a process of its own.
module Functional.Hardening.Itself

open System
open System.Diagnostics
open System.IO
open System.Reflection

let private information (arguments: string list) (variables: (string * string) list) =
    let here = nonNull Environment.ProcessPath
    let program = Assembly.GetExecutingAssembly().Location
    // The tests are another program than this one, and are run by another host perhaps.
    let host = if Path.GetFileNameWithoutExtension here = "dotnet" then here else "dotnet"
    let info = ProcessStartInfo(host, program :: arguments)

    for name, value in variables do
        info.Environment[name] <- value

    info

/// Starts this program with arguments and variables.
let start (arguments: string list) (variables: (string * string) list) : Process =
    nonNull (Process.Start(information arguments variables))

/// Starts this program with arguments and variables, and what it says can be read.
let startHeard (arguments: string list) (variables: (string * string) list) : Process =
    let info = information arguments variables
    info.RedirectStandardOutput <- true
    info.RedirectStandardError <- true
    nonNull (Process.Start info)
