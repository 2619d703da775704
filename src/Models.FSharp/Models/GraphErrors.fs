namespace Functional.Models

open System

/// What is wrong with a graph, or with what it is given.
type GraphError =
    /// Two different nodes have one name.
    | TwoNodes of name: string
    /// No node has the name.
    | UnknownName of name: string * known: string list
    /// A placeholder that is needed is not fed.
    | MissingFeed of name: string * shape: int list
    /// What is fed does not have the placeholder's shape.
    | MisshapenFeed of name: string * shape: int list * got: int list
    /// What is fed is no placeholder.
    | NotFed of name: string * placeholders: string list
    /// The weights lack that of a variable.
    | MissingWeight of name: string
    /// The parents of a computation do not fit each other.
    | Misfit of name: string * Instruction * parents: string list * reason: string

    /// What is wrong and how to cure it, in a sentence that names the node.
    override error.ToString() =
        let shaped (shape: int list) =
            shape
            |> List.map (fun size -> if size = -1 then "any" else string size)
            |> String.concat ", "
            |> sprintf "[%s]"

        let all (names: string list) = String.Join(", ", names)

        match error with
        | TwoNodes name ->
            $"A graph wants one node of each name, but got two of the name '{name}'; rename one, or use the same node twice."
        | UnknownName(name, known) -> $"A graph wants the name of a node, but got '{name}'; it has {all known}."
        | MissingFeed(name, shape) -> $"Placeholder '{name}' wants a feed {shaped shape}, but got none."
        | MisshapenFeed(name, shape, got) ->
            $"Placeholder '{name}' wants a feed {shaped shape}, but got {shaped got}; reshape it first."
        | NotFed(name, placeholders) ->
            $"A feed wants names of placeholders, but got '{name}'; the graph has {all placeholders}."
        | MissingWeight name -> $"Variable '{name}' wants a weight, but got none; take the weights of the graph."
        | Misfit(name, instruction, parents, reason) ->
            $"Node '{name}', {instruction} of {all parents}, has parents that do not fit: {reason}"

/// A GraphError as an exception.
type GraphException(error: GraphError) =
    inherit Exception(string error)

    /// What is wrong.
    member _.Error = error
