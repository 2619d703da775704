namespace Functional.Models

open System
open Functional.Core

/// Initial-value problems y' = f(t, y), y(t₀) = y₀, whose states are parameter trees. Derivatives pass to the initial state, to the times
/// and to what f captures, such as its parameters.
[<RequireQualifiedAccess>]
module Ode =

    /// `Ode.solve` under the given options: method, tolerances, and where cotangents come from.
    let solveWith (options: OdeOptions) (f: Tensor -> 's -> 's) (y0: 's) (times: Tensor) : 's =
        Functional.Core.Ode.Solve(Func<_, _, _> f, y0, times, options)

    /// The solution at the given times, which rise or fall throughout: a tree like y₀ with time as axis 0, beginning with y₀ itself.
    /// Dormand and Prince's method with step control; f is traced once, so it must not branch on numbers.
    let solve f y0 times = solveWith OdeOptions.Default f y0 times
