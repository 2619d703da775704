/// Rows of the reductions.
module Functional.Tests.Laws.ReductionRows

open System
open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

/// The elements that share all indices but those of the given axes, reduced to a number each; those axes are dropped.
let private over axes f x =
    let kept = [ 0 .. x.Shape.Length - 1 ] |> List.filter (fun axis -> not (List.contains axis axes))
    let pick from index = from |> List.map (fun axis -> List.item axis index)
    let all = init x.Shape (fun index -> at x index)

    init (pick kept x.Shape) (fun index ->
        [|
            for position in 0 .. all.Data.Length - 1 do
                let own =
                    List.foldBack (fun size (rest, own) -> rest / size, rest % size :: own) x.Shape (position, [])
                    |> snd

                if pick kept own = index then
                    all.Data[position]
        |]
        |> f)

/// The given axes back, with size 1.
let private keep axes x = {
    x with
        Shape = (x.Shape, List.sort axes) ||> List.fold (fun shape axis -> List.insertAt axis 1 shape)
}

let private everything f x = nd [] [| f x.Data |]

let private plain = uniform -2.0 2.0
let private positive = uniform 0.5 2.0

/// One reduction over a row, a column, axes apart from each other, all axes, and none.
let private shapes name draw (apply: Tensor -> int[] | null -> bool -> Tensor) f = [
    unaryRow name (draw [ 2; 3 ]) (fun x -> apply x [| 1 |] false) (over [ 1 ] f) |> case "rows"
    unaryRow name (draw [ 3; 2 ]) (fun x -> apply x [| 0 |] true) (over [ 0 ] f >> keep [ 0 ])
    |> case "columns, kept"
    unaryRow name (draw [ 2; 3; 2 ]) (fun x -> apply x [| -1; 0 |] false) (over [ 0; 2 ] f)
    |> case "two axes apart"
    unaryRow name (draw [ 2; 2; 3 ]) (fun x -> apply x [| 1; 2 |] true) (over [ 1; 2 ] f >> keep [ 1; 2 ])
    |> case "two neighbours, kept"
    unaryRow name (draw [ 4 ]) (fun x -> apply x null false) (everything f) |> case "all axes"
    unaryRow name (draw [ 2; 2 ]) (fun x -> apply x [||] false) (map (Array.singleton >> f))
    |> case "no axes"
]

let private variance ddof (x: float[]) =
    let mean = Array.average x
    (x |> Array.sumBy (fun x -> (x - mean) ** 2.0)) / (float x.Length - ddof)

let private norm p (x: float[]) = (x |> Array.sumBy (fun x -> abs x ** p)) ** (1.0 / p)

/// The place of the best, the first of equal ones.
let private place better (x: float[]) =
    let mutable best = 0

    for i in 1 .. x.Length - 1 do
        if better x[i] x[best] then
            best <- i

    float best

let private median (x: float[]) =
    let x = Array.sort x
    (x[(x.Length - 1) / 2] + x[x.Length / 2]) / 2.0

let private running f (x: float[]) = Array.init x.Length (fun i -> f x[..i])

let private backwards f = Array.rev >> f >> Array.rev

let private cumulative name draw (apply: Tensor -> int -> bool -> Tensor) f = [
    unaryRow name (draw [ 4 ]) (fun x -> apply x 0 false) (alongAxis 0 (running f)) |> case "a vector"
    unaryRow name (draw [ 2; 3; 2 ]) (fun x -> apply x 1 false) (alongAxis 1 (running f))
    |> case "a middle axis"
    unaryRow name (draw [ 2; 4 ]) (fun x -> apply x -1 true) (alongAxis 1 (backwards (running f)))
    |> case "reverse"
]

/// A zero in places of a vector that is otherwise smooth.
let private withZeros places shape random =
    let x = plain shape random

    {
        x with
            Data = x.Data |> Array.mapi (fun i value -> if List.contains i places then 0.0 else value)
    }

let private masks shape (random: Random) = nd shape (Array.init (size shape) (fun _ -> float (random.Next 2)))

let rows: Row list =
    List.concat [
        shapes "Sum" plain (fun x axes keep -> x.Sum(axes, keep)) Array.sum
        shapes "Mean" plain (fun x axes keep -> x.Mean(axes, keep)) Array.average
        shapes "Prod" plain (fun x axes keep -> x.Prod(axes, keep)) (Array.fold (*) 1.0)
        shapes "Max" distinct (fun x axes keep -> x.Max(axes, keep)) Array.max
        shapes "Min" distinct (fun x axes keep -> x.Min(axes, keep)) Array.min
        shapes "LogSumExp" plain (fun x axes keep -> x.LogSumExp(axes, keep)) (Array.sumBy exp >> log)
        shapes "Var" plain (fun x axes keep -> x.Var(axes, 0.0, keep)) (variance 0.0)
        shapes "Norm" positive (fun x axes keep -> x.Norm(axes, 2.0, keep)) (norm 2.0)
        cumulative "CumSum" plain (fun x axis reverse -> x.CumSum(axis, reverse)) Array.sum
        cumulative "CumProd" plain (fun x axis reverse -> x.CumProd(axis, reverse)) (Array.fold (*) 1.0)
        cumulative "CumMax" distinct (fun x axis reverse -> x.CumMax(axis, reverse)) Array.max
        cumulative "CumMin" distinct (fun x axis reverse -> x.CumMin(axis, reverse)) Array.min
        [
            unaryRow "Sum" (plain [ 3; 2; 2; 3; 2 ]) (fun x -> x.Sum [| 0; 2; 4 |]) (over [ 0; 2; 4 ] Array.sum)
            |> case "every other axis"
            unaryRow "Sum" (plain [ 40; 20 ]) (fun x -> x.Sum()) (everything Array.sum) |> case "many"
            unaryRow "Sum" (plain [ 2; 3 ]) (fun x -> x.Sum 1) (over [ 1 ] Array.sum) |> case "one axis"
            unaryRow "Prod" (withZeros [ 1 ] [ 4 ]) (fun x -> x.Prod()) (everything (Array.fold (*) 1.0))
            |> case "a zero"
            unaryRow "Prod" (withZeros [ 1; 2 ] [ 4 ]) (fun x -> x.Prod()) (everything (Array.fold (*) 1.0))
            |> case "two zeros"
            unaryRow
                "CumProd"
                (withZeros [ 1; 3 ] [ 5 ])
                (fun x -> x.CumProd 0)
                (alongAxis 0 (running (Array.fold (*) 1.0)))
            |> case "zeros"
            unaryRow "Var" (plain [ 2; 4 ]) (fun x -> x.Var(1, 1.0)) (over [ 1 ] (variance 1.0))
            |> case "ddof 1"
            unaryRow "Var" (plain [ 5 ]) (fun x -> x.Var 0.5) (everything (variance 0.5)) |> case "all, ddof ½"
            unaryRow "Std" (distinct [ 2; 4 ]) (fun x -> x.Std(1, 1.0)) (over [ 1 ] (variance 1.0 >> sqrt))
            |> case "rows, ddof 1"
            unaryRow
                "Std"
                (distinct [ 2; 2; 3 ])
                (fun x -> x.Std([| 0; 2 |], 0.0, true))
                (over [ 0; 2 ] (variance 0.0 >> sqrt) >> keep [ 0; 2 ])
            |> case "two axes, kept"
            unaryRow "Norm" (awayFrom [ 0.0 ] 0.2 -2.0 2.0 [ 2; 3 ]) (fun x -> x.Norm(1, 1.0)) (over [ 1 ] (norm 1.0))
            |> case "p = 1"
            unaryRow "Norm" (distinct [ 2; 3 ]) (fun x -> x.Norm(1, infinity)) (over [ 1 ] (Array.map abs >> Array.max))
            |> case "p = ∞"
            for p in [ 0.5; 1.5; 3.0; 4.0 ] do
                unaryRow "Norm" (awayFrom [ 0.0 ] 0.3 -2.0 2.0 [ 3; 2 ]) (fun x -> x.Norm(0, p)) (over [ 0 ] (norm p))
                |> case $"p = {p}, columns"
                |> slack 10.0 "powers with a large exponent 1 / p amplify the differences' truncation"
            unaryRow "Norm" (withZeros [ 0 ] [ 3 ]) (fun x -> x.Norm(0, 4.0)) (everything (norm 4.0))
            |> case "p = 4 with a zero"
            |> slack 10.0 "as the other powers"
            unaryRow "Median" (distinct [ 2; 5 ]) (fun x -> x.Median 1) (over [ 1 ] median) |> case "odd"
            unaryRow "Median" (distinct [ 4; 2 ]) (fun x -> x.Median(0, true)) (over [ 0 ] median >> keep [ 0 ])
            |> case "even, kept"
            unaryRow "Median" (distinct [ 2; 3 ]) (fun x -> x.Median()) (everything median) |> case "all"
            unaryRow "MaxWithIndex" (distinct [ 2; 4 ]) (fun x -> x.MaxWithIndex(1).Values) (over [ 1 ] Array.max)
            unaryRow
                "MinWithIndex"
                (distinct [ 3; 2 ])
                (fun x -> x.MinWithIndex(0, true).Values)
                (over [ 0 ] Array.min >> keep [ 0 ])
        ]
        [
            unaryRow "ArgMax" (indices 4 [ 3; 20 ]) (fun x -> x.ArgMax 1) (over [ 1 ] (place (>)))
            unaryRow "ArgMax" (indices 4 [ 3; 5 ]) (fun x -> x.ArgMax()) (everything (place (>))) |> case "all"
            unaryRow "ArgMin" (indices 4 [ 20; 3 ]) (fun x -> x.ArgMin(0, true)) (over [ 0 ] (place (<)) >> keep [ 0 ])
            unaryRow "ArgMin" (indices 4 [ 3; 5 ]) (fun x -> x.ArgMin()) (everything (place (<))) |> case "all"
            unaryRow "MaxWithIndex" (indices 4 [ 3; 5 ]) (fun x -> x.MaxWithIndex(0).Indices) (over [ 0 ] (place (>)))
            |> case "indices"
            unaryRow "MinWithIndex" (indices 4 [ 3; 5 ]) (fun x -> x.MinWithIndex(0).Indices) (over [ 0 ] (place (<)))
            |> case "indices"
            unaryRow
                "All"
                (masks [ 4; 3 ])
                (fun x -> x.All 1)
                (over [ 1 ] (fun x -> if Array.forall ((<>) 0.0) x then 1.0 else 0.0))
            unaryRow
                "Any"
                (masks [ 4; 3 ])
                (fun x -> x.Any 1)
                (over [ 1 ] (fun x -> if Array.exists ((<>) 0.0) x then 1.0 else 0.0))
        ]
        |> List.map notDifferentiable
    ]
