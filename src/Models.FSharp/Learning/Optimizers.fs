namespace Functional.Models

open Functional.Core

/// What an optimizer carries from step to step: the number of steps done, and its memory: slots of a tensor for each leaf of the parameters.
type OptimizerState = { Step: int; Memory: Tensor[][] }

/// Optimizers as pure (init, update) pairs over any parameter tree, in the dtype of each leaf:
/// `let p, s = Optimizer.update optimizer s gradient p`. An optimizer is a rule, and `Optimizer.chain` composes rules:
/// `Optimizer.chain [ Optimizer.clipByGlobalNorm 1.0; Optimizer.adam 0.001; Optimizer.scheduled (Schedule.cosine 1.0 0.0 1000) ]`.
/// In the equations g is the gradient, η the rate, p the parameters; the rules that they use have theirs in `Rule`.
[<RequireQualifiedAccess>]
module Optimizer =

    /// One rule after the other, the gradient first.
    let chain (rules: Rule seq) : Rule = Rule.chain rules

    /// The state before the first step.
    let init (optimizer: Rule) (p: 'p) : OptimizerState = { Step = 0; Memory = optimizer.Init(Params.leaves p) }

    /// What the number of a step, from 0, decides for a rule: its numbers, as scalars.
    let internal numbers (optimizer: Rule) step : Tensor[] = optimizer.Numbers step |> Array.map Tensor.scalar

    /// The leaves of the parameters after one step, and the memory.
    let internal move (optimizer: Rule) (moment: Moment) (gradient: Tensor[]) : struct (Tensor[] * Tensor[][]) =
        let struct (change, memory) = optimizer.Apply moment { Factor = 1.0; Direction = gradient }

        let moved =
            Array.map2 (fun p u -> Tensor.Combine(1.0, p, change.Factor, u)) moment.Parameters change.Direction

        struct (moved, memory)

    /// The parameters and the state after one step. Raises TreeException or ShapeException if the gradient does not match
    /// the parameters, TreeException if the state is another optimizer's.
    let update (optimizer: Rule) (state: OptimizerState) (gradient: 'p) (p: 'p) : 'p * OptimizerState =
        let parameters = Params.leaves p
        let gradient = Params.leaves gradient

        if gradient.Length <> parameters.Length then
            raise (
                TreeException
                    $"Optimizer.update wants a gradient of {parameters.Length} leaves, but got one of {gradient.Length}."
            )

        if state.Memory.Length <> optimizer.Slots then
            raise (
                TreeException
                    $"Optimizer.update wants a state of {optimizer.Slots} slots, but got one of {state.Memory.Length}; take it from this optimizer's init."
            )

        let moment = { Numbers = numbers optimizer state.Step; Parameters = parameters; Memory = state.Memory }
        let struct (moved, memory) = move optimizer moment gradient
        Params.rebuild p moved, { Step = state.Step + 1; Memory = memory }

    // By −η; the error has the rate as it was given.
    let private against name (rate: float) =
        Argument.finite $"Optimizer.{name}" "rate" rate
        Rule.scale -rate

    let private rated name rate (rules: Rule list) = chain (rules @ [ against name rate ])

    /// p ← p − η·g.
    let sgd (rate: float) = against "sgd" rate

    /// v ← μ·v + g, p ← p − η·v. Polyak's heavy ball; μ is 0.9 as a rule.
    let momentum mu (rate: float) = rated "momentum" rate [ Rule.momentum mu ]

    /// v ← μ·v + g, p ← p − η·(g + μ·v). Nesterov's method; μ is 0.9 as a rule.
    let nesterov mu (rate: float) = rated "nesterov" rate [ Rule.nesterov mu ]

    /// h ← h + g², p ← p − η·g / (√h + 10⁻⁷).
    let adaGrad (rate: float) = rated "adaGrad" rate [ Rule.adaGrad 1e-7 ]

    /// h ← ρ·h + (1 − ρ)·g², p ← p − η·g / (√h + 10⁻⁷); ρ is 0.9 or 0.99 as a rule.
    let rmsProp rho (rate: float) = rated "rmsProp" rate [ Rule.rmsProp rho 1e-7 ]

    /// Adam with all its constants: p ← p − η·m̂ / (√v̂ + ε).
    let adamWith beta1 beta2 epsilon (rate: float) = rated "adamWith" rate [ Rule.adam beta1 beta2 epsilon ]

    /// Adam with β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
    let adam rate = adamWith 0.9 0.999 1e-8 rate

    /// Adam with decoupled weight decay: p ← p − η·(m̂ / (√v̂ + ε) + λ·p). Source: Loshchilov and Hutter 2019, algorithm 2.
    let adamW lambda (rate: float) = rated "adamW" rate [ Rule.adam 0.9 0.999 1e-8; Rule.addWeights lambda ]

    /// g ← max(−c, min(c, g)); to go before an optimizer.
    let clipByValue c = Rule.clipByValue c

    /// g ← g·min(1, c / ‖g‖), with the norm of all leaves together; to go before an optimizer.
    let clipByGlobalNorm c = Rule.clipByGlobalNorm c

    /// g ← g + λ·p, the gradient of ½λ‖p‖²; to go before an optimizer.
    let weightDecay lambda = Rule.addWeights lambda

    /// Multiplies each step by the schedule's number for it; to go after an optimizer, whose rate may be 1.
    let scheduled schedule = Rule.scaleBy schedule
