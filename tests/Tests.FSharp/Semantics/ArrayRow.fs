/// An operation on an array at a special point: a line of docs/semantics.md, and what is checked in every mode.
module Functional.Tests.Semantics.ArrayRow

open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Ops.Checks

type ArrayRow = {
    Operation: string
    /// What is particular about the point, as a sentence.
    Case: string
    Apply: Tensor -> Tensor
    X: Nd
    Value: Nd
    /// The derivative of the sum of the answer in each element.
    Slopes: float list
    /// Directions, and the second derivative of the sum along each.
    Curvatures: (float list * float list) list
    /// What JAX and PyTorch answer where they differ.
    Elsewhere: string
}

let scalar value = nd [] [| value |]
let vector values = nd [ List.length values ] (List.toArray values)
let matrix (rows: float list list) = nd [ rows.Length; rows.Head.Length ] (List.toArray (List.concat rows))

let row operation (apply: Tensor -> Tensor) case x value slopes = {
    Operation = operation
    Case = case
    Apply = apply
    X = x
    Value = value
    Slopes = slopes
    Curvatures = []
    Elsewhere = ""
}

let curved points row = { row with Curvatures = points }
let elsewhere text row = { row with Elsewhere = text }

/// A few roundings.
let rounding dtype = if dtype = DType.Float32 then 1e-6 else 1e-14

let holds dtype = holdsWithin (rounding dtype) dtype

let private push (f: Tensor -> Tensor) x xDot = Ad.Pushforward((fun x -> f x), x, xDot).Tangent
let private reverse (f: Tensor -> Tensor) x = Ad.Grad(fun x -> f x).Invoke x
let private vectorize (f: Tensor -> Tensor) (x: Tensor) = Ad.Vectorize(fun (x: Tensor) -> f x).Invoke x

/// A tensor that is 1 in place i, for each i.
let private basis (x: Tensor) = [
    for i in 0 .. x.Count - 1 ->
        tensor x.DType (List.ofSeq x.Shape) (List.init x.Count (fun j -> if i = j then 1.0 else 0.0))
]

/// Column by column, by a linear map.
let private columns (linear: Tensor -> Tensor) (x: Tensor) =
    if x.Count = 0 then
        x
    else
        Tensor.Stack(basis x |> List.map linear).Reshape(x.Shape.ToArray())

let private twice (x: Tensor) = Tensor.Stack [ x; x ]
let private last (xs: Tensor) = xs[1]

/// The gradient of a scalar function by each mode, as a function.
let gradients: (string * ((Tensor -> Tensor) -> Tensor -> Tensor)) list = [
    "reverse", reverse
    "forward", (fun f x -> columns (push f x) x)
    "linearized", (fun f x -> columns (Ad.Linearize((fun x -> f x), x).Pushforward.Invoke) x)
    "Jacobian", (fun f x -> Ad.Jacobian(fun x -> f x).Invoke x)
    "vectorized reverse", (fun f x -> vectorize (reverse f) (twice x) |> last)
    "reverse of vectorized", (fun f x -> reverse (fun xs -> (vectorize f xs).Sum()) (twice x) |> last)
    "forward of vectorized", (fun f x -> columns (fun xDot -> push (vectorize f) (twice x) (twice xDot) |> last) x)
    "reverse of checkpoint",
    (fun f x ->
        let checkpointed = Ad.Checkpoint(fun x -> f x)
        reverse checkpointed.Invoke x)
    "compiled reverse", (fun f x -> Ad.Compile(fun x -> reverse f x).Invoke x)
    "reverse of compile", (fun f x -> reverse (Ad.Compile(fun x -> f x).Invoke) x)
    "reverse under a pushforward", (fun f x -> Ad.Pushforward((fun x -> reverse f x), x, Tensor.OnesLike x).Value)
    "reverse under a pullback", (fun f x -> Ad.Pullback((fun x -> reverse f x), x).Value)
]

/// The value, and the derivative of its sum in each element by every mode.
let derives (f: Tensor -> Tensor) (x: Tensor) shape value slopes =
    f x |> holds x.DType shape value "value"
    vectorize f (twice x) |> last |> holds x.DType shape value "value, vectorized"

    for name, gradient in gradients do
        gradient (fun x -> (f x).Sum()) x |> holds x.DType (List.ofSeq x.Shape) slopes name

/// The second derivative of the sum of the answer along a direction, by every two modes.
let derivesTwice (f: Tensor -> Tensor) (x: Tensor) direction expected =
    let v = tensor x.DType (List.ofSeq x.Shape) direction
    let total (x: Tensor) = (f x).Sum()

    for name, gradient in gradients do
        let check mode (actual: Tensor) = actual |> holds x.DType (List.ofSeq x.Shape) expected $"{mode} of {name}"
        push (gradient total) x v |> check "pushforward"
        reverse (fun x -> (gradient total x * v).Sum()) x |> check "reverse"
