module Functional.Tests.Ops.ReductionTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops.Checks

/// A few roundings.
let private rounding dtype = if dtype = DType.Float32 then 1e-6 else 1e-14

let private holds dtype = holdsWithin (rounding dtype) dtype

/// The value, and the derivative of its sum in each element: in reverse, and forward along each axis of the input.
let private derives (f: Tensor -> Tensor) x shape value slopes =
    let dtype = (x: Tensor).DType
    f x |> holds dtype shape value "value"
    let g (x: Tensor) = (f x).Sum()
    Ad.Grad(fun x -> g x).Invoke x |> holds dtype (List.ofSeq x.Shape) slopes "reverse"

    [|
        for i in 0 .. x.Count - 1 do
            let basis = List.init x.Count (fun j -> if i = j then 1.0 else 0.0)
            Ad.Pushforward((fun x -> g x), x, tensor dtype (List.ofSeq x.Shape) basis).Tangent.ToScalar()
    |]
    |> close (rounding dtype) slopes "forward"

let private inf = infinity

let private extremes =
    testList "max and min" [
        inBoth "ties share the derivative evenly" (fun dtype ->
            let x = vector dtype [ 1.0; 3.0; 3.0; 2.0 ]
            derives (fun x -> x.Max()) x [] [ 3.0 ] [ 0.0; 0.5; 0.5; 0.0 ]
            derives (fun x -> x.Min()) (-x) [] [ -3.0 ] [ 0.0; 0.5; 0.5; 0.0 ])
        inBoth "with the index, the first of equal ones gets all" (fun dtype ->
            let x = tensor dtype [ 2; 3 ] [ 1.0; 3.0; 3.0; 2.0; 2.0; 0.0 ]
            derives (fun x -> x.MaxWithIndex(1).Values) x [ 2 ] [ 3.0; 2.0 ] [ 0.0; 1.0; 0.0; 1.0; 0.0; 0.0 ]
            x.MaxWithIndex(1).Indices |> holds dtype [ 2 ] [ 1.0; 0.0 ] "places"

            derives (fun x -> x.MinWithIndex(0, true).Values) x [ 1; 3 ] [ 1.0; 2.0; 0.0 ] [
                1.0
                0.0
                0.0
                0.0
                1.0
                1.0
            ])
        inBoth "a NaN wins, and gets the derivative" (fun dtype ->
            let some = vector dtype [ 1.0; nan; inf; 3.0 ]
            derives (fun x -> x.Max()) some [] [ nan ] [ 0.0; 1.0; 0.0; 0.0 ]
            derives (fun x -> x.Min()) some [] [ nan ] [ 0.0; 1.0; 0.0; 0.0 ]
            derives (fun x -> x.Max()) (vector dtype [ nan; nan ]) [] [ nan ] [ 0.5; 0.5 ]
            some.ArgMax() |> holds dtype [] [ 1.0 ] "place of the greatest"
            some.ArgMin() |> holds dtype [] [ 1.0 ] "place of the least")
        inBoth "infinities are numbers like others" (fun dtype ->
            derives (fun x -> x.Max()) (vector dtype [ -inf; -inf ]) [] [ -inf ] [ 0.5; 0.5 ]
            derives (fun x -> x.Max()) (vector dtype [ 1.0; inf ]) [] [ inf ] [ 0.0; 1.0 ])
        inBoth "the place is the first of equal ones, counted row-major over all" (fun dtype ->
            let x = tensor dtype [ 2; 2 ] [ 1.0; 4.0; 4.0; 0.0 ]
            x.ArgMax() |> holds dtype [] [ 1.0 ] "all"
            x.ArgMax(0, true) |> holds dtype [ 1; 2 ] [ 1.0; 0.0 ] "columns"
            x.ArgMin 1 |> holds dtype [ 2 ] [ 0.0; 1.0 ] "rows")
        inBoth "a running maximum keeps to the first of equal ones, and to a NaN" (fun dtype ->
            derives (fun x -> x.CumMax 0) (vector dtype [ 1.0; 1.0; 0.0; 2.0 ]) [ 4 ] [ 1.0; 1.0; 1.0; 2.0 ] [
                3.0
                0.0
                0.0
                1.0
            ]

            derives (fun x -> x.CumMin 0) (vector dtype [ 1.0; nan; 0.0 ]) [ 3 ] [ 1.0; nan; nan ] [ 1.0; 2.0; 0.0 ])
    ]

let private logarithms =
    testList "logsumexp" [
        inBoth "of great numbers it does not overflow" (fun dtype ->
            derives (fun x -> x.LogSumExp()) (vector dtype [ 1e4; 1e4 ]) [] [ 1e4 + log 2.0 ] [ 0.5; 0.5 ]
            derives (fun x -> x.LogSumExp()) (vector dtype [ -1e4; -1e4 ]) [] [ -1e4 + log 2.0 ] [ 0.5; 0.5 ])
        inBoth "each row has its own shift" (fun dtype ->
            derives (fun x -> x.LogSumExp 1) (tensor dtype [ 2; 2 ] [ 1e4; 1e4; -1e4; -1e4 ]) [ 2 ] [
                1e4 + log 2.0
                -1e4 + log 2.0
            ] [ 0.5; 0.5; 0.5; 0.5 ])
        inBoth "an element of −∞ has no weight" (fun dtype ->
            derives (fun x -> x.LogSumExp()) (vector dtype [ 0.0; -inf; 0.0 ]) [] [ log 2.0 ] [ 0.5; 0.0; 0.5 ])
        inBoth "where all are −∞ the derivative is 0" (fun dtype ->
            derives (fun x -> x.LogSumExp()) (vector dtype [ -inf; -inf ]) [] [ -inf ] [ 0.0; 0.0 ])
        inBoth "elements of +∞ share the derivative" (fun dtype ->
            derives (fun x -> x.LogSumExp()) (vector dtype [ 1.0; inf; 2.0 ]) [] [ inf ] [ 0.0; 1.0; 0.0 ]

            derives (fun x -> x.LogSumExp 0) (tensor dtype [ 3; 1 ] [ inf; -inf; inf ]) [ 1 ] [ inf ] [ 0.5; 0.0; 0.5 ])
        inBoth "the second derivative at infinities is finite" (fun dtype ->
            for x in [ [ -inf; -inf ]; [ 0.0; -inf ]; [ inf; 1.0 ] ] do
                let second = Ad.Hvp((fun (x: Tensor) -> x.LogSumExp()), vector dtype x, vector dtype [ 1.0; 1.0 ])

                second |> holds dtype [ 2 ] [ 0.0; 0.0 ] $"{x}")
        inBoth "a NaN is passed on" (fun dtype ->
            derives (fun x -> x.LogSumExp()) (vector dtype [ nan; 1.0 ]) [] [ nan ] [ nan; nan ])
    ]

let private products =
    testList "products" [
        inBoth "one zero leaves a derivative in its own place alone" (fun dtype ->
            derives (fun x -> x.Prod()) (vector dtype [ 2.0; 0.0; 3.0 ]) [] [ 0.0 ] [ 0.0; 6.0; 0.0 ])
        inBoth "two zeros leave none" (fun dtype ->
            derives (fun x -> x.Prod()) (vector dtype [ 0.0; 5.0; 0.0 ]) [] [ 0.0 ] [ 0.0; 0.0; 0.0 ])
        inBoth "two zeros have a second derivative between them" (fun dtype ->
            Ad.Hvp((fun (x: Tensor) -> x.Prod()), vector dtype [ 0.0; 5.0; 0.0 ], vector dtype [ 1.0; 0.0; 0.0 ])
            |> holds dtype [ 3 ] [ 0.0; 0.0; 5.0 ] "Hessian")
        inBoth "a running product knows zeros too" (fun dtype ->
            derives (fun x -> x.CumProd 0) (vector dtype [ 2.0; 0.0; 3.0 ]) [ 3 ] [ 2.0; 0.0; 0.0 ] [ 1.0; 8.0; 0.0 ]
            derives (fun x -> x.CumProd 0) (vector dtype [ 0.0; 0.0; 3.0 ]) [ 3 ] [ 0.0; 0.0; 0.0 ] [ 1.0; 0.0; 0.0 ])
    ]

let private moments =
    testList "mean, variance, standard deviation" [
        inBoth "equal elements have variance and deviation 0 with derivative 0" (fun dtype ->
            // 0.1 + 0.1 + 0.1 is not 3 · 0.1: rounding must not leave a deviation, whose derivative would be of size 1.
            let x = vector dtype [ 0.1; 0.1; 0.1 ]
            let zeros = [ 0.0; 0.0; 0.0 ]

            for f in [ (fun (x: Tensor) -> x.Var()); (fun x -> x.Std()); (fun x -> x.Std(0, 1.0)) ] do
                derives f x [] [ 0.0 ] zeros
                Expect.equal ((f x).ToScalar()) 0.0 "exactly"
                Expect.all (Ad.Grad(fun x -> f x).Invoke(x).ToArray()) ((=) 0.0) "exactly")
        inBoth "as many elements as ddof, or fewer, have no variance" (fun dtype ->
            for ddof in [ 1.0; 2.0; 3.0 ] do
                let x = vector dtype [ 4.0 ]
                x.Var ddof |> holds dtype [] [ nan ] "Var"
                x.Std(0, ddof) |> holds dtype [] [ nan ] "Std"

            (vector dtype [ 1.0; 2.0 ]).Var 2.0 |> holds dtype [] [ nan ] "Var")
        inBoth "a great offset does not cost the variance its digits" (fun dtype ->
            let offset = if dtype = DType.Float32 then 1e5 else 1e12
            let x = vector dtype [ offset; offset + 1.0; offset + 2.0 ]
            derives (fun x -> x.Var 1.0) x [] [ 1.0 ] [ -1.0; 0.0; 1.0 ])
    ]

let private norms =
    testList "norms" [
        inBoth "at 0 every norm is 0 with derivative 0" (fun dtype ->
            for p in [ 0.5; 1.0; 1.5; 2.0; 3.0; 4.0; inf ] do
                derives (fun x -> x.Norm(0, p)) (vector dtype [ 0.0; 0.0 ]) [] [ 0.0 ] [ 0.0; 0.0 ])
        inBoth "the Euclidean norm is 0 at 0 to second order too" (fun dtype ->
            Ad.Hvp((fun (x: Tensor) -> x.Norm()), vector dtype [ 0.0; 0.0 ], vector dtype [ 1.0; 2.0 ])
            |> holds dtype [ 2 ] [ 0.0; 0.0 ] "Hessian")
        inBoth "for p = 1 the sign of 0 is 0" (fun dtype ->
            derives (fun x -> x.Norm(0, 1.0)) (vector dtype [ -2.0; 0.0; 3.0 ]) [] [ 5.0 ] [ -1.0; 0.0; 1.0 ])
        inBoth "for p = ∞ ties share" (fun dtype ->
            derives (fun x -> x.Norm(0, inf)) (vector dtype [ -3.0; 3.0; 1.0 ]) [] [ 3.0 ] [ -0.5; 0.5; 0.0 ])
        inBoth "for p below 1 an element of 0 has derivative 0" (fun dtype ->
            derives (fun x -> x.Norm(0, 0.5)) (vector dtype [ 0.0; 4.0 ]) [] [ 4.0 ] [ 0.0; 1.0 ])
        inBoth "nothing overflows or underflows on the way" (fun dtype ->
            for scale in (if dtype = DType.Float32 then [ 1e30; 1e-30 ] else [ 1e300; 1e-300 ]) do
                let x = vector dtype [ 3.0 * scale; -4.0 * scale ]
                derives (fun x -> x.Norm() / scale) x [] [ 5.0 ] [ 0.6 / scale; -0.8 / scale ])
        inBoth "a NaN is passed on" (fun dtype -> (vector dtype [ nan; 1.0 ]).Norm() |> holds dtype [] [ nan ] "norm")
    ]

let private medians =
    testList "median" [
        inBoth "an even count averages the middle two" (fun dtype ->
            derives (fun x -> x.Median()) (vector dtype [ 4.0; 1.0; 3.0; 0.0 ]) [] [ 2.0 ] [ 0.0; 0.5; 0.5; 0.0 ])
        inBoth "ties go by the stable order" (fun dtype ->
            derives (fun x -> x.Median()) (vector dtype [ 2.0; 2.0; 2.0 ]) [] [ 2.0 ] [ 0.0; 1.0; 0.0 ])
        inBoth "a NaN wins" (fun dtype ->
            derives (fun x -> x.Median()) (vector dtype [ 1.0; nan; 0.0; 5.0 ]) [] [ nan ] [ 0.0; 1.0; 0.0; 0.0 ])
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
let tests =
    testList "Reduction operations" [
        extremes
        logarithms
        products
        moments
        norms
        medians
        nothing
        precision
        errors
    ]
