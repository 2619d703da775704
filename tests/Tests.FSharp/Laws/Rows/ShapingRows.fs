/// Rows of the operations that move elements.
module Functional.Tests.Laws.ShapingRows

open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let rows: Row list = [
    unaryRow "Reshape" (uniform -2.0 2.0 [ 2; 3 ]) (fun x -> x.Reshape(3, -1)) (fun x -> { x with Shape = [ 3; 2 ] })
]
