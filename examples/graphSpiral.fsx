// A graph of named nodes with two heads tells the arms of a spiral apart. Run: dotnet fsi examples/graphSpiral.fsx [--quick]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// 2–25 with a rectifier, then two heads 25–3 side by side, added.
let net =
    let hidden =
        Node.placeholder "points" [ -1; 2 ]
        |> Node.dense Initializer.heNormal "layer" 2 25
        |> Node.relu "hidden"

    let head name = Node.dense Initializer.glorotUniform name 25 3 hidden
    Node.add "logits" (head "left") (head "right") |> Node.softmax "probabilities"

let init key = Graph.ofNode DType.Float64 key net

/// 80 of 100 points to learn from, and the others, which share nothing with them.
let points key =
    let struct (drawn, parted) = Random.split key
    Spiral.generate 3 100 drawn |> Examples.split 0.8 parted

let optimizer = Optimizer.adam 0.01
let feed (examples: Examples) = Map [ ("points", examples.Inputs) ]

/// One step on all points: the loss before it, and the state after it.
let step graph (examples: Examples) state =
    Graph.fit optimizer Loss.crossEntropy graph "logits" examples.Targets (feed examples) state

/// So many steps; `report` hears the number of each, its loss, and the weights after it.
let train graph examples steps report =
    let next state i =
        let struct (loss, state) = step graph examples state
        report (i: int) (Tensor.toScalar loss) state.Weights
        state

    Seq.fold next (Graph.start optimizer graph) (seq { 1..steps })

let probabilities graph (examples: Examples) (state: GraphState) =
    Graph.predict graph "probabilities" (feed examples) state.Weights

#if INTERACTIVE
let struct (training, test) = points (Random.key 1)
let graph = init (Random.key 2)
let steps = if fsi.CommandLineArgs |> Array.contains "--quick" then 20 else 1000

let report i (loss: float) _ =
    if i = 1 || i % 100 = 0 then
        printfn $"step {i, 5}: loss {loss:F4}"

let trained = train graph training steps report
let scores = probabilities graph test trained
let names = [ "arm 0"; "arm 1"; "arm 2" ]
printfn $"{Metrics.confusion 3 test.Targets scores |> Metrics.confusionText names}"
printfn $"accuracy {Metrics.accuracy test.Targets scores:F3} on {Examples.count test} new points"
#endif
