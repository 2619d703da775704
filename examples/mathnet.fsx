// Matrices of MathNet.Numerics in and out, with derivatives in between. Run: dotnet fsi examples/mathnet.fsx
#if INTERACTIVE
#load "load.fsx"
#r "../src/Models.FSharp/bin/Release/net10.0/MathNet.Numerics.dll"
#endif

open Functional.Core
open Functional.Models
open MathNet.Numerics.LinearAlgebra

/// The negative log-evidence of a Gaussian process but for a constant: ½ ln det K + ½ yᵀ K⁻¹ y, for a covariance K that depends on a length.
let evidence (places: Tensor) (y: Tensor) (length: Tensor) =
    let difference = Tensor.expandDims 1 places - Tensor.expandDims 0 places
    let noise = Tensor.ofMatrix (0.1 * Matrix<float>.Build.DenseIdentity places.Count)
    let covariance = exp (-0.5 * (difference / length) ** 2.0) + noise
    0.5 * (Tensor.Slogdet(covariance).LogAbs + Tensor.sum (y * Tensor.Solve(covariance, y)))

/// A few steps down the slope.
let descend f rate steps x = Seq.init steps id |> Seq.fold (fun x _ -> x - rate * AD.grad f x) x

#if INTERACTIVE
// Data from MathNet, such as a file reader or its `matrix` and `vector` builders give.
let places = Vector<float>.Build.Dense(12, fun i -> 0.5 * float i)
let values = places.PointwiseSin()

let f = evidence (Tensor.ofVector places) (Tensor.ofVector values)
let start = Tensor.scalar 0.3
let best = descend f 0.05 60 start
printfn $"evidence {f start} at length {start}; {f best} at length {best}"

// A tensor's derivative back in MathNet: the normal equations of a Gauss-Newton step, solved there.
let model (p: Tensor) = p[0..0] * sin (p[1..1] * Tensor.ofVector places)
let p = Tensor.ofArray [| 0.8; 1.1 |]
let jacobian = Tensor.toMatrix (AD.jacobian model p)
let residual = values - Tensor.toVector (model p)
let step = jacobian.QR().Solve residual
printfn $"a Gauss-Newton step from (0.8, 1.1) towards (1, 1): ({step[0]:F3}, {step[1]:F3})"
#endif
