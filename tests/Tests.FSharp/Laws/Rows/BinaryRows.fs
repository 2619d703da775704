/// Rows of the binary elementwise operations.
module Functional.Tests.Laws.BinaryRows

open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let rows: Row list = [
    binaryRow "Divide" (uniform -2.0 2.0 [ 2; 3 ]) (uniform 0.5 2.0 [ 3 ]) (/) (map2 (/))
    |> case "row broadcast"
]
