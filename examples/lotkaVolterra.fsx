// Predators and prey: the rates of an equation found from counts, through its solver. Run: dotnet fsi examples/lotkaVolterra.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// Births of prey, catches, deaths of predators, and predators born of a catch, per year (and animal).
type Rates = { Birth: Tensor; Catch: Tensor; Death: Tensor; Gain: Tensor }

/// Lotka and Volterra: x' = x (birth − catch · y), y' = y (gain · x − death).
let field rates _ (struct (x, y)) =
    struct (x * (rates.Birth - rates.Catch * y), y * (rates.Gain * x - rates.Death))

let truth =
    let rate = Tensor.scalar
    { Birth = rate 1.1; Catch = rate 0.7; Death = rate 1.2; Gain = rate 0.4 }

let start = struct (Tensor.scalar 2.0, Tensor.scalar 1.0)
let times = Tensor.linspace 0.0 12.0 25

/// Populations at times under rates, by Dormand and Prince's method.
let populations times rates = Ode.solve (field rates) start times

/// Counts twice a year, with errors of a few per cent.
let counts key =
    let struct (x, y) = populations times truth
    let noise = Random.normal [ 2; times.Count ] key
    struct (x * Tensor.Exp(0.05 * noise[0]), y * Tensor.Exp(0.05 * noise[1]))

/// The mean squared error of logarithms. Rates are positive, so what is fitted is their logarithms.
let loss (struct (x, y)) logRates =
    let struct (x', y') = populations times (Params.map exp logRates)
    let error a b = Tensor.mean (Tensor.Square(Tensor.Log a - Tensor.Log b))
    error x x' + error y y'

/// Adam's steps from rates of 1, with the loss of each; `report` hears the step, its loss and the logarithms of the rates.
let fit report steps counts =
    let zero = Tree.ZerosLike truth
    let adam = Optimizer.adam 0.02

    let step (p, state, losses) i =
        let struct (value, gradient) = AD.valueAndGrad (loss counts) p
        let p, state = Optimizer.update adam state gradient p
        report (i: int) (Tensor.toScalar value) p
        p, state, Tensor.toScalar value :: losses

    let p, _, losses = Seq.fold step (zero, Optimizer.init adam zero, []) (seq { 1..steps })
    Params.map exp p, List.rev losses

#if INTERACTIVE
let fitted, losses = fit (fun _ _ _ -> ()) 1000 (counts (Random.key 1))
printfn $"loss {List.head losses:F4} → {List.last losses:F4} after {losses.Length} steps"

for name, rate in [ "birth", _.Birth; "catch", _.Catch; "death", _.Death; "gain", (fun (r: Rates) -> r.Gain) ] do
    printfn $"{name}: {rate fitted} (true {rate truth})"
#endif
