/// Rows of the unary elementwise operations.
module Functional.Tests.Laws.UnaryRows

open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let rows: Row list = [ unaryRow "Tanh" (uniform -3.0 3.0 [ 2; 3 ]) Tensor.Tanh (map tanh) ]
