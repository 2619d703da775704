/// The public surfaces are what docs/api says, so that no change of them goes unseen.
module Functional.Tests.PublicApiTests

open System.Reflection
open Expecto
open Functional.Tests
open Functional.Tests.Docs.Generated

let private surface name =
    isUpToDate $"docs/api/{name}.txt" (fun () ->
        PublicApi.lines (Assembly.Load(name: string))
        |> List.map (fun line -> line + "\n")
        |> String.concat "")

[<Tests>]
let tests = testList "Public API" [ surface "Functional.Core"; surface "Functional.Testing" ]
