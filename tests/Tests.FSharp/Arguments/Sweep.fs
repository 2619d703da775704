/// Every member with every extreme argument, one by one and two at a time.
module Functional.Tests.Arguments.Sweep

open System
open System.IO
open Functional.Core
open Functional.Tests.Arguments.Members

let private isUndefined (info: Type) (value: objnull) = info.IsEnum && not (Enum.IsDefined(info, nonNull value))

let private variations (m: Member) (two: bool) (call: objnull list) =
    let ends i = Values.extreme m.Types[i] call[i]

    seq {
        for i in 0 .. call.Length - 1 do
            for e in ends i do
                if not (isNull e && i = 0 && m.HasSelf) then
                    yield List.updateAt i e call

        for i in 0 .. call.Length - 1 do
            for j in i + 1 .. call.Length - 1 do
                if two then
                    for e in Values.far m.Types[i] call[i] do
                        for d in Values.far m.Types[j] call[j] do
                            yield call |> List.updateAt i e |> List.updateAt j d
    }

/// Makes all calls: says each before it is made, what is wrong with it, and the members of which no call could be made.
let run (members: Member list) (output: TextWriter) =
    for m in members do
        let calls = calls m

        if calls.IsEmpty then
            output.WriteLine $"? {m.Name}"

        for place, call in List.indexed calls do
            for arguments in variations m (place < 2) call do
                let text = arguments |> List.map Values.text |> String.concat "; "
                output.WriteLine $"> {m.Name} ({text})"
                output.Flush()

                // A record holds what it is given; the operation that reads it refuses.
                let mustRefuse = not (m.Name.Contains "..ctor") && List.exists2 isUndefined m.Types arguments

                for fault in Probe.faults m arguments mustRefuse do
                    let line = fault.ReplaceLineEndings " "
                    output.WriteLine $"! {m.Name} ({text}) {line}"

    output.WriteLine "."
    output.Flush()
