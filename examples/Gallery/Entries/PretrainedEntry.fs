module Functional.Gallery.PretrainedEntry

open Functional.Models
open Functional.Gallery.Report

let private run (settings: Settings) (tell: Tell) =
    let report key tenths = tell key (float tenths / 10.0) "of 10,000 images"

    Pretrained.run report settings.Data
    |> Result.map (fun results -> {
        Key = "pretrained"
        Title = "Networks of the book, as trained"
        Text = [
            "Three networks whose trained parameters come with the book \"Deep Learning from Scratch\": 784 – 50 – 100 – 10 with sigmoids; one convolution of 30 windows, pooled, with 100 hidden units; and six convolutions with three poolings. Each must name as many of the 10,000 test images of MNIST rightly as it does in its own program."
        ]
        Figures = [
            for key, known, reached in results ->
                { Name = $"{key}, right of 10,000"; Post = string known; Ours = string reached }
        ]
        Pictures = []
        Results = [ for key, _, reached in results -> key, Results.number (float reached) ]
    })

/// The trained networks of the book.
let entry = { Key = "pretrained"; Title = "Networks of the book, as trained"; NeedsData = true; Run = run }
