/// Rows of the operations that networks are made of.
module Functional.Tests.Laws.NetworkRows

open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let rows: Row list = []
