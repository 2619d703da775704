// Units of measure through derivatives: F# infers the unit of a slope, and refuses a wrong one. Run: dotnet fsi examples/units.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

[<Measure>]
type m

[<Measure>]
type s

[<Measure>]
type kg

/// How high a ball is after a time, thrown upwards from a height with a speed.
let height (start: float<m>) (speed: float<m / s>) (t: Real<s>) : Real<m> =
    start + speed * t - 0.5 * 9.81<m / s^2> * t * t

/// The time of the root of f by Newton's method: t − f(t)/f′(t), which only has the unit of a time if it is written right.
let newton (f: Real<s> -> Real<m>) (guess: float<s>) =
    let step (t: float<s>) =
        let slope: float<m / s> = Scalars.diff f t
        t - Scalars.value (f (Scalars.constant t)) / slope

    Seq.init 20 id |> Seq.fold (fun t _ -> step t) guess

/// The period of a pendulum; how it grows with the length is a time by length.
let period (length: Real<m>) : Real<s> = 2.0 * System.Math.PI * sqrt (length / 9.81<m / s^2>)

/// The energy of a spring, and its force: the derivative by the elongation, taken back.
let energy (stiffness: float<kg / s^2>) (x: Real<m>) : Real<kg m^2 / s^2> = 0.5 * stiffness * x * x
let force stiffness (x: float<m>) : float<kg m / s^2> = -Scalars.diff (energy stiffness) x

#if INTERACTIVE
let ball = height 1.5<m> 20.0<m / s>
let velocity: float<m / s> = Scalars.diff ball 1.0<s>
// A second derivative is a derivative of a derivative: `Nested` gives one that is itself differentiated.
let acceleration: float<m / s^2> = Scalars.diff (Scalars.Nested.diff ball) 1.0<s>

printfn
    $"after 1 s the ball is at {ball (Scalars.constant 1.0<s>)} m, with {velocity:F2} m/s and {acceleration:F2} m/s²"

printfn $"it is at the ground after {newton ball 3.0<s>:F4} s"

let slope: float<s / m> = Scalars.diff period 1.0<m>
printfn $"a pendulum of 1 m takes {period (Scalars.constant 1.0<m>)} s, and {slope:F4} s more for each metre more"
printfn $"a spring of 50 N/m, 0.1 m long, pulls with {force 50.0<kg / s^2> 0.1<m>} N"
// Scalars.diff ball 1.0<m> does not compile, nor does an acceleration where a velocity is wanted.
#endif
