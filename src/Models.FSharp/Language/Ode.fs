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
    /// Dormand and Prince's method with step control; f is traced once, so it must not branch on numbers. Within a traced function the steps are
    /// chosen as it runs.
    /// Raises DomainException if the times are not finite, or do not rise or fall throughout.
    let solve f y0 times = solveWith OdeOptions.Default f y0 times

    /// `Ode.event` under the given options of the equation and tolerances of the time.
    let eventWith (options: OdeOptions) (tolerances: SolveOptions) f g (y0: 's) (start: Tensor) (guess: Tensor) =
        let found =
            Functional.Core.Ode.Event(Func<_, _, 's> f, Func<_, 's, _> g, y0, start, guess, options, tolerances)

        struct (found.Time, found.State)

    /// The time at which g t (y t) = 0 for the solution that has the state y₀ at the start, and the state then, from a guess by Newton's method:
    /// `let struct (time, state) = Ode.event f g y0 start guess`. Derivatives are those of the event, by the implicit function theorem.
    /// Raises DomainException if there is none, or the guess is the start.
    let event f g y0 start guess = eventWith OdeOptions.Default SolveOptions.Default f g y0 start guess
