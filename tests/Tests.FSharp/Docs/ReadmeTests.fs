module Functional.Tests.Docs.ReadmeTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open Functional.Tests.Docs.Generated

[<Tests>]
let tests =
    testList "README" [
        testCase "its example is the script examples/readme.fsx, which CI runs" (fun () ->
            let read (path: string) = File.ReadAllText(Path.Combine(repository, path)).ReplaceLineEndings "\n"
            let example = Regex.Match(read "README.md", "```fsharp\n(.*?)```", RegexOptions.Singleline)
            Expect.isTrue example.Success "The README has an F# example"
            Expect.stringContains (read "examples/readme.fsx") example.Groups[1].Value "The script has the same lines")
    ]
