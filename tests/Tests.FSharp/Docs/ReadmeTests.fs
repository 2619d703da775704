module Functional.Tests.Docs.ReadmeTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open Functional.Testing
open Functional.Tests.Docs.Generated

let private read (path: string) = File.ReadAllText(Path.Combine(repository, path)).ReplaceLineEndings "\n"

/// The first block of a language in a page.
let private block language page =
    let example = Regex.Match(read page, $"```{language}\n(.*?)```", RegexOptions.Singleline)
    Expect.isTrue example.Success $"There is a block of {language}"
    example.Groups[1].Value

let private quotes language (page: string) (source: string) =
    testCase $"the example of {page} is in {source}, which CI runs" (fun () ->
        let flush (text: string) = Regex.Replace(text, "(?m)^ +", "")
        Expect.stringContains (flush (read source)) (flush (block language page)) "The source has the same lines")

let private transcript () = [
    for name, test in Testing.suite (fun name test -> name, test) do
        try
            test ()
            $"{name} holds"
        with :? LawException as e ->
            e.Message
]

[<Tests>]
let tests =
    testList "Pages" [
        quotes "fsharp" "README.md" "examples/readme.fsx"
        quotes "fsharp" "docs/scalars.md" "examples/scalars.fsx"
        quotes "fsharp" "docs/testing.md" "examples/testing.fsx"
        quotes "csharp" "docs/testing.md" "tests/Samples.CSharp/Proofs.cs"
        test "the transcript of docs/testing.md is what its suite says" {
            Expect.equal (block "text" "docs/testing.md") (String.concat "\n" (transcript ()) + "\n") "line by line"
        }
    ]
