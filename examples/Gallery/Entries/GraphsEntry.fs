module Functional.Gallery.GraphsEntry

open Functional.Core
open Functional.Models
open Functional.Gallery.Report

let private run _ (tell: Tell) =
    let pages =
        Graphs.pages
        |> List.mapi (fun i (file, title, page) ->
            tell "graphs" (float i / float (List.length Graphs.pages)) title
            { File = file; Caption = title; Content = page.Value })

    let count f x = (AD.explain f x).Statistics.Equations
    let loop = count (Graphs.scanned (Graphs.points 50)) Graphs.net
    let steps = count (Graphs.writtenOut (Graphs.points 50)) Graphs.net
    let many = count (Graphs.writtenOut (Graphs.points 120)) Graphs.net

    Ok {
        Key = "graphs"
        Title = "Computations to look at"
        Text = [
            "The posts draw their computation as a graph that can be dragged about, where a box says its operation, its shape and that of its gradient. Here any function can be drawn: AD.draw gives one page of HTML that needs nothing else."
            "Drag a box or the page, turn the wheel to zoom, click the name of a frame to fold it, and point at a box to see what it makes, its shape and bytes, its gradient's norm, and how often it is used. A weight that all steps share is one box."
        ]
        Figures = [
            { Name = "operations of 50 steps of an LSTM, as a loop"; Post = "–"; Ours = $"{loop}" }
            { Name = "the same, written out"; Post = "–"; Ours = $"{steps}" }
            { Name = "operations of the largest page"; Post = "–"; Ours = $"{many}" }
        ]
        Pictures = pages
        Results = [
            "loopEquations", Results.number loop
            "stepsEquations", Results.number steps
            "largestEquations", Results.number many
        ]
    }

/// Pages that draw the graphs of computations.
let entry = { Key = "graphs"; Title = "Computations to look at"; NeedsData = false; Run = run }
