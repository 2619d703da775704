/// A scalar is a line of one element along axis 0 or −1, as in PyTorch.
module Functional.Tests.Ops.ScalarAxisTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops.LinearAlgebraTests

let private zero (x: Tensor) = Tensor.Zeros([||], x.DType)

/// Each operation along an axis, and its answer for the scalar 2.5.
let private operations: (string * (int -> Tensor -> Tensor) * float) list = [
    "Softmax", (fun axis x -> Tensor.Softmax(x, axis)), 1.0
    "LogSoftmax", (fun axis x -> Tensor.LogSoftmax(x, axis)), 0.0
    "CumSum", (fun axis x -> x.CumSum axis), 2.5
    "CumSum", (fun axis x -> x.CumSum(axis, true)), 2.5
    "CumProd", (fun axis x -> x.CumProd axis), 2.5
    "CumMax", (fun axis x -> x.CumMax axis), 2.5
    "CumMin", (fun axis x -> x.CumMin axis), 2.5
    "Sort", (fun axis x -> (x.Sort axis).Values), 2.5
    "Sort", (fun axis x -> (x.Sort axis).Indices), 0.0
    "TopK", (fun axis x -> (x.TopK(1, axis)).Values), 2.5
    "TopK", (fun axis x -> (x.TopK(1, axis)).Indices), 0.0
    "ArgSort", (fun axis x -> x.ArgSort axis), 0.0
    "ArgMax", (fun axis x -> x.ArgMax axis), 0.0
    "ArgMin", (fun axis x -> x.ArgMin(axis, true)), 0.0
    "MaxWithIndex", (fun axis x -> (x.MaxWithIndex axis).Values), 2.5
    "MinWithIndex", (fun axis x -> (x.MinWithIndex(axis, true)).Indices), 0.0
    "Median", (fun axis x -> x.Median(axis, true)), 2.5
    "Sum", (fun axis x -> x.Sum axis), 2.5
    "Sum", (fun axis x -> x.Sum(axis, true)), 2.5
    "Mean", (fun axis x -> x.Mean axis), 2.5
    "Prod", (fun axis x -> x.Prod axis), 2.5
    "Max", (fun axis x -> x.Max axis), 2.5
    "Min", (fun axis x -> x.Min axis), 2.5
    "Var", (fun axis x -> x.Var axis), 0.0
    "Std", (fun axis x -> x.Std axis), 0.0
    "Norm", (fun axis x -> x.Norm axis), 2.5
    "LogSumExp", (fun axis x -> x.LogSumExp axis), 2.5
    "Any", (fun axis x -> x.Any [| axis |]), 1.0
    "All", (fun axis x -> x.All [| axis |]), 1.0
    "Flip", (fun axis x -> x.Flip axis), 2.5
    "Roll", (fun axis x -> x.Roll(3, axis)), 2.5
    "Squeeze", (fun axis x -> x.Squeeze axis), 2.5
    "SwapAxes", (fun axis x -> x.SwapAxes(axis, 0)), 2.5
    "TakeAlongAxis", (fun axis x -> x.TakeAlongAxis(zero x, axis)), 2.5
    "Gather", (fun axis x -> x.Gather(zero x, axis)), 2.5
    "ScatterAdd", (fun axis x -> x.ScatterAdd(zero x, x, axis)), 5.0
    "ScatterSet", (fun axis x -> x.ScatterSet(zero x, 2.0 * x, axis)), 5.0
    "Repeat", (fun axis x -> (x.Repeat(3, axis)).Sum()), 7.5
]

[<Tests>]
let tests =
    testList "A scalar is a line of one element" [
        for i, (name, apply, answer) in List.indexed operations do
            inBoth $"{name}, row {i}" (fun dtype ->
                let x = tensor dtype [] [ 2.5 ]

                for axis in [ 0; -1 ] do
                    apply axis x |> expect dtype [] [ answer ]
                    let along = Ad.Pushforward(Func<_, _>(apply axis), x, Tensor.OnesLike x).Tangent.ToScalar()
                    let back = (grad (apply axis) x).ToScalar()
                    Expect.equal back along "both modes"
                    let line = Ad.Vectorize(Func<_, _>(apply axis)).Invoke(tensor dtype [ 2 ] [ 2.5; 2.5 ])
                    line |> expect dtype [ 2 ] [ answer; answer ]

                for axis in [ 1; -2 ] do
                    let caught =
                        try
                            apply axis x |> ignore
                            None
                        with error ->
                            Some(error.GetType())

                    Expect.equal caught (Some typeof<ShapeException>) $"axis {axis}")
        testCase "errors" (fun () ->
            let x = tensor DType.Float64 [] [ 2.5 ]
            fails<ShapeException> "CumSum wants axis 0 or −1 of a scalar, but got 1." (fun () -> x.CumSum 1)
            fails<ShapeException> "TopK wants k = 1 of a scalar, but got 2." (fun () -> (x.TopK 2).Values)

            fails<ShapeException> "Sum wants an axis of its operand, but got axis 1 of a scalar." (fun () -> x.Sum 1)

            fails<ShapeException> "Slice wants an axis of its operand, but got axis 0 of a scalar." (fun () ->
                x.Slice(0, 0, 1)))
    ]
