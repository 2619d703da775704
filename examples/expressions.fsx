// Gradients as expressions: printed, simplified, and differentiated again. Run: dotnet fsi examples/expressions.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// Functions of a number.
let functions: (string * (Tensor -> Tensor)) list = [
    "4 / x", (fun x -> 4.0 / x)
    "the sigmoid", Tensor.Sigmoid
    "the bell", (fun x -> exp (-x * x / 2.0))
]

/// A function and its first derivatives.
let derivatives count f = Seq.unfold (fun f -> Some(f, AD.grad f)) f |> Seq.truncate count

/// The loss of a linear model: a sum of squares.
let loss (x: Tensor) (y: Tensor) (w: Tensor) = Tensor.sum (Tensor.square ((x *@ w - y).Named "residual"))

#if INTERACTIVE
for name, f in functions do
    printfn $"{name} and its derivatives:"

    for f in derivatives 4 f do
        printfn $"""  {(AD.expression f (Tensor.scalar 1.0)).Replace("\n", "\n  ")}"""

let x, y = Random.normal [ 10; 3 ] (Random.key 1), Random.normal [ 10 ] (Random.key 2)
printfn $"The gradient of a linear model's loss:\n{AD.expression (AD.grad (loss x y)) (Tensor.zeros [ 3 ])}"
#endif
