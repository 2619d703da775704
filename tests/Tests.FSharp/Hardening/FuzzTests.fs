/// A few thousand damaged files; `tests/Hardening` reads as many as are wanted.
module Functional.Tests.Hardening.FuzzTests

open System
open Expecto
open Functional.Hardening.Fuzz

[<Tests>]
let tests =
    testList "Fuzzing" [
        for format in Formats.all do
            test $"{format.Name}: the undamaged files are read" {
                for seed in format.Seeds do
                    Fuzzing.inFolder (fun folder ->
                        let result = Case.judge format (Case.paths folder format 0L) (seed.Build seed.Parts)
                        Expect.equal result.Ending Case.Value "a value")
            }

        test "damaged files end in values or typed errors, in memory that is proportional" {
            let counts, failures = Fuzzing.inFolder (fun folder -> Fuzzing.run folder Formats.all 1 5000L 2 ignore)
            Expect.isEmpty (List.map Fuzzing.replay failures) "failures"

            for count in counts do
                Expect.isGreaterThan (min count.Values count.TypedErrors) 0L $"{count.Format}: both happen"
        }

        test "a case is the same files again" {
            for format in Formats.all do
                for number in 0L .. 20L do
                    Expect.equal (Case.files 3 format number) (Case.files 3 format number) "bytes"
        }

        test "a reader that fails, takes memory or names no file is found out" {
            let judge read =
                let format = { Formats.all.Head with Read = read }
                Fuzzing.inFolder (fun folder -> (Case.judge format (Case.paths folder format 0L) [ [||] ]).Ending)

            let found part ending =
                match ending with
                | Case.Fault what -> Expect.stringContains what part "what"
                | other -> failtest $"{other}"

            judge (fun _ -> invalidOp "wrong") |> found "InvalidOperationException"
            judge (fun files -> Some(files.Head + String(' ', 1_000_000))) |> found "bytes allocated"
            judge (fun _ -> Some "wrong") |> found "does not name its file"
        }
    ]
