/// Documents that are made from the code: a test holds each equal to what stands in the repository,
/// and writes it anew when the variable FUNCTIONAL_REGENERATE is set.
module Functional.Tests.Docs.Generated

open System
open System.IO
open Expecto

/// The folder that holds Functional.sln.
let repository =
    let rec up (folder: DirectoryInfo) =
        if File.Exists(Path.Combine(folder.FullName, "Functional.sln")) then
            folder.FullName
        else
            up folder.Parent

    up (DirectoryInfo AppContext.BaseDirectory)

let private regenerate =
    not (String.IsNullOrEmpty(Environment.GetEnvironmentVariable "FUNCTIONAL_REGENERATE"))

/// The test that a file of the repository is what the code says.
let isUpToDate (path: string) (generate: unit -> string) =
    testCase $"{path} says what the code does" (fun () ->
        let file = Path.Combine(repository, path)
        let expected = generate ()

        if regenerate then
            Directory.CreateDirectory(Path.GetDirectoryName file) |> ignore
            File.WriteAllText(file, expected)

        let lines (text: string) = List.ofArray (text.ReplaceLineEndings("\n").Split '\n')
        let actual = if File.Exists file then lines (File.ReadAllText file) else []
        let gone, added = List.except (lines expected) actual, List.except actual (lines expected)

        if actual <> lines expected then
            let show sign = List.map (fun line -> $"  {sign} {line}") >> String.concat "\n"

            failtest
                $"{path} is out of date: run the tests once with FUNCTIONAL_REGENERATE=1 and review the difference\n{show '-' gone}\n{show '+' added}")
