/// The public surface of Functional.Core is what docs/api/Functional.Core.txt says, so that no change of it goes unseen.
module Functional.Tests.PublicApiTests

open System.Reflection
open Expecto
open Functional.Tests
open Functional.Tests.Docs.Generated

[<Tests>]
let tests =
    testList "Public API" [
        isUpToDate "docs/api/Functional.Core.txt" (fun () ->
            PublicApi.lines (Assembly.Load "Functional.Core")
            |> List.map (fun line -> line + "\n")
            |> String.concat "")
    ]
