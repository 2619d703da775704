namespace Functional.Models

open System
open Functional.Core

/// Folds through time as one operation: the step is traced once, whatever the number of steps, and what it captures, such as weights,
/// is shared by all steps. Carries, inputs and outputs are parameter trees; inputs and outputs have time as axis 0.
/// A step chooses by `Tensor.where` instead of branching on numbers.
[<RequireQualifiedAccess>]
module Scan =

    /// The functions of `Scan` that take options first: the direction, and what reverse mode keeps.
    module Using =

        /// `Scan.unroll` under the given options.
        let unroll (options: ScanOptions) (step: 's -> 'x -> struct ('s * 'y)) (init: 's) (xs: 'x) : struct ('s * 'y) =
            Ad.Scan((fun carry x -> step carry x), init, xs, options)

        /// `Scan.fold` under the given options.
        let fold (options: ScanOptions) (step: 's -> 'x -> 's) (init: 's) (xs: 'x) : 's =
            let struct (last, _: Tensor[]) = unroll options (fun carry x -> struct (step carry x, [||])) init xs
            last

        /// `Scan.iterate` under the given options.
        let iterate (options: ScanOptions) (length: int) (step: 's -> 's) (init: 's) : 's =
            let struct (last, _: Tensor[]) =
                Ad.Scan((fun carry -> struct (step carry, [||])), init, length, options)

            last

    /// The last carry and the outputs of all steps: (cₜ₊₁, yₜ) = step cₜ xₜ, from c₀ = init.
    /// Raises ShapeException if leaves of xs differ in length or a step's carry has another shape than init.
    let unroll step init xs = Using.unroll ScanOptions.Default step init xs

    /// The last carry of cₜ₊₁ = step cₜ xₜ, from c₀ = init: `List.fold` with time in the axis 0 of xs.
    /// Raises ShapeException if leaves of xs differ in length or a step's carry has another shape than init.
    let fold step init xs = Using.fold ScanOptions.Default step init xs

    /// The last carry of cₜ₊₁ = step cₜ after so many steps, from c₀ = init.
    let iterate length step init = Using.iterate ScanOptions.Default length step init

    /// Steps for as long as the condition, a scalar of the carry, is not 0. Forward mode goes through it;
    /// for reverse mode the number of steps has a bound, as in `whileWithin`.
    let whileDo (condition: 's -> Tensor) (step: 's -> 's) (init: 's) : 's =
        Ad.While(Func<_, _> condition, Func<_, _> step, init)

    /// As `whileDo`, stopping after so many steps at most: every transform passes through it.
    let whileWithin (maxSteps: int) (condition: 's -> Tensor) (step: 's -> 's) (init: 's) : 's =
        Ad.While(Func<_, _> condition, Func<_, _> step, init, maxSteps)
