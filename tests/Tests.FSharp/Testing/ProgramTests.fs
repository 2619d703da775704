/// Random programs: all laws hold of them, and what fails shrinks and can be run again.
module Functional.Tests.Testing.ProgramTests

open System
open System.Diagnostics
open System.IO
open Expecto
open FsCheck
open FsCheck.FSharp
open Functional.Core
open Functional.Testing
open Functional.Tests.Docs.Generated
open Functional.Tests.Laws

let private laws name count dtype (laws: Law list) =
    testPropertyWithConfig
        { FsCheckConfig.defaultConfig with maxTest = count }
        $"{name} in {dtype}"
        (Programs.property LawOptions.Default laws dtype)

/// Operations that are not drawn: their derivative is no limit of differences, or they solve by iteration, to a tolerance.
let private left = set [ "StopGradient"; "Debug"; "ArgMin"; "FixedPoint"; "Root"; "SolveLinear"; "Ode" ]

let rec private smallest fails (program: RandomProgram) =
    match (Programs.draw DType.Float64).Shrinker program |> Seq.tryFind fails with
    | Some less -> smallest fails less
    | None -> program

[<Tests>]
let tests =
    testList "Random programs" [
        for part in 1..10 do
            laws $"all laws, part {part}" 200 DType.Float64 (Law.All 2)

            laws $"compiled, batched, checkpointed and scanned, part {part}" 100 DType.Float32 [
                Transpose
                Compiled
                Vectorized
                Checkpointed
                Scanned
            ]

        test "every operation is drawn" {
            let rows = LawTests.rows |> List.map _.Name |> Set.ofList
            Expect.isEmpty (rows - Set.ofList Programs.operations - left) "operations with laws that no program has"

            let drawn =
                seq {
                    for seed in 1..3000 do
                        yield! (Programs.ofSeed DType.Float64 2 8 seed).Operations
                }
                |> Set.ofSeq

            Expect.isEmpty (Set.ofList Programs.operations - drawn) "operations that never come"
        }

        test "the same seed, the same program" {
            for seed in 1..20 do
                Expect.equal
                    (Programs.ofSeed DType.Float64 2 6 seed).Code
                    (Programs.ofSeed DType.Float64 2 6 seed).Code
                    "text"
        }

        test "a program shrinks to the steps that fail" {
            let fails (program: RandomProgram) =
                let both = program.Operations |> List.filter (fun name -> name = "Scan" || name = "Exp")
                List.distinct both |> List.length = 2

            let sizes =
                Seq.initInfinite (Programs.ofSeed DType.Float64 2 10)
                |> Seq.filter (fun p -> fails p && p.Operations.Length > 7)
                |> Seq.truncate 12
                |> Seq.map (fun first ->
                    let least = smallest fails first
                    Expect.isTrue (fails least) "still"
                    // Exp and Scan whose shapes do not go together need steps between them.
                    Expect.isLessThanOrEqual least.Operations.Length 5 least.Code
                    least.Operations.Length)
                |> Seq.sort
                |> Seq.toList

            Expect.isLessThanOrEqual sizes[6] 3 $"{sizes}"
        }

        test "the code of a program computes what it computes" {
            let programs = [ for seed in 1..60 -> Programs.ofSeed DType.Float64 2 8 seed ]

            let script = [
                $"#r @\"{typeof<Tensor>.Assembly.Location}\""
                "open Functional.Core"
                for i, program in List.indexed programs do
                    $"module P{i} ="
                    yield! program.Code.Split '\n' |> Array.map (fun line -> "    " + line)
                    "    printfn \"%s\" (System.Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(System.ReadOnlySpan(y.ToArray()))))"
            ]

            let path = Path.Combine(Path.GetTempPath(), $"functional-{Guid.NewGuid():N}.fsx")

            try
                File.WriteAllLines(path, script)

                let start =
                    ProcessStartInfo(
                        "dotnet",
                        [ "fsi"; path ],
                        RedirectStandardOutput = true,
                        RedirectStandardError = true
                    )

                use fsi = Process.Start start
                let errors = fsi.StandardError.ReadToEndAsync()
                let lines = fsi.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                fsi.WaitForExit()
                Expect.equal fsi.ExitCode 0 errors.Result

                let bits (y: Tensor) =
                    Convert.ToHexString(Runtime.InteropServices.MemoryMarshal.AsBytes(ReadOnlySpan(y.ToArray())))

                let expected = programs |> List.map (fun program -> bits (program.Run program.Arguments))
                Expect.equal (List.ofArray lines) expected "bit for bit"
            finally
                File.Delete path
        }
    ]
