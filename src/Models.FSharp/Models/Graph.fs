namespace Functional.Models

open Functional.Core

/// Where the training of a graph stands.
type GraphState = { Weights: Map<string, Tensor>; Optimizer: OptimizerState }

/// Named graphs: written down as `Node`s, translated into maps, computed forward and backward by filling tables.
/// What is wrong with them is a GraphException.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Graph =

    let rec private collect (found: Map<string, Node>) (nodes: Node list) =
        match nodes with
        | [] -> found
        | node :: rest ->
            match found.TryFind node.Name with
            | None -> collect (found.Add(node.Name, node)) (node.Parents @ rest)
            | Some same when same = node -> collect found rest
            | Some _ -> GraphTables.fail (TwoNodes node.Name)

    /// The graph of a node and all its ancestors, the first weights of a dtype drawn with the key.
    let ofNode dtype (key: Key) (node: Node) : Graph =
        let nodes = collect Map.empty [ node ]
        let parents = nodes |> Map.map (fun _ node -> node.Parents |> List.map _.Name)

        let children =
            [
                for KeyValue(child, parents) in parents do
                    for parent in List.distinct parents -> parent, child
            ]
            |> List.groupBy fst
            |> List.map (fun (parent, edges) -> parent, List.map snd edges)
            |> Map.ofList

        let weight i node =
            match node with
            | Variable(name, shape, initializer) ->
                let fans = Fans.Dense(List.head (shape @ [ 1 ]), List.last (1 :: shape))
                Some(name, initializer dtype fans shape (Random.foldIn i key))
            | _ -> None

        {
            Computations = nodes
            Parents = parents
            Children = nodes |> Map.map (fun name _ -> children.TryFind name |> Option.defaultValue [])
            Weights = nodes.Values |> Seq.mapi weight |> Seq.choose id |> Map.ofSeq
        }

    /// The value of a node, given a feed of the placeholders that it needs: an ordinary function of the weights.
    let predict (graph: Graph) (node: string) (feed: Map<string, Tensor>) (weights: Map<string, Tensor>) : Tensor =
        let alone f values = struct (f values, (fun _ -> []))

        let struct (value, _) =
            (GraphTables.order graph node |> GraphTables.forward alone graph feed weights)[node]

        value

    /// The value y of a node, and the way back: from ȳ to the cotangents of the node and all its ancestors.
    let pullback (graph: Graph) node feed weights : struct (Tensor * (Tensor -> Map<string, Tensor>)) =
        let names = GraphTables.order graph node
        let table = GraphTables.forward AD.pullback graph feed weights names
        let struct (value, _) = table[node]
        struct (value, GraphTables.backward graph table names)

    /// The state before the first step.
    let start (optimizer: Rule) (graph: Graph) : GraphState = {
        Weights = graph.Weights
        Optimizer = Optimizer.init optimizer graph.Weights
    }

    /// One step: forward, backward, and the optimizer's, on the loss of a node's value. The loss is that before the step:
    /// `let struct (loss, state) = Graph.fit optimizer Loss.crossEntropy graph "logits" truth feed state`.
    let fit (optimizer: Rule) (loss: Tensor -> Tensor -> Tensor) graph node truth feed (state: GraphState) =
        let struct (value, backward) = pullback graph node feed state.Weights
        let struct (loss: Tensor, bar) = AD.valueAndGrad (loss truth) value
        let bars = backward bar
        // What the node does not need has no part in it.
        let gradient =
            state.Weights |> Map.map (fun name w -> defaultArg (bars.TryFind name) (Tensor.zerosLike w))

        let weights, optimizer = Optimizer.update optimizer state.Optimizer gradient state.Weights
        struct (loss, { Weights = weights; Optimizer = optimizer })
