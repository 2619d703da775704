/// Rows of the binary elementwise operations.
module Functional.Tests.Laws.BinaryRows

open System
open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let private any = uniform -2.0 2.0 [ 2; 3 ]
let private line = uniform -2.0 2.0 [ 3 ]
let private positive = uniform 0.5 2.0 [ 2; 3 ]

// Draws of the one keep 0.04 away from draws of the other: no tie, and none appears under a small step.
let private evens = awayFrom [ for i in -6 .. 6 -> 0.4 * float i + 0.2 ] 0.12 -2.0 2.0 [ 2; 3 ]
let private odds shape = awayFrom [ for i in -6 .. 6 -> 0.4 * float i ] 0.12 -2.0 2.0 shape

let private comparison name (apply: Tensor -> Tensor -> Tensor) relation =
    let whole shape (random: Random) = nd shape (Array.init (size shape) (fun _ -> float (random.Next 3)))

    binaryRow name (whole [ 4; 3 ]) (whole [ 3 ]) apply (map2 (fun x y -> if relation x y then 1.0 else 0.0))
    |> notDifferentiable

let private logAddExp x y = log (exp x + exp y)

let rows: Row list = [
    binaryRow "Add" any any (+) (map2 (+))
    binaryRow "Add" any line (+) (map2 (+)) |> case "row broadcast"
    binaryRow "Add" (uniform -2.0 2.0 [ 2; 1 ]) line (+) (map2 (+)) |> case "both stretch"
    binaryRow "Subtract" any any (-) (map2 (-))
    binaryRow "Subtract" line any (-) (map2 (-)) |> case "row broadcast"
    binaryRow "Multiply" any any (*) (map2 (*))
    binaryRow "Multiply" any (uniform -2.0 2.0 []) (*) (map2 (*)) |> case "by a scalar"
    binaryRow "Multiply" (uniform -2.0 2.0 [ 2; 1 ]) line (*) (map2 (*)) |> case "both stretch"
    binaryRow "Combine" any any (fun x y -> Tensor.Combine(0.7, x, -1.3, y)) (map2 (fun x y -> 0.7 * x - 1.3 * y))
    binaryRow "Combine" any any (fun x y -> Tensor.Combine(1.0, x, -1.3, y)) (map2 (fun x y -> x - 1.3 * y))
    |> case "a step"
    binaryRow "Combine" any any (fun x y -> Tensor.Combine(0.7, x, 1.0, y)) (map2 (fun x y -> 0.7 * x + y))
    |> case "a trace"
    binaryRow "Combine" any any (fun x y -> Tensor.Combine(2.0, x, 0.0, y)) (map2 (fun x y -> 2.0 * x + 0.0 * y))
    |> case "double and nothing"
    binaryRow "Divide" any positive (/) (map2 (/))
    binaryRow "Divide" any (uniform 0.5 2.0 [ 3 ]) (/) (map2 (/)) |> case "row broadcast"
    binaryRow "Divide" (uniform -2.0 2.0 []) positive (/) (map2 (/)) |> case "of a scalar"
    binaryRow "Pow" positive any (fun x y -> Tensor.Pow(x, y)) (map2 (fun x y -> exp (y * log x)))
    binaryRow "Pow" positive line (fun x y -> Tensor.Pow(x, y)) (map2 (fun x y -> exp (y * log x)))
    |> case "row broadcast"
    binaryRow "Max" evens (odds [ 2; 3 ]) (fun x y -> Tensor.Max(x, y)) (map2 max)
    binaryRow "Max" evens (odds [ 3 ]) (fun x y -> Tensor.Max(x, y)) (map2 max) |> case "row broadcast"
    binaryRow "Min" evens (odds [ 2; 3 ]) (fun x y -> Tensor.Min(x, y)) (map2 min)
    binaryRow "Min" evens (odds [ 3 ]) (fun x y -> Tensor.Min(x, y)) (map2 min) |> case "row broadcast"
    binaryRow "Atan2" positive any (fun y x -> Tensor.Atan2(y, x)) (map2 (fun y x -> atan2 y x))
    |> slack 30.0 "the fifth derivative at a length of 0.5 is 24 / 0.5⁵"
    binaryRow "Atan2" positive line (fun y x -> Tensor.Atan2(y, x)) (map2 (fun y x -> atan2 y x))
    |> case "row broadcast"
    |> slack 30.0 "the fifth derivative at a length of 0.5 is 24 / 0.5⁵"
    binaryRow "Hypot" positive any (fun x y -> Tensor.Hypot(x, y)) (map2 (fun x y -> sqrt (x * x + y * y)))
    |> slack 10.0 "the fifth derivative grows with the fourth power of the inverse length"
    binaryRow
        "Rem"
        (uniform 2.2 2.8 [ 2; 3 ])
        (uniform 0.93 1.05 [ 3 ])
        (fun x y -> Tensor.Rem(x, y))
        (map2 (fun x y -> x - y * truncate (x / y)))
    |> case "quotient 2"
    binaryRow
        "Rem"
        (uniform -2.8 -2.2 [ 2; 3 ])
        (uniform 0.93 1.05 [ 3 ])
        (fun x y -> Tensor.Rem(x, y))
        (map2 (fun x y -> x - y * truncate (x / y)))
    |> case "quotient −2"
    binaryRow "XLogY" any positive (fun x y -> Tensor.XLogY(x, y)) (map2 (fun x y -> x * log y))
    |> slack 3.0 "the fifth derivative at 0.5 is 24 / 0.5⁵"
    binaryRow "LogAddExp" any any (fun x y -> Tensor.LogAddExp(x, y)) (map2 logAddExp)
    binaryRow "LogAddExp" any line (fun x y -> Tensor.LogAddExp(x, y)) (map2 logAddExp)
    |> case "row broadcast"
    row
        "Clamp"
        [ uniform -0.4 0.4 [ 2; 3 ]; uniform -0.9 -0.5 [ 3 ]; uniform 0.5 0.9 [] ]
        (fun xs -> Tensor.Clamp(xs[0], xs[1], xs[2]))
        (fun xs -> xs[0] |> map2 max xs[1] |> map2 min xs[2])
    |> case "between tensor bounds"
    row
        "Clamp"
        [ awayFrom [ 0.0 ] 1.5 -3.0 3.0 [ 2; 3 ]; uniform -0.9 -0.5 [ 3 ]; uniform 0.5 0.9 [] ]
        (fun xs -> Tensor.Clamp(xs[0], xs[1], xs[2]))
        (fun xs -> xs[0] |> map2 max xs[1] |> map2 min xs[2])
    |> case "beyond tensor bounds"
    comparison "Equal" (fun x y -> Tensor.Equal(x, y)) (=)
    comparison "NotEqual" (fun x y -> Tensor.NotEqual(x, y)) (<>)
    comparison "Less" (fun x y -> Tensor.Less(x, y)) (<)
    comparison "LessEqual" (fun x y -> Tensor.LessEqual(x, y)) (<=)
    comparison "Greater" (fun x y -> Tensor.Greater(x, y)) (>)
    comparison "GreaterEqual" (fun x y -> Tensor.GreaterEqual(x, y)) (>=)
    comparison "And" (fun x y -> Tensor.And(x, y)) (fun x y -> x <> 0.0 && y <> 0.0)
    comparison "Or" (fun x y -> Tensor.Or(x, y)) (fun x y -> x <> 0.0 || y <> 0.0)
    row
        "Where"
        [ fixedTo [ 2; 3 ] [| 1.0; 0.0; 1.0; 0.0; 0.0; 1.0 |]; any; any ]
        (fun xs -> Tensor.Where(xs[0], xs[1] * xs[2], Tensor.Sin xs[2]))
        (fun xs ->
            let chosen = map2 (*) xs[0] (map2 (*) xs[1] xs[2])
            map2 (+) chosen (map2 (*) (map (fun m -> 1.0 - m) xs[0]) (map sin xs[2])))
    |> constants [ 0 ]
    row
        "Where"
        [ fixedTo [ 2; 1 ] [| 1.0; 0.0 |]; line; uniform -2.0 2.0 [] ]
        (fun xs -> Tensor.Where(xs[0], xs[1], xs[2]))
        (fun xs -> map2 (+) (map2 (*) xs[0] xs[1]) (map2 (*) (map (fun m -> 1.0 - m) xs[0]) xs[2]))
    |> case "all stretch"
    |> constants [ 0 ]
    row
        "Where"
        [
            fixedTo [ 2; 1; 9 ] [| for i in 0..17 -> float (i % 3) |]
            uniform -2.0 2.0 [ 4; 1 ]
            uniform -2.0 2.0 [ 2; 4; 9 ]
        ]
        (fun xs -> Tensor.Where(xs[0], xs[1], xs[2]))
        (fun xs ->
            let m = map (fun m -> if m <> 0.0 then 1.0 else 0.0) xs[0]
            map2 (+) (map2 (*) m xs[1]) (map2 (*) (map (fun m -> 1.0 - m) m) xs[2]))
    |> case "three shapes"
    |> constants [ 0 ]
]
