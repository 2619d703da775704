module Functional.Tests.Models.LstmTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models

let private close what (expected: Tensor) (actual: Tensor) = Compare.close 1e-9 what expected actual

let private cell = Lstm.init Initializer.glorotUniform DType.Float64 3 4 (Random.key 1)
let private inputs = Random.normal [ 5; 2; 3 ] (Random.key 2)
let private steps = [ for t in 0..4 -> inputs[t] ]
let private weights = Random.normal [ 5; 2; 4 ] (Random.key 3)

/// A number of the outputs of every step.
let private score (outputs: Tensor) = Tensor.sum (weights * outputs)

let private scanned p =
    let struct (_, outputs) = Lstm.unroll p (Lstm.start 2 p) inputs
    score outputs

let private listed p = Lstm.unrollList p (Lstm.start 2 p) steps |> snd |> Tensor.stack 0 |> score

[<Tests>]
let tests =
    testList "LSTM" [
        test "a step is its equations, number by number" {
            let x, state = inputs[0], { H = inputs[1].Pad([| 0; 0 |], [| 0; 1 |]); C = weights[0] }
            let after = Lstm.step cell state x
            let sigma v = 1.0 / (1.0 + exp -v)

            for n in 0..1 do
                let both = Array.append (x[n].ToArray()) (state.H[n].ToArray())

                let gate k j =
                    Seq.sum [ for i in 0..6 -> both[i] * cell.W[i, 4 * k + j].ToScalar() ]
                    + cell.B[4 * k + j].ToScalar()

                for j in 0..3 do
                    let c = sigma (gate 1 j) * state.C[n, j].ToScalar() + sigma (gate 0 j) * tanh (gate 3 j)

                    Expect.floatClose Accuracy.high (after.C[n, j].ToScalar()) c "c"
                    Expect.floatClose Accuracy.high (after.H[n, j].ToScalar()) (sigma (gate 2 j) * tanh c) "h"
        }

        test "the scan, the list and the compiled scan give the same values and gradients" {
            close "value" (listed cell) (scanned cell)
            close "compiled" (listed cell) (AD.compile scanned cell)
            let expected = AD.grad listed cell

            for gradient in [ AD.grad scanned cell; AD.compile (AD.grad scanned) cell ] do
                close "W" expected.W gradient.W
                close "B" expected.B gradient.B
        }

        test "shared weights get the sum of what each step's own copy gets" {
            let copies = List.replicate 5 cell

            let apart (cells: Lstm list) =
                let next (s, outputs) (p, x) =
                    let s = Lstm.step p s x
                    s, s.H :: outputs

                List.zip cells steps
                |> List.fold next (Lstm.start 2 cell, [])
                |> snd
                |> List.rev
                |> Tensor.stack 0
                |> score

            let each = AD.grad apart copies
            let shared = AD.grad scanned cell
            close "W" (each |> List.map _.W |> List.reduce (+)) shared.W
            close "B" (each |> List.map _.B |> List.reduce (+)) shared.B
        }

        test "each weight is used once a step in the program of the list, and once in that of the scan" {
            let uses f =
                (AD.explain f cell).Operations |> Seq.filter (fun o -> o.Name = "MatMul") |> Seq.length

            Expect.equal (uses listed) 5 "five steps"
            Expect.equal (uses scanned) 0 "in the body of the loop"
        }

        test "cells one above the other are fed from below, and outputs are fed back" {
            let net = LstmNet.init Initializer.glorotUniform DType.Float64 3 [ 4; 5 ] 3 (Random.key 4)
            let struct (states, first) = LstmNet.step id net (LstmNet.start 2 net) steps[0]
            let below = Lstm.step net.Cells[0] (Lstm.start 2 net.Cells[0]) steps[0]
            let above = Lstm.step net.Cells[1] (Lstm.start 2 net.Cells[1]) below.H
            close "above" above.H states[1].H
            close "output" (Dense.forward net.Output above.H) first
            let generated = LstmNet.generate tanh net inputs 3

            let rec go states x =
                function
                | 0 -> []
                | count ->
                    let struct (states, y) = LstmNet.step tanh net states x
                    x :: go states y (count - 1)

            let struct (states, outputs) = LstmNet.unroll tanh net (LstmNet.start 2 net) inputs
            close "generated" (Tensor.stack 0 (go states outputs[4] 3)) generated
        }

        test "the carried state leaves no derivative behind" {
            let net = LstmNet.init Initializer.glorotUniform DType.Float64 3 [ 4 ] 3 (Random.key 5)
            let struct (states, _) = LstmNet.unroll tanh net (LstmNet.start 2 net) inputs
            let window = struct (inputs, Tensor.ZerosLike inputs)
            let struct (_, _, gradient) = AD.valueAndGradWith (LstmNet.squaredError tanh states window) net
            let numbers = states |> List.map (fun s -> { H = Ad.StopGradient s.H; C = Ad.StopGradient s.C })
            let struct (_, _, expected) = AD.valueAndGradWith (LstmNet.squaredError tanh numbers window) net
            close "gradient" expected.Cells.Head.W gradient.Cells.Head.W
        }

        test "a gated recurrent unit is its equations" {
            let gru = Gru.init Initializer.glorotUniform DType.Float64 3 4 (Random.key 6)
            let h, x = weights[0], inputs[0]
            let after = Gru.step gru h x
            let sigma v = 1.0 / (1.0 + exp -v)

            for n in 0..1 do
                let dot (p: Dense) (values: float[]) j =
                    Seq.sum [ for i in 0..6 -> values[i] * p.W[i, j].ToScalar() ] + p.B[j].ToScalar()

                let row = h[n].ToArray()
                let both = Array.append (x[n].ToArray()) row
                let reset = [| for j in 0..3 -> sigma (dot gru.Gates both j) |]
                let held = Array.append (x[n].ToArray()) (Array.map2 (*) reset row)

                for j in 0..3 do
                    let z = sigma (dot gru.Gates both (4 + j))
                    let expected = z * row[j] + (1.0 - z) * tanh (dot gru.Candidate held j)
                    Expect.floatClose Accuracy.high (after[n, j].ToScalar()) expected "h"

            let struct (last, outputs) = Gru.unroll gru (Gru.start 2 gru) inputs
            close "the last output" last outputs[4]
        }
    ]
