namespace Functional.Models

open Functional.Core

/// A multilayer perceptron: dense layers with an activation between them.
type Mlp = { Layers: Dense list }

/// The multilayer perceptron as functions of its parameters.
[<RequireQualifiedAccess>]
module Mlp =

    /// Layers of the given sizes, two or more, inputs first: `Mlp.init Initializer.glorotUniform DType.Float32 [ 784; 128; 10 ] key`.
    let init (initializer: Initializer) dtype (sizes: int list) (key: Key) : Mlp =
        Argument.atLeast 2 "Mlp.init" "a number of sizes" sizes.Length
        let layer i (inputs, outputs) = Dense.init initializer dtype inputs outputs (Random.foldIn i key)

        { Layers = sizes |> List.pairwise |> List.mapi layer }

    /// The outputs of the last layer (logits, as no activation follows it): [n, inputs] → [n, outputs]. What becomes of the hidden layer
    /// i is `hidden i`: its activation, and dropout with a key of its own in training.
    let forwardWith (hidden: int -> Tensor -> Tensor) (p: Mlp) (x: Tensor) : Tensor =
        let next y (i, layer) = Dense.forward layer (if i = 0 then y else hidden (i - 1) y)

        List.fold next x (List.indexed p.Layers)

    /// The outputs of the last layer, one activation after all others.
    let forward (activation: Tensor -> Tensor) (p: Mlp) (x: Tensor) : Tensor = forwardWith (fun _ -> activation) p x

    /// The mean cross-entropy of a batch of labelled examples.
    let loss activation (batch: Examples) (p: Mlp) : Tensor =
        forward activation p batch.Inputs |> Loss.crossEntropy batch.Targets
