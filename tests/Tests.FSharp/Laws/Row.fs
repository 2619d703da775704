/// One operation as the laws see it: what goes in, what it does, and what a naive reference says.
module Functional.Tests.Laws.Row

open System
open Functional.Core
open Functional.Tests.Laws.Nd

type Row = {
    /// The method of `Tensor` that users call.
    Name: string
    /// What is particular about this row; empty for the plain case.
    Case: string
    Inputs: (Random -> Nd) list
    /// Inputs by position that are not differentiated: masks and indices.
    Constants: int Set
    Apply: Tensor list -> Tensor
    Reference: Nd list -> Nd
    /// How often it may be differentiated with a derivative that is not zero by definition: 0, 1 or 2 (and more).
    Order: int
    /// A factor on the tolerances, and why it is needed.
    Slack: float * string
} with

    member row.Title = if row.Case = "" then row.Name else $"{row.Name} ({row.Case})"

/// A row that every law applies to.
let row name inputs apply reference = {
    Name = name
    Case = ""
    Inputs = inputs
    Constants = Set.empty
    Apply = apply
    Reference = reference
    Order = 2
    Slack = 1.0, ""
}

let case text row = { row with Case = text }
let constants positions row = { row with Constants = Set.ofList positions }

/// The derivative is zero by definition: the laws check just that.
let notDifferentiable row = { row with Order = 0 }

let slack factor why row = { row with Slack = (factor, why) }

let unaryRow name input (apply: Tensor -> Tensor) reference =
    row name [ input ] (fun xs -> apply xs[0]) (fun xs -> reference xs[0])

let binaryRow name x y (apply: Tensor -> Tensor -> Tensor) reference =
    row name [ x; y ] (fun xs -> apply xs[0] xs[1]) (fun xs -> reference xs[0] xs[1])
