namespace Functional.Models

open Functional.Core

/// A graph as maps by name: what each node is, whose values it takes, who takes its value, and the first weights.
type Graph = {
    Computations: Map<string, Node>
    Parents: Map<string, string list>
    Children: Map<string, string list>
    Weights: Map<string, Tensor>
}

/// Values and cotangents of a graph, by filling tables.
/// Source: I. Goodfellow, Y. Bengio and A. Courville, Deep Learning (2016), algorithms 6.5 and 6.6.
module internal GraphTables =

    let fail error = raise (GraphException error)

    /// A node and its ancestors, parents before children: the part of the graph that its value needs.
    let order (graph: Graph) name =
        let rec visit order (seen: Set<string>) waiting =
            match waiting with
            | [] -> List.rev order
            | name :: rest when seen.Contains name -> visit order seen rest
            | name :: rest ->
                match graph.Parents[name] |> List.filter (seen.Contains >> not) with
                | [] -> visit (name :: order) (seen.Add name) rest
                | parents -> visit order seen (parents @ waiting)

        if not (graph.Computations.ContainsKey name) then
            fail (UnknownName(name, List.ofSeq graph.Computations.Keys))

        visit [] Set.empty [ name ]

    let private fed (feed: Map<string, Tensor>) name shape =
        let fits x =
            List.length shape = List.length x && List.forall2 (fun size got -> size = -1 || size = got) shape x

        match feed.TryFind name with
        | None -> fail (MissingFeed(name, shape))
        | Some x when fits (Tensor.shape x) -> x
        | Some x -> fail (MisshapenFeed(name, shape, Tensor.shape x))

    let private checkNames (graph: Graph) (feed: Map<string, Tensor>) =
        let placeholders = [
            for KeyValue(name, node) in graph.Computations do
                match node with
                | Placeholder _ -> name
                | _ -> ()
        ]

        match feed.Keys |> Seq.tryFind (fun name -> not (List.contains name placeholders)) with
        | Some name -> fail (NotFed(name, placeholders))
        | None -> ()

    /// The table of the named nodes: for each its value and its pullback, from its cotangent to those of its parents.
    /// `local` gives both for one computation and the values of its parents.
    let forward local (graph: Graph) feed (weights: Map<string, Tensor>) (names: string list) =
        checkNames graph feed
        let leaf x = struct (x, (fun _ -> []))

        let entry (table: Map<string, struct (Tensor * _)>) name =
            match graph.Computations[name] with
            | Placeholder(_, shape) -> leaf (fed feed name shape)
            | Variable _ when weights.ContainsKey name -> leaf weights[name]
            | Variable _ -> fail (MissingWeight name)
            | Computation(_, instruction, _) ->
                let values =
                    graph.Parents[name]
                    |> List.map (fun parent ->
                        let struct (value, _) = table[parent]
                        value)

                try
                    local (Instruction.apply instruction >> Tensor.named name) values
                with :? ShapeException as error ->
                    fail (Misfit(name, instruction, graph.Parents[name], error.Message))

        names |> List.fold (fun table name -> Map.add name (entry table name) table) Map.empty

    /// The cotangents of the named nodes, the last of which has the cotangent `bar`: x̄ = Σ of what the pullbacks of its children give x,
    /// a child that takes x twice giving twice.
    let backward (graph: Graph) (table: Map<string, struct (Tensor * (Tensor -> Tensor list))>) names (bar: Tensor) =
        let enter name (bars: Map<string, Tensor>, given: Map<string, (string * Tensor) list>) =
            let ofChildren: Tensor list =
                graph.Children[name]
                |> List.collect (fun child -> Option.defaultValue [] (given.TryFind child))
                |> List.filter (fst >> (=) name)
                |> List.map snd

            // Only the last has no children among them.
            let own = if ofChildren.IsEmpty then bar else List.reduce (+) ofChildren
            let struct (_, pullback) = table[name]
            bars.Add(name, own), given.Add(name, List.zip graph.Parents[name] (pullback own))

        List.foldBack enter names (Map.empty, Map.empty) |> fst
