namespace Functional.Gallery.Report

open System.IO
open System.Text.Json
open System.Text.Json.Nodes

/// The figures of all models in one JSON file: an object for each model under its key.
[<RequireQualifiedAccess>]
module Results =

    let private quick = "quick"

    /// What the file holds; an empty object where there is none or it cannot be read.
    let read (path: string) : JsonObject =
        try
            match JsonNode.Parse(File.ReadAllText path) with
            | :? JsonObject as results -> results
            | _ -> JsonObject()
        with
        | :? IOException
        | :? JsonException -> JsonObject()

    /// Whether the file holds a model's figures of a run that was not a quick one.
    let isComplete path (key: string) =
        match (read path)[key] with
        | :? JsonObject as section -> not (section.ContainsKey quick)
        | _ -> false

    /// Puts the figures of a section in the place of its earlier ones and keeps those of all others.
    let write path isQuick (section: Section) =
        let results = read path
        let figures = JsonObject()

        if isQuick then
            figures[quick] <- JsonValue.Create true

        for key, value in section.Results do
            figures[key] <- value

        results[section.Key] <- figures
        Files.writeText path (results.ToJsonString(JsonSerializerOptions(WriteIndented = true)) + "\n")

    /// A number as a value of `Section.Results`.
    let number (x: float) : JsonNode = JsonValue.Create x

    /// Numbers as a value of `Section.Results`.
    let numbers (xs: float seq) : JsonNode = JsonArray [| for x in xs -> JsonValue.Create x :> JsonNode |]
