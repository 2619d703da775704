namespace Functional.Models

open System
open Functional.Core

/// An LSTM cell on x and h side by side, its gates side by side: W [inputs + hidden, 4·hidden], B [4·hidden].
type Lstm = { W: Tensor; B: Tensor }

/// What a cell carries from step to step, each [n, hidden].
type LstmState = { H: Tensor; C: Tensor }

module internal Recurrent =

    /// The numbers that a cell takes: its inputs, which may be none, beside its hidden units.
    let rows operation (inputs: int) (hidden: int) =
        Argument.atLeast 0 operation "inputs" inputs
        Argument.between 1 (Int32.MaxValue - inputs) operation "hidden units" hidden
        inputs + hidden

/// The long short-term memory: (i, f, o, g) = (σ, σ, σ, tanh)([x, h] W + b), c' = f ∘ c + i ∘ g, h' = o ∘ tanh c'.
/// Source: S. Hochreiter and J. Schmidhuber, Neural Computation 9 (1997), with the forget gate of F. Gers et al. (2000).
[<RequireQualifiedAccess>]
module Lstm =

    /// Weights of an initializer and biases of zeros.
    let init (initializer: Initializer) dtype inputs hidden key : Lstm =
        let gates = Argument.product "Lstm.init" "four gates of hidden units" [ 4; hidden ]
        let rows = Recurrent.rows "Lstm.init" inputs hidden

        {
            W = initializer dtype (Fans.Dense(rows, hidden)) [ rows; gates ] key
            B = Tensor.zerosOf dtype [ gates ]
        }

    /// The units of a cell.
    let hidden (p: Lstm) : int = p.B.Count / 4

    /// The state of n sequences before their first step: zeros.
    let start n (p: Lstm) : LstmState =
        let zeros = Tensor.zerosOf p.B.DType [ n; hidden p ]
        { H = zeros; C = zeros }

    /// The state after x [n, inputs]; h' is what the cell puts out.
    let step (p: Lstm) (s: LstmState) (x: Tensor) : LstmState =
        let gates = (Tensor.concat 1 [ x; s.H ] *@ p.W + p.B).Named "gates" |> Tensor.split 4 1
        let gate i name = (Tensor.sigmoid gates[i]).Named name
        let input, forget, output = gate 0 "input", gate 1 "forget", gate 2 "output"
        let c = (forget * s.C + input * (tanh gates[3]).Named "candidate").Named "c"
        { H = (output * tanh c).Named "h"; C = c }

    /// The last state and the outputs [time, n, hidden] of inputs [time, n, inputs]: one operation, whatever the time.
    let unroll (p: Lstm) (s: LstmState) (xs: Tensor) : struct (LstmState * Tensor) =
        Scan.unroll
            (fun s x ->
                let s = step p s x
                struct (s, s.H))
            s
            xs

    /// The same over a list, by recursion: every step stands in the program of its own.
    let rec unrollList (p: Lstm) (s: LstmState) (xs: Tensor list) : LstmState * Tensor list =
        match xs with
        | [] -> s, []
        | x :: rest ->
            let s = step p s x
            let last, outputs = unrollList p s rest
            last, s.H :: outputs

/// A gated recurrent unit: Gates [inputs + hidden, 2·hidden], Candidate [inputs + hidden, hidden], with their biases.
type Gru = { Gates: Dense; Candidate: Dense }

/// The gated recurrent unit: (r, z) = σ([x, h] W + b), g = tanh([x, r ∘ h] V + d), h' = z ∘ h + (1 − z) ∘ g.
/// Source: K. Cho et al., EMNLP 2014, equations 5 to 8.
[<RequireQualifiedAccess>]
module Gru =

    /// Weights of an initializer and biases of zeros.
    let init (initializer: Initializer) dtype inputs hidden key : Gru =
        let struct (gates, candidate) = Random.split key
        let rows = Recurrent.rows "Gru.init" inputs hidden

        {
            Gates =
                Dense.init
                    initializer
                    dtype
                    rows
                    (Argument.product "Gru.init" "two gates of hidden units" [ 2; hidden ])
                    gates
            Candidate = Dense.init initializer dtype rows hidden candidate
        }

    /// The state of n sequences before their first step: zeros.
    let start n (p: Gru) : Tensor = Tensor.zerosOf p.Candidate.B.DType [ n; p.Candidate.B.Count ]

    /// The state after x [n, inputs], which is also what the unit puts out.
    let step (p: Gru) (h: Tensor) (x: Tensor) : Tensor =
        let gates = Tensor.concat 1 [ x; h ] |> Dense.forward p.Gates |> Tensor.sigmoid |> Tensor.split 2 1
        let candidate = Tensor.concat 1 [ x; gates[0] * h ] |> Dense.forward p.Candidate |> tanh
        gates[1] * h + (1.0 - gates[1]) * candidate

    /// The last state and the outputs [time, n, hidden] of inputs [time, n, inputs].
    let unroll (p: Gru) (h: Tensor) (xs: Tensor) : struct (Tensor * Tensor) =
        Scan.unroll
            (fun h x ->
                let h = step p h x
                struct (h, h))
            h
            xs
