namespace Functional.Gallery.Report

open System.Text.Json.Nodes

/// A number of ours beside the one that the post states.
type Figure = { Name: string; Post: string; Ours: string }

/// A file of the section, and what is to be seen on it.
type Picture = { File: string; Caption: string; Content: string }

/// What one model has to show.
type Section = {
    /// Its name on the command line, its folder and its key in results.json.
    Key: string
    Title: string
    /// What the post did and claimed, and what ours is.
    Text: string list
    Figures: Figure list
    /// SVG files, and pages of HTML.
    Pictures: Picture list
    /// The figures for programs.
    Results: (string * JsonNode) list
}
