module Functional.Tests.Ops.ReductionTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops.Checks
open Functional.Tests.Semantics.ArrayRow

let private inf = infinity

let private places =
    testList "places" [
        inBoth "the first of equal ones, or of NaN" (fun dtype ->
            let x = tensor dtype [ 2; 3 ] [ 1.0; 3.0; 3.0; 2.0; 2.0; 0.0 ]
            x.MaxWithIndex(1).Indices |> holds dtype [ 2 ] [ 1.0; 0.0 ] "MaxWithIndex"
            let some = Checks.vector dtype [ 1.0; nan; inf; 3.0 ]
            some.ArgMax() |> holds dtype [] [ 1.0 ] "of the greatest"
            some.ArgMin() |> holds dtype [] [ 1.0 ] "of the least")
        inBoth "counted row-major over all, or along an axis" (fun dtype ->
            let x = tensor dtype [ 2; 2 ] [ 1.0; 4.0; 4.0; 0.0 ]
            x.ArgMax() |> holds dtype [] [ 1.0 ] "all"
            x.ArgMax(0, true) |> holds dtype [ 1; 2 ] [ 1.0; 0.0 ] "columns"
            x.ArgMin 1 |> holds dtype [ 2 ] [ 0.0; 1.0 ] "rows")
    ]

let private moments =
    testList "mean, variance, standard deviation, norm" [
        inBoth "equal elements have variance and deviation 0 with derivative 0, exactly" (fun dtype ->
            let x = Checks.vector dtype [ 0.1; 0.1; 0.1 ]

            for f in [ (fun (x: Tensor) -> x.Var()); (fun x -> x.Std()); (fun x -> x.Std(0, 1.0)) ] do
                Expect.equal ((f x).ToScalar()) 0.0 "value"
                Expect.all (Ad.Grad(fun x -> f x).Invoke(x).ToArray()) ((=) 0.0) "derivative")
        inBoth "as many elements as ddof, or fewer, have no variance" (fun dtype ->
            for ddof in [ 1.0; 2.0; 3.0 ] do
                let x = Checks.vector dtype [ 4.0 ]
                x.Var ddof |> holds dtype [] [ nan ] "Var"
                x.Std(0, ddof) |> holds dtype [] [ nan ] "Std"

            (Checks.vector dtype [ 1.0; 2.0 ]).Var 2.0 |> holds dtype [] [ nan ] "Var")
        inBoth "a great offset does not cost the variance its digits" (fun dtype ->
            let offset = if dtype = DType.Float32 then 1e5 else 1e12
            let x = Checks.vector dtype [ offset; offset + 1.0; offset + 2.0 ]
            derives (fun x -> x.Var 1.0) x [] [ 1.0 ] [ -1.0; 0.0; 1.0 ])
        inBoth "a norm neither overflows nor underflows on the way" (fun dtype ->
            for scale in (if dtype = DType.Float32 then [ 1e30; 1e-30 ] else [ 1e300; 1e-300 ]) do
                let x = Checks.vector dtype [ 3.0 * scale; -4.0 * scale ]
                derives (fun x -> x.Norm() / scale) x [] [ 5.0 ] [ 0.6 / scale; -0.8 / scale ])
        inBoth "a norm passes NaN on" (fun dtype ->
            (Checks.vector dtype [ nan; 1.0 ]).Norm() |> holds dtype [] [ nan ] "norm")
    ]

let private nothing =
    let gradientOf (f: Tensor -> Tensor) x = Ad.Grad(fun (x: Tensor) -> (f x).Sum()).Invoke x |> _.Shape |> List.ofSeq

    testList "reductions of nothing" [
        inBoth "sum 0, product 1, mean NaN, and gradients of the empty shape" (fun dtype ->
            let x = tensor dtype [ 0 ] []

            for name, f, value in
                [
                    "Sum", (fun (x: Tensor) -> x.Sum()), 0.0
                    "Prod", (fun x -> x.Prod()), 1.0
                    "Mean", (fun x -> x.Mean()), nan
                    "Var", (fun x -> x.Var()), nan
                    "Std", (fun x -> x.Std()), nan
                    "Norm", (fun x -> x.Norm()), 0.0
                    "Norm 1", (fun x -> x.Norm(0, 1.0)), 0.0
                    "Norm ∞", (fun x -> x.Norm(0, inf)), 0.0
                    "LogSumExp", (fun x -> x.LogSumExp()), -inf
                    "All", (fun x -> x.All()), 1.0
                    "Any", (fun x -> x.Any()), 0.0
                ] do
                f x |> holds dtype [] [ value ] name
                Expect.equal (gradientOf f x) [ 0 ] name)
        inBoth "a reduction with nothing left is empty" (fun dtype ->
            let x = tensor dtype [ 0; 3 ] []

            for name, f in
                [
                    "Sum", (fun (x: Tensor) -> x.Sum 1)
                    "Mean", (fun x -> x.Mean 1)
                    "Prod", (fun x -> x.Prod 1)
                    "Max", (fun x -> x.Max 1)
                    "Min", (fun x -> x.Min 1)
                    "ArgMax", (fun x -> x.ArgMax 1)
                    "MaxWithIndex", (fun x -> x.MaxWithIndex(1).Values)
                    "LogSumExp", (fun x -> x.LogSumExp 1)
                    "Var", (fun x -> x.Var 1)
                    "Std", (fun x -> x.Std 1)
                    "Norm", (fun x -> x.Norm 1)
                    "Median", (fun x -> x.Median 1)
                ] do
                f x |> holds dtype [ 0 ] [] name
                Expect.equal (gradientOf f x) [ 0; 3 ] name)
        inBoth "running reductions of nothing are empty" (fun dtype ->
            let x = tensor dtype [ 2; 0 ] []

            for name, f in
                [
                    "CumSum", (fun (x: Tensor) -> x.CumSum 1)
                    "CumProd", (fun x -> x.CumProd 1)
                    "CumMax", (fun x -> x.CumMax 1)
                    "CumProd of the other axis", (fun x -> x.CumProd 0)
                ] do
                f x |> holds dtype [ 2; 0 ] [] name
                Expect.equal (gradientOf f x) [ 2; 0 ] name)
        inBoth "along an axis of nothing, what is kept gets the neutral element" (fun dtype ->
            let x = tensor dtype [ 2; 0 ] []
            x.Sum 1 |> holds dtype [ 2 ] [ 0.0; 0.0 ] "Sum"
            x.Prod(1, true) |> holds dtype [ 2; 1 ] [ 1.0; 1.0 ] "Prod"
            x.LogSumExp 1 |> holds dtype [ 2 ] [ -inf; -inf ] "LogSumExp"
            x.Norm 1 |> holds dtype [ 2 ] [ 0.0; 0.0 ] "Norm")
    ]

let private empty = Tensor.Zeros [| 2; 0 |]
let private some = Tensor.Zeros [| 2; 3 |]

let private errors =
    testList "errors" [
        fails<ShapeException> "Max wants one element or more along axis 1, but got [2, 0]." (fun () -> empty.Max 1)
        fails<ShapeException> "Min wants one element or more along axis 0, but got [0]." (fun () -> empty.Min())
        fails<ShapeException> "ArgMax wants one element or more along axis 1, but got [2, 0]." (fun () ->
            empty.ArgMax 1)
        fails<ShapeException> "ArgMin wants one element or more along axis 0, but got [0]." (fun () -> empty.ArgMin())
        fails<ShapeException> "Median wants one element or more along axis 1, but got [2, 0]." (fun () ->
            empty.Median 1)
        fails<ShapeException> "Sum wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> some.Sum 2)
        fails<ShapeException> "Mean wants an axis of [2, 3] (−2 … 1), but got -3." (fun () -> some.Mean -3)
        fails<ShapeException> "Prod wants each axis once, but got [1, -1] of [2, 3]." (fun () -> some.Prod [| 1; -1 |])
        fails<ShapeException> "Var wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> some.Var 2)
        fails<ShapeException> "Std wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> some.Std 2)
        fails<ShapeException> "LogSumExp wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> some.LogSumExp 2)
        fails<ShapeException> "CumSum wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> some.CumSum 2)
        fails<ShapeException> "CumProd wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> some.CumProd 2)
        fails<ShapeException> "CumMin wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> some.CumMin 2)
        fails<ShapeException> "All wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> some.All 2)
        fails<ShapeException> "MaxWithIndex wants an axis of [2, 3] (−2 … 1), but got 2." (fun () ->
            some.MaxWithIndex 2)
        fails<DomainException> "Norm wants an order p greater than 0, but got 0." (fun () -> some.Norm(0, 0.0))
        fails<DomainException> "Norm wants an order p greater than 0, but got NaN." (fun () -> some.Norm(0, nan))
    ]

let private precision =
    testList "rounding" [
        testCase "a long sum in Float32 is exact to a few units" (fun () ->
            // Sixteen terms in a lane of a block, the lanes, and ten levels of pairs: no element takes part in more than
            // 32 additions, each off by half a unit at most. One after the other it would be 10⁶ of them.
            let allowed = 32.0 * 2.0 ** -24.0
            let x = Tensor.Full([| 1000; 1000 |], 0.1, DType.Float32)
            let exact = 1e6 * float 0.1f

            for name, sum in [ "all", x.Sum(); "rows, then all", x.Sum(1).Sum(); "columns, then all", x.Sum(0).Sum() ] do
                Expect.isLessThan (abs (sum.ToScalar() / exact - 1.0)) allowed name)
    ]

[<Tests>]
let tests = testList "Reduction operations" [ places; moments; nothing; precision; errors ]
