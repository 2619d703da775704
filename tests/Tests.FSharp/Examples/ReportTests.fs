module Functional.Tests.Examples.ReportTests

open System
open System.IO
open Expecto
open Functional.Gallery.Report

/// A new folder, gone afterwards.
let private inFolder (work: string -> unit) =
    let folder = Directory.CreateTempSubdirectory("functional-gallery-").FullName

    try
        work folder
    finally
        Directory.Delete(folder, true)

let private section key value = {
    Key = key
    Title = $"Title of {key}"
    Text = [ "a < b" ]
    Figures = [ { Name = "loss"; Post = "1"; Ours = value } ]
    Pictures = [ { File = "a.svg"; Caption = "c"; Content = "<svg/>" } ]
    Results = [ "loss", Results.number 0.5 ]
}

let private files =
    testList "files" [
        test "a file is written into a new folder, replaced, and nothing is left beside it" {
            inFolder (fun folder ->
                let path = Path.Combine(folder, "deep", "a.txt")
                Files.writeText path "one"
                Files.writeText path "two"
                Expect.equal (File.ReadAllText path) "two" "the later text"
                Expect.equal (Directory.GetFiles(Path.Combine(folder, "deep"))).Length 1 "one file")
        }

        test "a file whose writing fails keeps what was there" {
            inFolder (fun folder ->
                let path = Path.Combine(folder, "a.txt")
                Files.writeText path "one"
                // The temporary name is taken by a folder, so that the write cannot begin.
                Directory.CreateDirectory(path + ".functional-unfinished") |> ignore
                Expect.throws (fun () -> Files.writeText path "two") "the write fails"
                Expect.equal (File.ReadAllText path) "one" "the earlier text")
        }

        test "what a killed run has left unfinished is swept away, and nothing else" {
            inFolder (fun folder ->
                File.WriteAllText(Path.Combine(folder, "a.svg.functional-unfinished"), "half")
                File.WriteAllText(Path.Combine(folder, "a.svg"), "whole")
                File.WriteAllText(Path.Combine(folder, "b.unfinished"), "another's")
                Files.sweep folder

                Expect.equal
                    (Directory.GetFiles folder |> Array.map Path.GetFileName |> Array.sort)
                    [| "a.svg"; "b.unfinished" |]
                    "the whole file, and another's")
        }
    ]

let private results =
    testList "results" [
        test "figures of other models stay, those of this one are replaced" {
            inFolder (fun folder ->
                let path = Path.Combine(folder, "results.json")
                Results.write path false (section "one" "1")
                Results.write path false (section "two" "2")

                Results.write path false {
                    section "one" "1" with
                        Results = [ "accuracies", Results.numbers [ 0.25; 0.5 ] ]
                }

                let read = Results.read path
                Expect.equal (read.ToJsonString()) """{"one":{"accuracies":[0.25,0.5]},"two":{"loss":0.5}}""" "both")
        }

        test "a quick run is marked and does not count as complete" {
            inFolder (fun folder ->
                let path = Path.Combine(folder, "results.json")
                Expect.isFalse (Results.isComplete path "one") "no file"
                Results.write path true (section "one" "1")
                Expect.isFalse (Results.isComplete path "one") "quick"
                Results.write path false (section "one" "1")
                Expect.isTrue (Results.isComplete path "one") "full")
        }

        test "a file that is no JSON counts as empty" {
            inFolder (fun folder ->
                let path = Path.Combine(folder, "results.json")
                File.WriteAllText(path, "{ half")
                Expect.equal (Results.read path).Count 0 "empty")
        }
    ]

let private page =
    test "the page holds the sections of earlier runs, in order, with their pictures" {
        inFolder (fun folder ->
            let names = [ "one", "One"; "two", "Two"; "three", "Three" ]
            Page.writeSection folder false (section "two" "2 < 3")
            Page.write folder names
            Page.writeSection folder false (section "one" "1")
            Page.write folder names
            let html = File.ReadAllText(Path.Combine(folder, "index.html"))
            let place (text: string) = html.IndexOf(text, StringComparison.Ordinal)
            Expect.isTrue (place "Title of one" >= 0 && place "Title of one" < place "Title of two") "one before two"
            Expect.isTrue (place "2 &lt; 3" >= 0) "escaped"
            Expect.equal (place "#three") -1 "no link to what is not there"
            Expect.isTrue (place "src=\"one/a.svg\"" >= 0) "the picture's relative address"
            Expect.isTrue (File.Exists(Path.Combine(folder, "one", "a.svg"))) "the picture")
    }

[<Tests>]
let tests = testList "gallery report" [ files; results; page ]
