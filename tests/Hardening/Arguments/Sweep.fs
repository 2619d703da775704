/// Members with extreme arguments, one by one and two at a time.
module Functional.Hardening.Arguments.Sweep

open System
open System.IO
open Functional.Hardening.Arguments.Members

/// How much of the law a run holds.
type Part =
    /// Every end of every argument of up to four calls of a member, in all modes; every two of the first two calls.
    | Whole
    /// Every end of every argument of the first call of a member, of which so many by this seed are called in all modes, the others forward alone.
    | Drawn of seed: int * inAllModes: int

let private isUndefined (info: Type) (value: objnull) = info.IsEnum && not (Enum.IsDefined(info, nonNull value))

let private singles (m: Member) (call: objnull list) = [
    for i in 0 .. call.Length - 1 do
        for e in Values.extreme m.Types[i] call[i] do
            if not (isNull e && i = 0 && m.HasSelf) then
                List.updateAt i e call
]

let private pairs (m: Member) (call: objnull list) =
    seq {
        for i in 0 .. call.Length - 1 do
            for j in i + 1 .. call.Length - 1 do
                for e in Values.far m.Types[i] call[i] do
                    for d in Values.far m.Types[j] call[j] do
                        yield call |> List.updateAt i e |> List.updateAt j d
    }

/// Arguments, and whether they are called in all modes.
let private variations part index (m: Member) : (objnull list * bool) seq =
    match part with
    | Whole ->
        seq {
            for place, call in List.indexed (calls 4 m) do
                for arguments in singles m call do
                    yield arguments, true

                if place < 2 then
                    for arguments in pairs m call do
                        yield arguments, true
        }
    | Drawn(seed, count) ->
        seq {
            for call in calls 1 m do
                // By its own seed, so that a member is called alike whichever others are.
                let random = Random(HashCode.Combine(seed, index))
                let singles = singles m call

                let chosen =
                    set [
                        for _ in 1..count do
                            random.Next(max 1 singles.Length)
                    ]

                for place, arguments in List.indexed singles do
                    yield arguments, chosen.Contains place

                let pairs = List.ofSeq (pairs m call)

                if not pairs.IsEmpty then
                    yield pairs[random.Next pairs.Length], true
        }

/// Makes the calls of the members from this one on. Says each member's number and each call before it is made, what is wrong with it, and the members of
/// which no call could be made.
let run part (name: string) (from: int) (members: Member list) (output: TextWriter) =
    let tell (line: string) =
        output.WriteLine(line.ReplaceLineEndings " ")
        output.Flush()

    for index, m in List.indexed members do
        if index >= from && m.Name.Contains name then
            tell $"={index}"
            let mutable any = false

            for arguments, inAllModes in variations part index m do
                any <- true
                let text = arguments |> List.map Values.text |> String.concat "; "
                tell $">{m.Name} ({text})"

                // A record holds what it is given; the operation that reads it refuses.
                let mustRefuse = not (m.Name.Contains "..ctor") && List.exists2 isUndefined m.Types arguments

                for fault in Probe.faults m arguments mustRefuse inAllModes do
                    tell $"!{m.Name} ({text}) {fault}"

            if not any then
                tell $"?{m.Name}"

    tell "."
