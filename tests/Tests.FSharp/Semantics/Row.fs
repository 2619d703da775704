/// One operation at its special points: a line of docs/semantics.md, and what is checked in every mode.
module Functional.Tests.Semantics.Row

open System
open Functional.Core

let nan = Double.NaN
let inf = Double.PositiveInfinity

type Point = {
    /// The operands.
    At: float list
    Value: float
    /// The partial derivative in each operand.
    Slopes: float list
}

type Row = {
    Operation: string
    Apply: Tensor list -> Tensor
    /// The points, given the least positive number of the dtype.
    Points: float -> Point list
    /// Operands, and the second partial derivatives there: the upper triangle, row by row.
    Curvatures: (float list * float list) list
    /// Operands where a derivative is infinite or undefined, so that a computed seed of 0 is NaN.
    Unbounded: float list list
    /// Why it is so, where it could be otherwise.
    Because: string
    /// What JAX and PyTorch answer where they differ.
    Elsewhere: string
}

let private row operation apply points = {
    Operation = operation
    Apply = apply
    Points = points
    Curvatures = []
    Unbounded = []
    Because = ""
    Elsewhere = ""
}

/// x, f(x), f′(x) for each point.
let unary operation (f: Tensor -> Tensor) (points: float -> (float * float * float) list) =
    let special t = [ for x, y, slope in points t -> { At = [ x ]; Value = y; Slopes = [ slope ] } ]
    row operation (fun xs -> f xs[0]) special

/// The value and the derivative for NaN, where they are not NaN by continuity of the operation.
let atNaN (y, slope) row =
    let points t = row.Points t @ [ { At = [ nan ]; Value = y; Slopes = [ slope ] } ]
    { row with Points = points }

/// That NaN in gives NaN out, as value and as derivative.
let propagates row = row |> atNaN (nan, nan)

/// x and f″(x).
let curved (points: (float * float) list) row = {
    row with
        Curvatures = [ for x, curvature in points -> [ x ], [ curvature ] ]
}

let unbounded (points: float list) row = { row with Unbounded = List.map List.singleton points }

/// (x, y), f(x, y), (∂f/∂x, ∂f/∂y) for each point.
let binary operation (f: Tensor -> Tensor -> Tensor) points =
    let special (t: float) = [
        for (x, y), value, (left, right) in points t -> { At = [ x; y ]; Value = value; Slopes = [ left; right ] }
    ]

    row operation (fun xs -> f xs[0] xs[1]) special

/// (x, y) and (∂²f/∂x², ∂²f/∂x∂y, ∂²f/∂y²).
let curvedBoth points row = { row with Curvatures = [ for (x, y), (xx, xy, yy) in points -> [ x; y ], [ xx; xy; yy ] ] }

let unboundedBoth points row = { row with Unbounded = [ for x, y in points -> [ x; y ] ] }

/// Operands, value and partial derivatives for each point.
let ternary operation (f: Tensor -> Tensor -> Tensor -> Tensor) points =
    let special (_: float) = [
        for (x, y, z), value, (dx, dy, dz) in points -> { At = [ x; y; z ]; Value = value; Slopes = [ dx; dy; dz ] }
    ]

    row operation (fun xs -> f xs[0] xs[1] xs[2]) special

let because text row = { row with Because = text }
let elsewhere text row = { row with Elsewhere = text }
