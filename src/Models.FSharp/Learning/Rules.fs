namespace Functional.Models

open Functional.Core

/// A change of parameters that is being made of a gradient: Factor · Direction, one tensor a leaf.
/// The factor waits until the change is used, so that a learning rate costs no pass over memory.
type Change = { Factor: float; Direction: Tensor[] }

/// What a rule is told of a step: its numbers for the step (Float64 scalars), the parameters, and what the rule remembered.
type Moment = { Numbers: Tensor[]; Parameters: Tensor[]; Memory: Tensor[][] }

/// A pure transformation of changes: what chains into an optimizer. Memory is a list of slots, each with a tensor for each leaf.
type Rule = {
    /// The memory before the first step.
    Init: Tensor[] -> Tensor[][]
    /// The number of slots.
    Slots: int
    /// What the number of a step, from 0, decides, always as many; `Apply` gets it as scalars, so that a compiled step is told anew each time.
    Numbers: int -> float[]
    /// The change to pass on, and the memory for the next step.
    Apply: Moment -> Change -> struct (Change * Tensor[][])
}

/// The elementary rules, from which `Optimizer` composes the optimizers. In the equations, g is the change that comes in, u the one that goes out,
/// t the number of the step from 1; operations are elementwise. A memory that decays becomes 0 once it is below 2⁻¹²⁰ (Float32) or 2⁻¹⁰⁰⁰ (Float64).
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

    /// A memory that decays, as it is but for what is about to become subnormal, which is 0. Where the gradient stays 0 the decay would end there
    /// and never at 0, since 0.9 of the least number is rounded to it; and processors are a hundred times slower with such numbers.
    let private settled (memory: Tensor) =
        let least = if memory.DType = DType.Float32 then 2.0 ** -120.0 else 2.0 ** -1000.0
        memory * (abs memory .>= least)

    /// β·v + b·g for each leaf, where v decays.
    let private decayed beta v b change = combine beta v b change |> Array.map settled

    let private squares beta (v: Tensor[]) (g: Tensor[]) =
        Array.map2 (fun v g -> Tensor.Combine(beta, v, 1.0 - beta, Tensor.Square g) |> settled) v g

    let private unscaled direction = { Factor = 1.0; Direction = direction }

    /// s·g for each leaf, in its dtype.
    let private times (s: Tensor) (g: Tensor[]) = g |> Array.map (fun g -> s.Cast g.DType * g)

    /// A rule without memory: (moment, g) ↦ u.
    let stateless (f: Moment -> Change -> Change) : Rule = {
        Init = fun _ -> [||]
        Slots = 0
        Numbers = fun _ -> [||]
        Apply = fun moment change -> struct (f moment change, [||])
    }

    /// A rule that remembers slots, which are zeros at first: (moment, g) ↦ (u, memory).
    let remembering slots (f: Moment -> Change -> struct (Change * Tensor[][])) : Rule =
        Argument.atLeast 0 "Rule.remembering" "slots" slots

        {
            Init = fun p -> Array.init slots (fun _ -> Array.map Tensor.zerosLike p)
            Slots = slots
            Numbers = fun _ -> [||]
            Apply = f
        }

    /// The rule with numbers that the step's number, from 0, decides: `moment.Numbers`.
    let withNumbers (numbers: int -> float[]) (rule: Rule) = { rule with Numbers = numbers }

    /// One rule after the other.
    let chain (rules: Rule seq) : Rule =
        let rules = Seq.toArray rules
        let counts = rules |> Array.map (fun rule -> (rule.Numbers 0).Length)

        let apply (moment: Moment) (change: Change) =
            let memory = Array.zeroCreate moment.Memory.Length
            let mutable change = change
            let mutable first = 0
            let mutable number = 0

            for rule, numbers in Array.zip rules counts do
                let own = {
                    moment with
                        Memory = Array.sub moment.Memory first rule.Slots
                        Numbers = Array.sub moment.Numbers number numbers
                }

                let struct (next, remembered) = rule.Apply own change
                Array.blit remembered 0 memory first rule.Slots
                change <- next
                first <- first + rule.Slots
                number <- number + numbers

            struct (change, memory)

        {
            Init = fun p -> rules |> Array.collect (fun rule -> rule.Init p)
            Slots = rules |> Array.sumBy _.Slots
            Numbers = fun step -> rules |> Array.collect (fun rule -> rule.Numbers step)
            Apply = apply
        }

    /// u = c·g, for a finite c.
    let scale (c: float) =
        Argument.finite "Rule.scale" "factor, such as a learning rate," c
        stateless (fun _ change -> { change with Factor = c * change.Factor })

    /// u = s(t − 1)·g. A step raises DomainException where the schedule's number for it is not finite.
    let scaleBy (schedule: Schedule) =
        stateless (fun moment change -> { change with Direction = times moment.Numbers[0] change.Direction })
        |> withNumbers (fun step ->
            let factor = schedule step
            Argument.finite "Rule.scaleBy" $"number of the schedule at step {step}" factor
            [| factor |])

    /// u = max(−c, min(c, g)), for c of at least 0.
    let clipByValue (c: float) =
        Argument.bound "Rule.clipByValue" "bound" c

        stateless (fun _ change -> applied change |> Array.map (fun g -> Tensor.Clamp(g, -c, c)) |> unscaled)

    /// u = g·min(1, c / ‖g‖), where ‖g‖ is the Euclidean norm of all leaves together and c at least 0. Source: Pascanu, Mikolov and Bengio 2013,
    /// algorithm 1.
    let clipByGlobalNorm (c: float) =
        Argument.bound "Rule.clipByGlobalNorm" "bound" c

        stateless (fun _ change ->
            let norm = abs change.Factor * Params.norm change.Direction
            let shrink = Tensor.Where(norm .<= c, Tensor.onesLike norm, c / norm)
            { change with Direction = times shrink change.Direction })

    /// u = g + λ·p: before an optimizer's own rule this is L2 regularization, after it decoupled weight decay. λ is at least 0.
    let addWeights (lambda: float) =
        Argument.notNegative "Rule.addWeights" "weight decay" lambda

        stateless (fun moment change -> combine lambda moment.Parameters 1.0 change |> unscaled)

    /// vₜ = μ·vₜ₋₁ + g, u = vₜ, for μ in [0, 1). Source: Polyak 1964.
    let momentum (mu: float) =
        Argument.decay "Rule.momentum" "momentum" mu

        remembering 1 (fun moment change ->
            let v = decayed mu moment.Memory[0] 1.0 change
            struct (unscaled v, [| v |]))

    /// vₜ = μ·vₜ₋₁ + g, u = g + μ·vₜ, for μ in [0, 1). Source: Sutskever, Martens, Dahl and Hinton 2013, equations 3 and 4; the parameters here are
    /// the place where
    /// they take the gradient, θ + μ·v, so this is Nesterov's method itself and not an approximation.
    let nesterov (mu: float) =
        Argument.decay "Rule.nesterov" "momentum" mu

        remembering 1 (fun moment change ->
            let v = decayed mu moment.Memory[0] 1.0 change
            struct (unscaled (combine mu v 1.0 change), [| v |]))

    /// hₜ = hₜ₋₁ + g², u = g / (√hₜ + ε), for a positive ε. Source: Duchi, Hazan and Singer 2011.
    let adaGrad (epsilon: float) =
        Argument.positive "Rule.adaGrad" "epsilon" epsilon

        remembering 1 (fun moment change ->
            let g = applied change
            let h = Array.map2 (fun h g -> h + Tensor.Square g) moment.Memory[0] g
            struct (Array.map2 (fun g h -> g / (sqrt h + epsilon)) g h |> unscaled, [| h |]))

    /// hₜ = ρ·hₜ₋₁ + (1 − ρ)·g², u = g / (√hₜ + ε), for ρ in [0, 1) and a positive ε. Source: Tieleman and Hinton 2012, lecture 6.5.
    let rmsProp (rho: float) (epsilon: float) =
        Argument.decay "Rule.rmsProp" "decay" rho
        Argument.positive "Rule.rmsProp" "epsilon" epsilon

        remembering 1 (fun moment change ->
            let g = applied change
            let h = squares rho moment.Memory[0] g
            struct (Array.map2 (fun g h -> g / (sqrt h + epsilon)) g h |> unscaled, [| h |]))

    /// mₜ = β₁·mₜ₋₁ + (1 − β₁)·g, vₜ = β₂·vₜ₋₁ + (1 − β₂)·g², u = m̂ / (√v̂ + ε) with m̂ = mₜ / (1 − β₁ᵗ) and v̂ = vₜ / (1 − β₂ᵗ).
    /// For β₁ and β₂ in [0, 1) and a positive ε. Source: Kingma and Ba 2015, algorithm 1. Computed as m / (a·√v + b) with a = (1 − β₁ᵗ) / √(1 −
    /// β₂ᵗ) and b = (1 − β₁ᵗ)·ε.
    let adam (beta1: float) (beta2: float) (epsilon: float) =
        Argument.decay "Rule.adam" "decay of the mean" beta1
        Argument.decay "Rule.adam" "decay of the squares" beta2
        Argument.positive "Rule.adam" "epsilon" epsilon

        remembering 2 (fun moment change ->
            let m = decayed beta1 moment.Memory[0] (1.0 - beta1) change
            let v = squares beta2 moment.Memory[1] (applied change)
            let a, b = moment.Numbers[0], moment.Numbers[1]
            let u = Array.map2 (fun (m: Tensor) v -> m / (a.Cast m.DType * sqrt v + b.Cast m.DType)) m v

            struct (unscaled u, [| m; v |]))
        |> withNumbers (fun step ->
            let t = float (step + 1)
            let correction = 1.0 - beta1 ** t
            [| correction / sqrt (1.0 - beta2 ** t); correction * epsilon |])
