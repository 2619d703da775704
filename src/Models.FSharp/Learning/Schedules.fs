namespace Functional.Models

open System

/// A number for each step, which is counted from 0: a learning rate, or a factor of one.
type Schedule = int -> float

/// Schedules. `Optimizer.scheduled` multiplies an optimizer's steps by one; `Schedule.constant 0.1` is the rate 0.1.
/// Each raises DomainException where its numbers are not finite or its steps are too few, and, once made, for a step below 0.
[<RequireQualifiedAccess>]
module Schedule =

    let private fromZero operation (f: int -> float) : Schedule =
        fun t ->
            Argument.atLeast 0 operation "a step" t
            f t

    /// c at every step.
    let constant (c: float) : Schedule =
        Argument.finite "Schedule.constant" "number" c
        fromZero "Schedule.constant" (fun _ -> c)

    let private powers operation start factor every (exponent: int -> float) =
        Argument.finite operation "start" start
        Argument.notNegative operation "factor" factor
        Argument.atLeast 1 operation "steps to each factor" every
        fromZero operation (fun t -> start * factor ** exponent t)

    /// Multiplied by `factor` each `every` steps, smoothly between: start · factor^(t / every). The factor is at least 0, `every` at least 1.
    let exponential start factor (every: int) : Schedule =
        powers "Schedule.exponential" start factor every (fun t -> float t / float every)

    /// Multiplied by `factor` at the end of each `every` steps: start · factor^⌊t / every⌋. The factor is at least 0, `every` at least 1.
    let stairs start factor (every: int) : Schedule =
        powers "Schedule.stairs" start factor every (fun t -> float (t / every))

    // From start to finish as a part goes from 0 to 1, which it is after so many steps.
    let private towards operation start finish steps (at: float -> float) =
        Argument.finite operation "start" start
        Argument.finite operation "finish" finish
        Argument.atLeast 1 operation "steps" steps
        fromZero operation (fun t -> at (min 1.0 (float t / float steps)))

    /// From start to finish in `steps` steps, at least one, along half a cosine, then constant:
    /// finish + (start − finish)·(1 + cos(π·t / steps)) / 2. Source: Loshchilov and Hutter 2017, equation 5, one period.
    let cosine start finish (steps: int) : Schedule =
        towards "Schedule.cosine" start finish steps (fun part ->
            finish + (start - finish) * 0.5 * (1.0 + cos (Math.PI * part)))

    /// From start to finish in `steps` steps, at least one, along a line, then constant.
    let linear (start: float) (finish: float) (steps: int) : Schedule =
        towards "Schedule.linear" start finish steps (fun part -> start + (finish - start) * part)

    /// One schedule after the other: the first for `steps` steps, then the second, which begins to count there.
    let thenAfter (steps: int) (first: Schedule) (second: Schedule) : Schedule =
        Argument.atLeast 0 "Schedule.thenAfter" "steps" steps
        fromZero "Schedule.thenAfter" (fun t -> if t < steps then first t else second (t - steps))

    /// The schedule after a warm-up along a line: 1/n, 2/n … 1 times its first value during n steps, then as it is.
    let warmUp (n: int) (schedule: Schedule) : Schedule =
        Argument.atLeast 0 "Schedule.warmUp" "steps" n
        fromZero "Schedule.warmUp" (fun t -> if t < n then schedule 0 * float (t + 1) / float n else schedule (t - n))
