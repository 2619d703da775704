/// The public surface of Functional.Core is what docs/api/Functional.Core.txt says, so that no change of it goes unseen.
module Functional.Tests.PublicApiTests

open System
open System.IO
open System.Reflection
open Expecto
open Functional.Tests

let private variable = "FUNCTIONAL_API"

let rec private root (folder: DirectoryInfo | null) =
    match folder with
    | null -> failtest "Functional.sln is in no folder above the tests"
    | folder when File.Exists(Path.Combine(folder.FullName, "Functional.sln")) -> folder.FullName
    | folder -> root folder.Parent

[<Tests>]
let tests =
    testList "Public API" [
        test "what Functional.Core shows is what its reviewed text says" {
            let path =
                Path.Combine(root (DirectoryInfo AppContext.BaseDirectory), "docs", "api", "Functional.Core.txt")

            let actual = PublicApi.lines (Assembly.Load "Functional.Core")

            if Environment.GetEnvironmentVariable variable = "write" then
                Directory.CreateDirectory(Path.GetDirectoryName path |> nonNull) |> ignore
                File.WriteAllLines(path, actual)

            let reviewed = if File.Exists path then List.ofArray (File.ReadAllLines path) else []
            let gone = List.except actual reviewed
            let added = List.except reviewed actual

            let show sign lines =
                lines |> List.map (fun (line: string) -> $"\n{sign} {line.Trim()}") |> String.concat ""

            if actual <> reviewed then
                failtest
                    $"The public API differs from docs/api/Functional.Core.txt:{show '-' gone}{show '+' added}\nIf that is meant, run the tests once with {variable}=write, review the text and commit it."
        }
    ]
