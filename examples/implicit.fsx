// Derivatives of solutions: a fixed point, and a minimum that training leads to. Run: dotnet fsi examples/implicit.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// Kepler's equation M = E − e sin E as a fixed point in E: the eccentric anomaly for a mean anomaly M and an eccentricity e.
let anomaly (e: Tensor) (m: Tensor) = AD.fixedPoint (fun x -> m + e * sin x) m

/// Features of a point: 1, t, …, t⁷.
let features (t: Tensor) = Tensor.Stack([ for k in 0..7 -> t ** float k ], 1)

let squares (x: Tensor) = Tensor.sum (x * x)

/// What weights leave unexplained of y at points t.
let misfit t y (w: Tensor) = squares ((features t * w).Sum 1 - y) / float t.Count

/// The weights that training with a penalty on their size leads to, whatever optimizer does it.
let train t y (logPenalty: Tensor) =
    AD.argMin (fun w -> misfit t y w + exp logPenalty * squares w) (Tensor.zeros [ 8 ])

#if INTERACTIVE
let e, m = Tensor.scalar 0.3, Tensor.scalar 1.2
let x = anomaly e m
let struct (_, byEccentricity) = AD.pushforward (fun e -> anomaly e m) e (Tensor.scalar 1.0)
printfn $"E = {x}, and E − e sin E = {x - e * sin x}"
printfn $"dE/de = {byEccentricity}; by hand {sin x / (1.0 - e * cos x)}"
printfn $"d²E/dM² = {AD.grad (AD.grad (anomaly e)) m}; by hand {-e * sin x / (1.0 - e * cos x) ** 3.0}"

// The penalty is fitted too: by the gradient of what the trained weights leave unexplained of other points.
let noisy number count =
    let t = Random.uniform -1.0 1.0 [ count ] (Random.foldIn number (Random.key 1))
    t, sin (3.0 * t) + 0.3 * Random.normal [ count ] (Random.foldIn (number + 1) (Random.key 1))

let (t, y), (tNew, yNew) = noisy 1 15, noisy 3 50
let validation logPenalty = misfit tNew yNew (train t y logPenalty)

(Tensor.scalar -1.0, [ 1..30 ])
||> List.fold (fun logPenalty step ->
    let struct (left, slope) = AD.valueAndGrad validation logPenalty

    if step % 5 = 0 then
        printfn $"penalty {exp logPenalty}: {left} left over, slope {slope}"

    logPenalty - 5.0 * slope)
|> ignore
#endif
