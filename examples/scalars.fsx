// Derivatives of code that is written number by number. Run: dotnet fsi examples/scalars.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// Lennard-Jones: the energy of particles on a line, from the distance of each pair.
let energy (x: Real[]) =
    let pair (r: Real) =
        let inverse = (1.0 / r) ** 6.0
        4.0 * (inverse * inverse - inverse)

    Seq.sum (
        seq {
            for i in 0 .. x.Length - 1 do
                for j in 0 .. i - 1 -> pair (abs (x[i] - x[j]))
        }
    )

let forces x = Scalars.gradient energy x |> Array.map (~-)

/// One inline function runs on float, on Real and on dual numbers.
let inline damped x = exp (-x) * sin (x + x)

#if INTERACTIVE
let x = [| 0.0; 1.1; 2.3 |]
printfn $"forces %A{forces x}"
printfn $"stiffness %A{Scalars.hessian energy x}"

// The energy does not branch, so it can be traced once and replayed.
let program = Scalars.trace energy x
printfn $"{program.OperationCount} operations; moved, the slopes are %A{program.Gradient [| 0.0; 1.12; 2.24 |]}"

printfn
    $"damped: {damped 0.5} with slope {Scalars.derivative damped 0.5}, in dual numbers {Duals.Derivative(damped, 0.5)}"

printfn $"its series about 0: %A{Scalars.taylor 4 damped 0.0}"
let third = Scalars.Nested.derivative (Scalars.Nested.derivative damped)
printfn $"its third derivative there: {Scalars.derivative third 0.0}"
#endif
