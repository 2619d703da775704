/// Rows of the reductions.
module Functional.Tests.Laws.ReductionRows

open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let rows: Row list = [
    unaryRow "Sum" (uniform -2.0 2.0 [ 2; 3 ]) (fun x -> x.Sum 1) (reduce 1 Array.sum) |> case "rows"
]
