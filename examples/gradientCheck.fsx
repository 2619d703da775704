// Gradients by differences beside those of the library. Run: dotnet fsi examples/gradientCheck.fsx [--quick]
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// The central difference (f(x + h·e) − f(x − h·e)) / 2h in each direction e: as slow as it is simple.
let numerical (h: float) (f: Tensor -> Tensor) (x: Tensor) : Tensor =
    let numbers = Tensor.toArray x

    let moved i t =
        numbers |> Array.updateAt i (numbers[i] + t) |> Tensor.ofShape x.Shape |> f |> Tensor.toScalar

    Tensor.ofShape x.Shape [ for i in 0 .. numbers.Length - 1 -> (moved i h - moved i -h) / (2.0 * h) ]

/// The book's f(x, y) = x² + y², whose gradient at (3, 4) is (6, 8).
let demo (p: Tensor) = Tensor.sum (Tensor.square p)

let place = Tensor.ofArray [| 3.0; 4.0 |]

/// A network inputs–hidden–classes on three images, as a function of all its parameters in one vector, and these.
let network inputs hidden classes key =
    let struct (own, drawn) = Random.split key

    let struct (v, unflatten) =
        Mlp.init Initializer.glorotUniform DType.Float64 [ inputs; hidden; classes ] own |> Params.flatten

    let images = Examples.create (Random.uniform 0.0 1.0 [ 3; inputs ] drawn) (Tensor.ofIndices [ 0; 1; 2 ])
    (unflatten >> Mlp.loss Tensor.sigmoid images), v

/// The mean of the differences between both gradients, with their greatest.
let distance h f v =
    let apart = abs (numerical h (AD.compile f) v - AD.grad f v)
    Tensor.toScalar (Tensor.mean apart), Tensor.toScalar (Tensor.max apart)

#if INTERACTIVE
printfn $"x² + y² at (3, 4): by differences {numerical 1e-4 demo place}, by the library {AD.grad demo place}"
let quick = fsi.CommandLineArgs |> Array.contains "--quick"
let f, v = if quick then network 16 8 4 (Random.key 1) else network 64 20 10 (Random.key 1)

for h in [ 1e-1; 1e-2; 1e-4; 1e-6; 1e-8 ] do
    let mean, greatest = distance h f v
    printfn $"h = {h:G2}: {mean:E1} apart in the mean, {greatest:E1} at most, of {v.Count:N0} parameters"
#endif
