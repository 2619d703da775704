/// The transforms as F# functions, and what the tests of this folder expect of them.
module Functional.Tests.Transforms.Derivatives

open Expecto
open Functional.Core
open Functional.Testing

let scalar (x: float) = Tensor.Scalar x
let vector (xs: float list) = Tensor.Create(List.toArray xs)
let number (x: Tensor) = x.ToScalar()
let numbers (x: Tensor) = List.ofArray (x.ToArray())

/// An error of a type, whose message has the text.
let refuses<'e when 'e :> exn> (text: string) action =
    Expect.throwsC action (fun error ->
        Expect.isTrue (error :? 'e) $"By type, not {error.GetType().Name}"
        Expect.stringContains error.Message text "By name")

/// Equal shapes, and numbers within a tolerance: relative to the largest, and absolutely below 1.
let close tolerance (actual: Tensor) (expected: Tensor) = Compare.close tolerance "numbers" expected actual

/// The derivative of a scalar function, forward.
let forward (f: Tensor -> Tensor) (x: Tensor) = Ad.Pushforward((fun x -> f x), x, Tensor.OnesLike x).Tangent

/// The derivative of a scalar function, reverse.
let reverse (f: Tensor -> Tensor) (x: Tensor) = Ad.Grad(fun (x: Tensor) -> f x).Invoke x

/// A derivative of one instance of a batch.
let vectorized (derivative: (Tensor -> Tensor) -> Tensor -> Tensor) f (x: Tensor) : Tensor =
    let batch = Tensor.Stack [ x; x ]
    (Ad.Vectorize(fun (x: Tensor) -> derivative f x).Invoke batch)[1]

/// The modes by name.
let modes: (string * ((Tensor -> Tensor) -> Tensor -> Tensor)) list = [
    "forward", forward
    "reverse", reverse
    "checkpointed reverse", (fun f x -> reverse (fun x -> Ad.Checkpoint(fun x -> f x).Invoke x) x)
    "vectorized forward", vectorized forward
    "vectorized reverse", vectorized reverse
]

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
