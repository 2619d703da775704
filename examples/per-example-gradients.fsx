// The gradient of each example, in one line, and each clipped before their mean. Run: dotnet fsi examples/per-example-gradients.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

type Network = { W1: Tensor; B1: Tensor; W2: Tensor }

/// The squared error of a small network at one example, x of three numbers and y of one.
let loss p (x: Tensor, y: Tensor) =
    let hidden = tanh ((x.Reshape(3, 1) * p.W1).Sum 0 + p.B1)
    Tensor.square (Tensor.sum (hidden * p.W2) - y)

/// The gradient of each example: a network whose leaves have the examples as their axis 0.
let perExample p examples = AD.vectorize (fun example -> AD.grad (fun p -> loss p example) p) examples

/// A gradient shortened to the given length, if it is longer.
let clip longest gradient =
    let factor = Tensor.minimum (Tensor.scalar 1.0) (longest / Params.norm gradient)
    Params.map (fun leaf -> factor * leaf) gradient

/// The mean gradient, to which no example adds more than the given length: one outlier does not drive the step (Abadi et al., 2016).
let clippedMean longest p examples =
    let clipped = AD.vectorize (fun example -> clip longest (AD.grad (fun p -> loss p example) p)) examples
    Params.map (fun leaf -> leaf.Mean 0) clipped

#if INTERACTIVE
let normal number shape = Random.normal shape (Random.foldIn number (Random.key 1))
let p = { W1 = normal 1 [ 3; 8 ]; B1 = Tensor.zeros [ 8 ]; W2 = normal 2 [ 8 ] }

// The last example is an outlier.
let examples = normal 3 [ 6; 3 ], Tensor.ofArray [| 0.5; -0.2; 0.1; 0.8; -0.4; 50.0 |]

let gradients = perExample p examples
printfn $"gradients of W1 {gradients.W1.Shape} and of W2 {gradients.W2.Shape}: one for each example"
printfn $"their lengths: {AD.vectorize (fun g -> g, Params.norm g) gradients |> snd}"

let mean = AD.grad (fun p -> (AD.vectorize (loss p) examples).Mean()) p
printfn $"the mean gradient has the length {Params.norm mean}"
printfn $"with each clipped at 1 it is {Params.norm (clippedMean 1.0 p examples)}"
#endif
