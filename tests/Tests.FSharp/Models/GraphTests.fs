module Functional.Tests.Models.GraphTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models

let private close what (expected: Tensor) (actual: Tensor) = Compare.close 1e-9 what expected actual

let private ofNode node = Graph.ofNode DType.Float64 (Random.key 1) node
let private spread = Initializer.normal 0.5
let private square name = Node.variable name ([ 3; 3 ], spread)

/// A graph of so many computations over a placeholder and two variables, each of nodes drawn from all before it: many are used more than once.
let private drawn seed count =
    let random = Random(seed: int)
    let leaves = [ Node.placeholder "x" [ -1; 3 ]; Node.placeholder "y" [ 3; 3 ]; square "w"; square "v" ]

    let next (nodes: Node list) i =
        let any () = nodes[random.Next nodes.Length]

        let node =
            match random.Next 8 with
            | 0 -> Node.add $"n{i}" (any ()) (any ())
            | 1 -> Node.subtract $"n{i}" (any ()) (any ())
            | 2 -> Node.times $"n{i}" (any ()) (any ())
            | 3 -> Node.mul $"n{i}" (any ()) (any ())
            | 4 -> Node.tanh $"n{i}" (any ())
            | 5 -> Node.sigmoid $"n{i}" (any ())
            | 6 -> Node.softmax $"n{i}" (any ())
            | _ -> Node.relu $"n{i}" (any ())

        node :: nodes

    List.fold next leaves [ 1..count ] |> List.head |> Node.tanh "last"

let private feedOf (graph: Graph) =
    [ "x"; "y" ]
    |> List.filter graph.Computations.ContainsKey
    |> List.mapi (fun i name -> name, Random.normal [ 3; 3 ] (Random.key (7 + i)))
    |> Map.ofList

let private score (y: Tensor) = Tensor.sum (y * Tensor.Cos(Tensor.arange 9).Reshape(3, 3))

/// The gradients in the weights by tables: the cotangent of the score goes in at the node.
let private byTables graph feed weights =
    let struct (value, backward) = Graph.pullback graph "last" feed weights
    let bars = backward (AD.grad score value)

    weights
    |> Map.map (fun name w -> bars.TryFind name |> Option.defaultWith (fun () -> Tensor.zerosLike w))

let private fails what error message (work: unit -> unit) =
    Expect.throwsC work (fun raised ->
        match raised with
        | :? GraphException as raised -> Expect.equal raised.Error error $"{what}: error"
        | other -> failtest $"{other}"

        Expect.equal raised.Message message $"{what}: message")

let private two = Node.placeholder "x" [ -1; 3 ] |> Node.mul "p" <| square "w" |> Node.tanh "y"

[<Tests>]
let tests =
    testList "Graph" [
        test "a graph is four maps" {
            let x, w = Node.placeholder "x" [ -1; 3 ], square "w"
            let product = Node.mul "product" x w
            let graph = ofNode (Node.add "sum" product (Node.times "square" product product))

            let parents = [
                "product", [ "x"; "w" ]
                "square", [ "product"; "product" ]
                "sum", [ "product"; "square" ]
                "w", []
                "x", []
            ]

            let children = [
                "product", [ "square"; "sum" ]
                "square", [ "sum" ]
                "sum", []
                "w", [ "product" ]
                "x", [ "product" ]
            ]

            Expect.equal (Map.toList graph.Parents) parents "parents"
            Expect.equal (Map.toList graph.Children) children "children"
            Expect.equal (List.ofSeq graph.Computations.Keys) (List.map fst parents) "computations"
            Expect.equal graph.Computations["product"] product "the node itself"
            Expect.equal (graph.Weights |> Map.map (fun _ w -> Tensor.shape w)) (Map [ ("w", [ 3; 3 ]) ]) "weights"
        }

        test "both uses of x count in x + x and in x ∘ x" {
            let x = Node.variable "x" ([ 3 ], spread)

            for node, slope in
                [
                    Node.add "y" x x, fun (x: Tensor) -> 2.0 * Tensor.onesLike x
                    Node.times "y" x x, fun x -> 2.0 * x
                ] do
                let graph = ofNode node
                let struct (value, backward) = Graph.pullback graph "y" Map.empty graph.Weights
                let bars = backward (Tensor.onesLike value)
                close "gradient" (slope graph.Weights["x"]) bars["x"]
        }

        testTheory "gradients by tables are those of the same function, eager and compiled" [ 1..40 ] (fun seed ->
            let graph = ofNode (drawn seed 12)
            let feed = feedOf graph
            let f weights = score (Graph.predict graph "last" feed weights)

            let expected = AD.grad f graph.Weights
            let tables = byTables graph feed

            for gradients in [ tables graph.Weights; AD.compile tables graph.Weights ] do
                for KeyValue(name, gradient) in expected do
                    close name gradient gradients[name])

        test "gradients by tables are those of differences" {
            let graph = ofNode (drawn 5 12)
            let feed = feedOf graph
            let f weights = score (Graph.predict graph "last" feed weights)
            let gradients = byTables graph feed graph.Weights
            Expect.isGreaterThan (Params.squaredNorm(gradients).ToScalar()) 1e-3 "a gradient that is not zero"
            // The function with these gradients as its rule.
            let ruled =
                Ad.CustomPullback(
                    (fun weights -> f weights),
                    (fun w _ bar -> Params.map (fun g -> bar * g) (byTables graph feed w))
                )

            Expect.equal (Check.grads 1 ruled.Invoke graph.Weights) (Ok()) "differences"
        }

        test "a value needs the feed and the weights of its ancestors alone" {
            let graph = ofNode (Node.add "z" two (Node.placeholder "other" [ 3 ]))
            let x = Tensor.ones [ 1; 3 ]
            let y = Graph.predict graph "y" (Map [ ("x", x) ]) graph.Weights
            close "y" (tanh (x *@ graph.Weights["w"])) y
        }

        test "2 to the power of 3,000 paths are as many sums as there are nodes" {
            let x = Node.variable "x" ([ 2 ], spread)
            let graph = List.fold (fun y i -> Node.tanh $"y{i}" (Node.add $"s{i}" y y)) x [ 1..3000 ] |> ofNode
            let struct (value, backward) = Graph.pullback graph "y3000" Map.empty graph.Weights
            let bars = backward (Tensor.onesLike value)
            Expect.equal bars.Count 6001 "nodes"
            Expect.isTrue (bars["x"].ToArray() |> Array.forall Double.IsFinite) "finite"
        }

        test
            "a step is a forward pass, a backward pass and the optimizer's, and steps compiled by the library do the same" {
            let node = Node.placeholder "x" [ -1; 4 ] |> Node.dense spread "hidden" 4 5 |> Node.relu "r"
            let graph = node |> Node.dense spread "logits" 5 3 |> Node.softmax "p" |> ofNode

            let examples =
                Examples.create (Random.normal [ 6; 4 ] (Random.key 2)) (Tensor.ofIndices [ 0; 1; 2; 2; 1; 0 ])

            let optimizer = Optimizer.adam 0.1
            let feed = Map [ ("x", examples.Inputs) ]

            let next (losses, state) _ =
                let struct (loss, state) =
                    Graph.fit optimizer Loss.crossEntropy graph "logits" examples.Targets feed state

                Tensor.toScalar loss :: losses, state

            let losses, state = List.fold next ([], Graph.start optimizer graph) [ 1..20 ]

            let loss examples weights =
                Graph.predict graph "logits" (Map [ ("x", examples.Inputs) ]) weights
                |> Loss.crossEntropy examples.Targets

            let trained =
                Training.run
                    (Training.plan optimizer loss (fun _ -> Seq.replicate 20 examples))
                    (Random.key 3)
                    graph.Weights

            for KeyValue(name, w) in trained.Parameters do
                close name w state.Weights[name]

            Expect.isLessThan losses.Head (0.5 * List.last losses) "it learns"
            Expect.equal (Graph.start optimizer graph).Weights graph.Weights "and nothing was changed"
        }

        test "the post's network has its parameters, and its skip connection" {
            let graph = GraphMnist.init (Random.key 1)
            Expect.equal (Params.count graph.Weights) 501898 "parameters"
            Expect.equal graph.Children["relu2"] [ "layer3.product"; "skip" ] "the second layer's children"
            Expect.equal graph.Parents["relu4"] [ "skip" ] "before the fourth one's rectifier"
        }

        test "the program of a graph shows the names of its nodes" {
            let graph = ofNode two
            let f weights = Graph.predict graph "y" (Map [ ("x", Tensor.ones [ 1; 3 ]) ]) weights
            let text = string (AD.explain f graph.Weights)
            Expect.stringContains text "p" "the product"
        }

        testList "errors" [
            test "two nodes of one name" {
                fails
                    "two"
                    (TwoNodes "a")
                    "A graph wants one node of each name, but got two of the name 'a'; rename one, or use the same node twice."
                    (fun () -> ofNode (Node.add "y" (square "a") (square "a")) |> ignore)
            }

            test "a node of its own child's name" {
                fails
                    "child"
                    (TwoNodes "a")
                    "A graph wants one node of each name, but got two of the name 'a'; rename one, or use the same node twice."
                    (fun () -> ofNode (Node.tanh "a" (square "a")) |> ignore)
            }

            test "what is asked or fed does not exist, is missing or has another shape" {
                let graph = ofNode two
                let ask node feed () = Graph.predict graph node (Map.ofList feed) graph.Weights |> ignore
                let x = Tensor.ones [ 2; 3 ]

                fails
                    "name"
                    (UnknownName("z", [ "p"; "w"; "x"; "y" ]))
                    "A graph wants the name of a node, but got 'z'; it has p, w, x, y."
                    (ask "z" [ "x", x ])

                fails
                    "missing"
                    (MissingFeed("x", [ -1; 3 ]))
                    "Placeholder 'x' wants a feed [any, 3], but got none."
                    (ask "y" [])

                fails
                    "misshapen"
                    (MisshapenFeed("x", [ -1; 3 ], [ 2; 4 ]))
                    "Placeholder 'x' wants a feed [any, 3], but got [2, 4]; reshape it first."
                    (ask "y" [ "x", Tensor.ones [ 2; 4 ] ])

                fails
                    "rank"
                    (MisshapenFeed("x", [ -1; 3 ], [ 3 ]))
                    "Placeholder 'x' wants a feed [any, 3], but got [3]; reshape it first."
                    (ask "y" [ "x", Tensor.ones [ 3 ] ])

                fails
                    "no placeholder"
                    (NotFed("w", [ "x" ]))
                    "A feed wants names of placeholders, but got 'w'; the graph has x."
                    (ask "y" [ "x", x; "w", x ])

                fails
                    "weight"
                    (MissingWeight "w")
                    "Variable 'w' wants a weight, but got none; take the weights of the graph."
                    (fun () -> Graph.predict graph "y" (Map [ ("x", x) ]) Map.empty |> ignore)
            }

            test "parents that do not fit are told with their child" {
                let graph = ofNode (Node.mul "p" (square "w") (Node.variable "v" ([ 2; 3 ], spread)))

                Expect.throwsC (fun () -> Graph.predict graph "p" Map.empty graph.Weights |> ignore) (fun raised ->
                    Expect.stringStarts
                        raised.Message
                        "Node 'p', Mul of w, v, has parents that do not fit: MatMul wants"
                        "message")
            }
        ]
    ]
