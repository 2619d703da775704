namespace Functional.Models

open Functional.Core

/// A change of parameters that is being made of a gradient: Factor · Direction, one tensor a leaf.
/// The factor waits until the change is used, so that a learning rate costs no pass over memory.
type Change = { Factor: float; Direction: Tensor[] }

/// What a rule is told of a step: its number from 0, the parameters, and what the rule remembered.
type Moment = { Step: int; Parameters: Tensor[]; Memory: Tensor[][] }

/// A pure transformation of changes: what chains into an optimizer. Memory is a list of slots, each with a tensor for each leaf.
type Rule = {
    /// The memory before the first step.
    Init: Tensor[] -> Tensor[][]
    /// The number of slots.
    Slots: int
    /// The change to pass on, and the memory for the next step.
    Apply: Moment -> Change -> struct (Change * Tensor[][])
}

/// The elementary rules, from which `Optimizer` composes the optimizers. In the equations, g is the change that comes in, u the one that goes out,
/// t the number of the step from 1; operations are elementwise.
[<RequireQualifiedAccess>]
module Rule =

    let private applied (change: Change) =
        if change.Factor = 1.0 then
            change.Direction
        else
            change.Direction |> Array.map (fun g -> change.Factor * g)

    /// a·x + b·g for each leaf, in one pass.
    let private combine a (x: Tensor[]) b (change: Change) =
        Array.map2 (fun x g -> Tensor.Combine(a, x, b * change.Factor, g)) x change.Direction

    let private squares beta (v: Tensor[]) (g: Tensor[]) =
        Array.map2 (fun v g -> Tensor.Combine(beta, v, 1.0 - beta, Tensor.Square g)) v g

    let private unscaled direction = { Factor = 1.0; Direction = direction }

    /// A rule without memory: (moment, g) ↦ u.
    let stateless (f: Moment -> Change -> Change) : Rule = {
        Init = fun _ -> [||]
        Slots = 0
        Apply = fun moment change -> struct (f moment change, [||])
    }

    /// A rule that remembers slots, which are zeros at first: (moment, g) ↦ (u, memory).
    let remembering slots (f: Moment -> Change -> struct (Change * Tensor[][])) : Rule = {
        Init = fun p -> Array.init slots (fun _ -> Array.map Tensor.zerosLike p)
        Slots = slots
        Apply = f
    }

    /// One rule after the other.
    let chain (rules: Rule seq) : Rule =
        let rules = Seq.toArray rules

        let apply (moment: Moment) (change: Change) =
            let memory = Array.zeroCreate moment.Memory.Length
            let mutable change = change
            let mutable first = 0

            for rule in rules do
                let own = { moment with Memory = Array.sub moment.Memory first rule.Slots }

                let struct (next, remembered) = rule.Apply own change
                Array.blit remembered 0 memory first rule.Slots
                change <- next
                first <- first + rule.Slots

            struct (change, memory)

        {
            Init = fun p -> rules |> Array.collect (fun rule -> rule.Init p)
            Slots = rules |> Array.sumBy _.Slots
            Apply = apply
        }

    /// u = c·g.
    let scale (c: float) = stateless (fun _ change -> { change with Factor = c * change.Factor })

    /// u = s(t − 1)·g.
    let scaleBy (schedule: Schedule) =
        stateless (fun moment change -> { change with Factor = schedule moment.Step * change.Factor })

    /// u = max(−c, min(c, g)).
    let clipByValue (c: float) =
        stateless (fun _ change -> applied change |> Array.map (fun g -> Tensor.Clamp(g, -c, c)) |> unscaled)

    /// u = g·min(1, c / ‖g‖), where ‖g‖ is the Euclidean norm of all leaves together. Source: Pascanu, Mikolov and Bengio 2013, algorithm 1.
    let clipByGlobalNorm (c: float) =
        stateless (fun _ change ->
            let norm = abs change.Factor * Params.norm change.Direction

            if norm.ToScalar() <= c then
                change
            else
                let shrink = c / norm

                { change with Direction = change.Direction |> Array.map (fun g -> shrink * g) })

    /// u = g + λ·p: before an optimizer's own rule this is L2 regularization, after it decoupled weight decay.
    let addWeights (lambda: float) =
        stateless (fun moment change -> combine lambda moment.Parameters 1.0 change |> unscaled)

    /// vₜ = μ·vₜ₋₁ + g, u = vₜ. Source: Polyak 1964.
    let momentum (mu: float) =
        remembering 1 (fun moment change ->
            let v = combine mu moment.Memory[0] 1.0 change
            struct (unscaled v, [| v |]))

    /// vₜ = μ·vₜ₋₁ + g, u = g + μ·vₜ. Source: Sutskever, Martens, Dahl and Hinton 2013, equations 3 and 4; the parameters here are the place where
    /// they take the gradient, θ + μ·v, so this is Nesterov's method itself and not an approximation.
    let nesterov (mu: float) =
        remembering 1 (fun moment change ->
            let v = combine mu moment.Memory[0] 1.0 change
            struct (unscaled (combine mu v 1.0 change), [| v |]))

    /// hₜ = hₜ₋₁ + g², u = g / (√hₜ + ε). Source: Duchi, Hazan and Singer 2011.
    let adaGrad (epsilon: float) =
        remembering 1 (fun moment change ->
            let g = applied change
            let h = Array.map2 (fun h g -> h + Tensor.Square g) moment.Memory[0] g
            struct (Array.map2 (fun g h -> g / (sqrt h + epsilon)) g h |> unscaled, [| h |]))

    /// hₜ = ρ·hₜ₋₁ + (1 − ρ)·g², u = g / (√hₜ + ε). Source: Tieleman and Hinton 2012, lecture 6.5.
    let rmsProp (rho: float) (epsilon: float) =
        remembering 1 (fun moment change ->
            let g = applied change
            let h = squares rho moment.Memory[0] g
            struct (Array.map2 (fun g h -> g / (sqrt h + epsilon)) g h |> unscaled, [| h |]))

    /// mₜ = β₁·mₜ₋₁ + (1 − β₁)·g, vₜ = β₂·vₜ₋₁ + (1 − β₂)·g², u = m̂ / (√v̂ + ε) with m̂ = mₜ / (1 − β₁ᵗ) and v̂ = vₜ / (1 − β₂ᵗ).
    /// Source: Kingma and Ba 2015, algorithm 1. With r = √(1 − β₂ᵗ), computed as r / (1 − β₁ᵗ) · m / (√v + r·ε).
    let adam (beta1: float) (beta2: float) (epsilon: float) =
        remembering 2 (fun moment change ->
            let t = float (moment.Step + 1)
            let m = combine beta1 moment.Memory[0] (1.0 - beta1) change
            let v = squares beta2 moment.Memory[1] (applied change)
            let r = sqrt (1.0 - beta2 ** t)
            let u = Array.map2 (fun m v -> m / (sqrt v + r * epsilon)) m v

            struct ({ Factor = r / (1.0 - beta1 ** t); Direction = u }, [| m; v |]))
