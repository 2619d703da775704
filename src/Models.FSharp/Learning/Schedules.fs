namespace Functional.Models

open System

/// A number for each step, which is counted from 0: a learning rate, or a factor of one.
type Schedule = int -> float

/// Schedules. `Optimizer.scheduled` multiplies an optimizer's steps by one; `Schedule.constant 0.1` is the rate 0.1.
[<RequireQualifiedAccess>]
module Schedule =

    /// c at every step.
    let constant (c: float) : Schedule = fun _ -> c

    /// Multiplied by `factor` each `every` steps, smoothly between: start · factor^(t / every).
    let exponential start factor (every: int) : Schedule = fun t -> start * factor ** (float t / float every)

    /// Multiplied by `factor` at the end of each `every` steps: start · factor^⌊t / every⌋.
    let stairs start factor (every: int) : Schedule = fun t -> start * factor ** float (t / every)

    /// From start to finish in `steps` steps along half a cosine, then constant:
    /// finish + (start − finish)·(1 + cos(π·t / steps)) / 2. Source: Loshchilov and Hutter 2017, equation 5, one period.
    let cosine start finish (steps: int) : Schedule =
        fun t ->
            let part = min 1.0 (float t / float steps)
            finish + (start - finish) * 0.5 * (1.0 + cos (Math.PI * part))

    /// From start to finish in `steps` steps along a line, then constant.
    let linear (start: float) (finish: float) (steps: int) : Schedule =
        fun t -> start + (finish - start) * min 1.0 (float t / float steps)

    /// One schedule after the other: the first for `steps` steps, then the second, which begins to count there.
    let thenAfter (steps: int) (first: Schedule) (second: Schedule) : Schedule =
        fun t -> if t < steps then first t else second (t - steps)

    /// The schedule after a warm-up along a line: 1/n, 2/n … 1 times its first value during n steps, then as it is.
    let warmUp (n: int) (schedule: Schedule) : Schedule =
        fun t -> if t < n then schedule 0 * float (t + 1) / float n else schedule (t - n)
