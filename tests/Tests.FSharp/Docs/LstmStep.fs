/// The example of docs/programs.md: what follows the line of dashes is quoted there.
module Functional.Tests.Docs.LstmStep

open Functional.Core
open Functional.Models

// ----
type Lstm = { Wx: Tensor; Wh: Tensor; B: Tensor }

/// One step in time: from the state (h, c) and an input x to the next state.
let step p (struct (h: Tensor, c: Tensor)) (x: Tensor) =
    let h, c, x = h.Named "h", c.Named "c", x.Named "x"
    let gates = (x *@ p.Wx + h *@ p.Wh + p.B).Named "gates"
    let gate i = gates[*, 3 * i .. 3 * i + 2]
    let forget = (Tensor.Sigmoid(gate 0)).Named "forget"
    let input = (Tensor.Sigmoid(gate 1)).Named "input"
    let output = (Tensor.Sigmoid(gate 2)).Named "output"
    let candidate = (Tensor.Tanh(gate 3)).Named "candidate"
    let cell = (forget * c + input * candidate).Named "cell"
    struct ((output * Tensor.Tanh cell).Named "hidden", cell)

/// The squared last state after all inputs, from a state of zeros.
let loss xs p =
    let zeros = Tensor.zeros [ 1; 3 ]
    let struct (hidden, _) = Scan.fold (step p) (struct (zeros, zeros)) xs
    Tensor.sum (hidden * hidden)
