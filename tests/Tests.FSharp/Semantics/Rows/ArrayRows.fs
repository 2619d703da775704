/// Reductions, running reductions, orders, and what moves elements, at their special points.
module Functional.Tests.Semantics.ArrayRows

open Functional.Core
open Functional.Tests.Semantics.ArrayRow

let private nan = nan
let private inf = infinity
let private halves = [ 0.5; 0.5 ]

let private max = row "Max" (fun x -> x.Max())
let private min = row "Min" (fun x -> x.Min())
let private logSumExp = row "LogSumExp" (fun x -> x.LogSumExp())
let private norm name (p: float) = row name (fun x -> x.Norm(0, p))
let private prod = row "Prod" (fun x -> x.Prod())
let private cumProd = row "CumProd" (fun x -> x.CumProd 0)
let private median = row "Median" (fun x -> x.Median())

/// An operation on two numbers that gives 0 with derivative 0.
let private atZero operation apply =
    row operation apply "at 0 it is 0 with derivative 0" (vector [ 0.0; 0.0 ]) (scalar 0.0) [ 0.0; 0.0 ]

let private extremes = [
    max "ties share evenly" (vector [ 1.0; 3.0; 3.0; 2.0 ]) (scalar 3.0) [ 0.0; 0.5; 0.5; 0.0 ]
    min "ties share evenly" (vector [ 1.0; 0.0; 0.0; 2.0 ]) (scalar 0.0) [ 0.0; 0.5; 0.5; 0.0 ]
    max "a NaN wins, and gets the derivative" (vector [ 1.0; nan; inf; 3.0 ]) (scalar nan) [ 0.0; 1.0; 0.0; 0.0 ]
    min "a NaN wins, and gets the derivative" (vector [ 1.0; nan; -inf; 3.0 ]) (scalar nan) [ 0.0; 1.0; 0.0; 0.0 ]
    max "several NaN share" (vector [ nan; nan ]) (scalar nan) halves
    max "infinities are numbers like others" (vector [ -inf; -inf ]) (scalar -inf) halves
    max "infinities are numbers like others: one wins" (vector [ 1.0; inf ]) (scalar inf) [ 0.0; 1.0 ]
    row
        "MaxWithIndex"
        (fun x -> x.MaxWithIndex(1).Values)
        "the first of equal ones gets all"
        (matrix [ [ 1.0; 3.0; 3.0 ]; [ 2.0; 2.0; 0.0 ] ])
        (vector [ 3.0; 2.0 ])
        [ 0.0; 1.0; 0.0; 1.0; 0.0; 0.0 ]
    row
        "MinWithIndex"
        (fun x -> x.MinWithIndex(0, true).Values)
        "the first of equal ones gets all"
        (matrix [ [ 1.0; 3.0; 0.0 ]; [ 1.0; 2.0; 0.0 ] ])
        (matrix [ [ 1.0; 2.0; 0.0 ] ])
        [ 1.0; 0.0; 1.0; 0.0; 1.0; 0.0 ]
    row
        "ArgMax"
        (fun x -> x.ArgMax())
        "a place has derivative 0; a NaN is the greatest"
        (vector [ 1.0; nan; inf ])
        (scalar 1.0)
        [ 0.0; 0.0; 0.0 ]
    row
        "CumMax"
        (fun x -> x.CumMax 0)
        "the first of equal ones is kept"
        (vector [ 1.0; 1.0; 0.0; 2.0 ])
        (vector [ 1.0; 1.0; 1.0; 2.0 ])
        [ 3.0; 0.0; 0.0; 1.0 ]
    row "CumMin" (fun x -> x.CumMin 0) "a NaN is kept" (vector [ 1.0; nan; 0.0 ]) (vector [ 1.0; nan; nan ]) [
        1.0
        2.0
        0.0
    ]
]

let private exponentials = [
    logSumExp "great numbers do not overflow" (vector [ 1e4; 1e4 ]) (scalar (1e4 + log 2.0)) halves
    logSumExp "small ones do not underflow" (vector [ -1e4; -1e4 ]) (scalar (-1e4 + log 2.0)) halves
    row
        "LogSumExp"
        (fun x -> x.LogSumExp 1)
        "each row has its own shift"
        (matrix [ [ 1e4; 1e4 ]; [ -1e4; -1e4 ] ])
        (vector [ 1e4 + log 2.0; -1e4 + log 2.0 ])
        [ 0.5; 0.5; 0.5; 0.5 ]
    logSumExp "an element of −∞ has no weight" (vector [ 0.0; -inf; 0.0 ]) (scalar (log 2.0)) [ 0.5; 0.0; 0.5 ]
    logSumExp "where all are −∞ the derivative is 0" (vector [ -inf; -inf ]) (scalar -inf) [ 0.0; 0.0 ]
    |> curved [ [ 1.0; 1.0 ], [ 0.0; 0.0 ] ]
    |> elsewhere "JAX, PyTorch: NaN"
    logSumExp "+∞ takes all" (vector [ 1.0; inf; 2.0 ]) (scalar inf) [ 0.0; 1.0; 0.0 ]
    |> curved [ [ 1.0; 1.0; 1.0 ], [ 0.0; 0.0; 0.0 ] ]
    |> elsewhere "JAX: NaN"
    logSumExp "several +∞ share" (vector [ inf; -inf; inf ]) (scalar inf) [ 0.5; 0.0; 0.5 ]
    |> elsewhere "JAX: NaN"
    logSumExp "a NaN is passed on" (vector [ nan; 1.0 ]) (scalar nan) [ nan; nan ]
    row
        "Softmax, its first element"
        (fun x -> (Tensor.Softmax x).Slice(0, 0, 1))
        "a logit of −∞ has weight 0 and no derivative"
        (vector [ 0.0; -inf; 0.0 ])
        (vector [ 0.5 ])
        [ 0.25; 0.0; -0.25 ]
    row
        "Softmax, its first element"
        (fun x -> (Tensor.Softmax x).Slice(0, 0, 1))
        "logits of −∞ alone have weights of 0"
        (vector [ -inf; -inf ])
        (vector [ 0.0 ])
        [ 0.0; 0.0 ]
    row
        "Softmax"
        (fun x -> Tensor.Softmax x)
        "each row is shifted by its own maximum; the weights of a row sum to 1, whatever the logits"
        (matrix [ [ 0.0; 0.0 ]; [ -2e3; -2e3 ]; [ 3e3; 3e3 ] ])
        (matrix [ [ 0.5; 0.5 ]; [ 0.5; 0.5 ]; [ 0.5; 0.5 ] ])
        [ 0.0; 0.0; 0.0; 0.0; 0.0; 0.0 ]
    row
        "CrossEntropy"
        (fun x -> Tensor.CrossEntropy(x, Tensor.Ones([| 1 |], x.DType)))
        "logits of any size give softmax − target"
        (matrix [ [ 1e3; -1e3 ] ])
        (scalar 2e3)
        [ 1.0; -1.0 ]
]

let private products = [
    prod "one zero leaves a derivative in its own place alone" (vector [ 2.0; 0.0; 3.0 ]) (scalar 0.0) [ 0.0; 6.0; 0.0 ]
    prod "two zeros leave none, but a second one between them" (vector [ 0.0; 5.0; 0.0 ]) (scalar 0.0) [ 0.0; 0.0; 0.0 ]
    |> curved [ [ 1.0; 0.0; 0.0 ], [ 0.0; 0.0; 5.0 ] ]
    cumProd "a zero is no divisor" (vector [ 2.0; 0.0; 3.0 ]) (vector [ 2.0; 0.0; 0.0 ]) [ 1.0; 8.0; 0.0 ]
    cumProd "nor are two" (vector [ 0.0; 0.0; 3.0 ]) (vector [ 0.0; 0.0; 0.0 ]) [ 1.0; 0.0; 0.0 ]
    cumProd "of one number" (vector [ 3.0 ]) (vector [ 3.0 ]) [ 1.0 ]
    cumProd "of nothing" (vector []) (vector []) []
]

let private moments =
    // 0.1 + 0.1 + 0.1 is not 3 · 0.1: rounding must not leave a deviation, whose derivative would be of size 1.
    let equal operation apply =
        row operation apply "of equal numbers it is 0 with derivative 0" (vector [ 0.1; 0.1; 0.1 ]) (scalar 0.0) [
            0.0
            0.0
            0.0
        ]

    [
        equal "Var" (fun x -> x.Var())
        equal "Std" (fun x -> x.Std()) |> elsewhere "JAX: NaN; PyTorch: NaN or ∞"
        row
            "Var, ddof 1"
            (fun x -> x.Var 1.0)
            "as many elements as ddof, or fewer, have none"
            (vector [ 4.0 ])
            (scalar nan)
            [ nan ]
        row
            "Std, ddof 2"
            (fun x -> x.Std(0, 2.0))
            "as many elements as ddof, or fewer, have none"
            (vector [ 4.0; 5.0 ])
            (scalar nan)
            [ nan; nan ]
        equal "Std, ddof 1" (fun x -> x.Std(0, 1.0)) |> elsewhere "JAX: NaN; PyTorch: NaN or ∞"
    ]

let private norms =
    [
        for p in [ 0.5; 1.0; 1.5; 2.0; 3.0; 4.0; inf ] do
            let name = if p = inf then "∞" else string p
            atZero $"Norm, p = {name}" (fun x -> x.Norm(0, p))
    ]
    @ [
        atZero "Norm" (fun x -> x.Norm()) |> elsewhere "JAX: NaN"
        norm "Norm, p = 1" 1.0 "the sign of 0 is 0" (vector [ -2.0; 0.0; 3.0 ]) (scalar 5.0) [ -1.0; 0.0; 1.0 ]
        norm "Norm, p = ∞" inf "ties share" (vector [ -3.0; 3.0; 1.0 ]) (scalar 3.0) [ -0.5; 0.5; 0.0 ]
        norm "Norm, p = 0.5" 0.5 "an element of 0 has derivative 0" (vector [ 0.0; 4.0 ]) (scalar 4.0) [ 0.0; 1.0 ]
    ]

let private orders = [
    median "an even count averages the middle two" (vector [ 4.0; 1.0; 3.0; 0.0 ]) (scalar 2.0) [ 0.0; 0.5; 0.5; 0.0 ]
    median "ties go by the stable order" (vector [ 2.0; 2.0; 2.0 ]) (scalar 2.0) [ 0.0; 1.0; 0.0 ]
    median "a NaN wins" (vector [ 1.0; nan; 0.0; 5.0 ]) (scalar nan) [ 0.0; 1.0; 0.0; 0.0 ]
    row
        "Sort, its first element"
        (fun x -> x.Sort().Values.Slice(0, 0, 1))
        "equal elements keep their order"
        (vector [ 2.0; 1.0; 2.0; 1.0 ])
        (vector [ 1.0 ])
        [ 0.0; 1.0; 0.0; 0.0 ]
    row "TopK, k = 1" (fun x -> x.TopK(1).Values) "the first of equal ones" (vector [ 2.0; 1.0; 2.0 ]) (vector [ 2.0 ]) [
        1.0
        0.0
        0.0
    ]
]

let private moving = [
    row
        "Gather 2, 0, 2"
        (fun x -> x.Gather [| 2; 0; 2 |])
        "what is gathered twice collects both"
        (vector [ 1.0; 2.0; 3.0 ])
        (vector [ 3.0; 1.0; 3.0 ])
        [ 1.0; 0.0; 2.0 ]
    row
        "Gather by x"
        (fun x -> Tensor.Arange(2, x.DType).Gather x)
        "indices have derivative 0"
        (vector [ 1.0; 0.0 ])
        (vector [ 1.0; 0.0 ])
        [ 0.0; 0.0 ]
    row
        "ScatterSet into x at 1, 2, 1"
        (fun x -> x.ScatterSet([| 1; 2; 1 |], Tensor.Ones([| 3 |], x.DType)))
        "what is replaced has none"
        (vector [ 5.0; nan; 7.0 ])
        (vector [ 5.0; 1.0; 1.0 ])
        [ 1.0; 0.0; 0.0 ]
    row
        "ScatterSet of x at 1, 2, 1"
        (fun x -> Tensor.Zeros([| 3 |], x.DType).ScatterSet([| 1; 2; 1 |], x))
        "the last for a place wins, and gets all"
        (vector [ inf; 2.0; 3.0 ])
        (vector [ 0.0; 3.0; 2.0 ])
        [ 0.0; 1.0; 1.0 ]
    row
        "Tril"
        (fun x -> x.Tril())
        "what it drops contributes nothing, be it infinite"
        (matrix [ [ 1.0; inf ]; [ 2.0; 3.0 ] ])
        (matrix [ [ 1.0; 0.0 ]; [ 2.0; 3.0 ] ])
        [ 1.0; 0.0; 1.0; 1.0 ]
]

let families = [
    "Greatest and least", extremes
    "Exponentials", exponentials
    "Products, moments and norms", products @ moments @ norms
    "Orders", orders
    "Moving elements", moving
    "Matrices", MatrixRows.rows
]
