namespace Functional.Models

open Functional.Core

/// LSTM cells one above the other, each fed by the one below, and a dense layer on the last.
type LstmNet = { Cells: Lstm list; Output: Dense }

/// A recurrent network as functions of its parameters; `activation` is that of its outputs.
[<RequireQualifiedAccess>]
module LstmNet =

    /// Cells of the given numbers of units: `LstmNet.init initializer dtype 2 [ 15 ] 2 key`.
    let init (initializer: Initializer) dtype inputs (hidden: int list) outputs (key: Key) : LstmNet =
        Argument.atLeast 1 "LstmNet.init" "a number of cells" hidden.Length
        let struct (cells, output) = Random.split key
        let cell i (below, units) = Lstm.init initializer dtype below units (Random.foldIn i cells)

        {
            Cells = inputs :: hidden |> List.pairwise |> List.mapi cell
            Output = Dense.init initializer dtype (List.last hidden) outputs output
        }

    /// The states of n sequences before their first step: zeros.
    let start n (p: LstmNet) : LstmState list = p.Cells |> List.map (Lstm.start n)

    /// The states after x [n, inputs], and the output [n, outputs].
    let step (activation: Tensor -> Tensor) (p: LstmNet) (states: LstmState list) (x: Tensor) =
        let next (x, passed) (cell, s) =
            let s = Lstm.step cell s x
            s.H, s :: passed

        let h, passed = List.zip p.Cells states |> List.fold next (x, [])
        struct (List.rev passed, activation (Dense.forward p.Output h))

    /// The last states and the outputs [time, n, outputs] of inputs [time, n, inputs].
    let unroll activation (p: LstmNet) states (xs: Tensor) : struct (LstmState list * Tensor) =
        Scan.unroll (step activation p) states xs

    /// The summed squared error of the outputs, and the states after the inputs: with true inputs at every step (teacher forcing).
    let squaredError activation states (struct (inputs: Tensor, targets: Tensor)) (p: LstmNet) =
        let struct (last, outputs) = unroll activation p states inputs
        struct (Tensor.sum (Tensor.Square(outputs - targets)), last)

    /// After true inputs [time, n, inputs], so many outputs [count, n, inputs], each fed back as the next input.
    let generate activation (p: LstmNet) (inputs: Tensor) (count: int) : Tensor =
        Argument.atLeast 0 "LstmNet.generate" "a number of outputs" count
        let struct (states, outputs) = unroll activation p (start inputs.Shape[1] p) inputs

        let next (struct (states, x)) (_: Tensor) =
            let struct (states, y) = step activation p states x
            struct (struct (states, y), x)

        let struct (_, generated) =
            Scan.unroll next (struct (states, outputs[outputs.Shape[0] - 1])) (Tensor.zeros [ count ])

        generated
