// An LSTM learns to go round a circle, and then goes on by itself. Run: dotnet fsi examples/lstm.fsx [--quick]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// Points (cos ωi, sin ωi) from i = first on, ω = 2π · 0.05, each [1, 2]: [count, 1, 2].
let circle first count =
    let angles = 2.0 * System.Math.PI * 0.05 * (Tensor.arange count + float first)
    (Tensor.stack 1 [ Tensor.Cos angles; Tensor.Sin angles ]).Reshape(count, 1, 2)

/// 15 units and an output layer of two, 1,112 parameters, drawn as the post does.
let init = LstmNet.init (Initializer.truncatedNormal 1.0) DType.Float64 2 [ 15 ] 2

/// The post's: 96 windows of 5 in order, gradient descent with rate 0.01; the state goes on from window to window, and begins anew with each epoch.
let published report epochs key =
    let xs, ys = circle 0 480, circle 1 480
    let windows = [ for i in 0..5..475 -> struct (xs[i .. i + 4], ys[i .. i + 4]) ]

    let next (struct (net, states)) window =
        let struct (value, states, gradient) = AD.valueAndGradWith (LstmNet.squaredError tanh states window) net
        struct (struct (Params.map2 (fun w g -> Tensor.Combine(1.0, w, -0.01, g)) net gradient, states), value)

    let fold = AD.compileFold next (fun _ _ -> ())

    let epoch net i =
        let struct (net, _) = fold (struct (net, LstmNet.start 1 net)) windows
        report (i: int) net
        net

    Seq.fold epoch (init key) (seq { 1..epochs })

/// Well trained: windows of 60 from all places of the circle at once, and Adam, its rate sinking along half a cosine.
let better steps =
    let all = [ for phase in 0..19 -> circle phase 61 ] |> Tensor.concat 1
    let schedule = Schedule.cosine 1.0 0.01 steps
    let optimizer = Optimizer.chain [ Optimizer.adam 0.02; Optimizer.scheduled schedule ]

    let loss window net =
        let struct (sum, _) = LstmNet.squaredError tanh (LstmNet.start 20 net) window net
        sum / 1200.0

    Training.plan optimizer loss (fun _ -> Seq.replicate steps (struct (all[0..59], all[1..60])))

/// After five true points, 100 that are fed back; and how far they are from the truth, as a mean of absolute errors.
let generate net =
    let points = LstmNet.generate tanh net (circle 0 5) 100
    points, Tensor.toScalar (Tensor.mean (Tensor.Abs(points - circle 5 100)))

#if INTERACTIVE
let quick = fsi.CommandLineArgs |> Array.contains "--quick"
let key = Random.key 1
let steps count = if quick then 5 else count
printfn $"the post's training: mean absolute error {published (fun _ _ -> ()) (steps 150) key |> generate |> snd:F3}"
printfn $"well trained: {(Training.run (better (steps 3000)) key (init key)).Parameters |> generate |> snd:F3}"
#endif
