// Derivatives of functions: forward, reverse, higher and nested. Run: dotnet fsi examples/derivatives.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// Any tree of tensors can be an argument; the gradient is a tree of the same type.
type Ellipse = { Centre: Tensor; Axes: Tensor }

/// Rosenbrock's function Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², whose minimum is at (1, …, 1).
let rosenbrock (x: Tensor) =
    let now, next = x.[.. x.Count - 2], x.[1..]
    Tensor.sum (100.0 * (next - now ** 2.0) ** 2.0 + (1.0 - now) ** 2.0)

/// Newton's method: x − H(x)⁻¹ ∇f(x), again and again.
let newton f steps x =
    let step x = x - Tensor.Solve(AD.hessian f x, AD.grad f x)
    Seq.init steps id |> Seq.fold (fun x _ -> step x) x

/// A function of a point that is given by an ellipse's parameters: how far the point is from its edge.
let distance point ellipse = Tensor.sum (((point - ellipse.Centre) / ellipse.Axes) ** 2.0) - 1.0

/// The derivative of x ↦ x · d/dy (x + y) at y = 1 is 1, not 2: an inner derivative never takes the outer variable for its own.
let nested x = AD.grad (fun x -> x * AD.grad (fun y -> x + y) (Tensor.scalar 1.0)) x

#if INTERACTIVE
let x = Tensor.ofArray [| -1.2; 1.0; 0.5 |]
let direction = Tensor.ofArray [| 1.0; 0.0; -1.0 |]

let struct (value, tangent) = AD.pushforward rosenbrock x direction
printfn $"f(x) = {value}, and along the direction it grows by {tangent}"

let struct (y, pullback) = AD.pullback (fun x -> sin x * exp x) x
printfn $"y = {y}; the pullback of (1, 0, 0) is {pullback (Tensor.ofArray [| 1.0; 0.0; 0.0 |])}"

printfn $"gradient {AD.grad rosenbrock x}"
printfn $"Hessian\n{AD.hessian rosenbrock x}"
printfn $"Hessian times direction {AD.hvp rosenbrock x direction}, without the Hessian"
printfn $"Newton's method from (0.8, 0.7, 0.5) reaches {newton rosenbrock 12 (Tensor.ofArray [| 0.8; 0.7; 0.5 |])}"

let ellipse = { Centre = Tensor.ofArray [| 0.0; 0.0 |]; Axes = Tensor.ofArray [| 2.0; 1.0 |] }
let slope = AD.grad (distance (Tensor.ofArray [| 1.0; 1.0 |])) ellipse
printfn $"moving the centre changes it by {slope.Centre}, stretching the axes by {slope.Axes}"

let third = AD.grad (AD.grad (AD.grad (fun t -> t ** 4.0))) (Tensor.scalar 2.0)
printfn $"the third derivative of t⁴ at 2 is {third}; nested, with no confusion: {nested (Tensor.scalar 1.0)}"
#endif
