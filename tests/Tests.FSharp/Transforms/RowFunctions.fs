/// The rows of the laws as functions of one vector, for transforms that want that.
module Functional.Tests.Transforms.RowFunctions

open System
open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

/// A row as a function of one vector, all its differentiable inputs end to end, and the vector.
let flat (row: Row) (seed: int) =
    let random = Random seed

    let inputs = row.Inputs |> List.map (fun input -> toTensor DType.Float64 (input random))

    let free = inputs |> List.indexed |> List.filter (fst >> row.Constants.Contains >> not)

    let f (x: Tensor) =
        let _, parts =
            ((0, []), List.indexed inputs)
            ||> List.fold (fun (start, parts) (i, input) ->
                if row.Constants.Contains i then
                    start, input :: parts
                else
                    let part = x.Slice(0, start, start + input.Count).Reshape(input.Shape.ToArray())
                    start + input.Count, part :: parts)

        row.Apply(List.rev parts)

    f, Tensor.Concat(Tensor.Zeros [| 0 |] :: (free |> List.map (fun (_, input) -> input.Reshape(input.Count))))

/// The row as a function with a scalar answer, by random weights.
let weighted (row: Row) (seed: int) =
    let f, x = flat row seed
    let weights = toTensor DType.Float64 (uniform -1.0 1.0 (List.ofSeq (f x).Shape) (Random(seed + 1)))
    (fun x -> (weights * f x).Sum()), x
