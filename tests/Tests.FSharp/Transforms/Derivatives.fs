/// The transforms as F# functions, for the tests of this folder.
module Functional.Tests.Transforms.Derivatives

open Functional.Core

let scalar (x: float) = Tensor.Scalar x
let vector (xs: float list) = Tensor.Create(List.toArray xs)
let number (x: Tensor) = x.ToScalar()
let numbers (x: Tensor) = List.ofArray (x.ToArray())

/// The derivative of a scalar function, forward.
let forward (f: Tensor -> Tensor) (x: Tensor) = Ad.Pushforward((fun x -> f x), x, Tensor.OnesLike x).Tangent

/// The derivative of a scalar function, reverse.
let reverse (f: Tensor -> Tensor) (x: Tensor) = Ad.Grad(fun (x: Tensor) -> f x).Invoke x

/// Both, by name.
let modes = [ "forward", forward; "reverse", reverse ]

/// Every choice of a mode for each of n levels of nesting.
let rec nestings n =
    if n = 0 then
        [ "", [] ]
    else
        [
            for name, mode in modes do
                for names, rest in nestings (n - 1) do
                    yield (if names = "" then name else $"{name} over {names}"), mode :: rest
        ]
