module Functional.Tests.Docs.ReadmeTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open Functional.Tests.Docs.Generated

let private quotes (page: string) (script: string) =
    testCase $"the example of {page} is in {script}, which CI runs" (fun () ->
        let read (path: string) = File.ReadAllText(Path.Combine(repository, path)).ReplaceLineEndings "\n"

        let example = Regex.Match(read page, "```fsharp\n(.*?)```", RegexOptions.Singleline)
        Expect.isTrue example.Success "There is an F# example"
        Expect.stringContains (read script) example.Groups[1].Value "The script has the same lines")

[<Tests>]
let tests =
    testList "Pages" [ quotes "README.md" "examples/readme.fsx"; quotes "docs/scalars.md" "examples/scalars.fsx" ]
