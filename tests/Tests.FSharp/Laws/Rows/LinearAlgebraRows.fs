/// Rows of linear algebra.
module Functional.Tests.Laws.LinearAlgebraRows

open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let rows: Row list = [
    binaryRow
        "MatMul"
        (uniform -2.0 2.0 [ 2; 3 ])
        (uniform -2.0 2.0 [ 3; 4 ])
        (fun x y -> Tensor.MatMul(x, y))
        (fun x y -> init [ 2; 4 ] (fun i -> List.sum [ for k in 0..2 -> at x [ i[0]; k ] * at y [ k; i[1] ] ]))
]
