/// Rows of the operations that move elements.
module Functional.Tests.Laws.ShapingRows

open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let rows: Row list = [
    unaryRow "Reshape" (uniform -2.0 2.0 [ 2; 3 ]) (fun x -> x.Reshape(3, -1)) (fun x -> { x with Shape = [ 3; 2 ] })
    unaryRow "OneHot" (indices 3 [ 2; 2 ]) (fun x -> Tensor.OneHot(x, 3)) (fun x ->
        init (x.Shape @ [ 3 ]) (fun index -> if at x (List.take 2 index) = float index[2] then 1.0 else 0.0))
    |> constants [ 0 ]
    |> notDifferentiable
]
