namespace Functional.Models

open Functional.Core

/// A function as the book "Deep Learning from Scratch" has its layers: forward, and backward for what came out. `let struct (y, backward) = pair x`,
/// where `backward yBar` = x̄. The book's layers remember in fields what came in; here the way back holds it, and may be gone any number of times.
type Pair<'x, 'y> = 'x -> struct ('y * ('y -> 'x))

/// Layers as pairs: the chain rule, in a line.
[<RequireQualifiedAccess>]
module Pair =

    /// Any function as a pair: `AD.pullback f`.
    let ofFunction (f: 'x -> 'y) : Pair<'x, 'y> = AD.pullback f

    /// One after the other: forward through the first and the second, back through the second and the first.
    /// `Pair.andThen (ofFunction g) (ofFunction f)` = `ofFunction (f >> g)`.
    let andThen (second: Pair<'y, 'z>) (first: Pair<'x, 'y>) : Pair<'x, 'z> =
        fun x ->
            let struct (y, backFirst) = first x
            let struct (z, backSecond) = second y
            struct (z, backSecond >> backFirst)

    /// Two side by side: each on its own part.
    let beside (right: Pair<'u, 'v>) (left: Pair<'x, 'y>) : Pair<'x * 'u, 'y * 'v> =
        fun (x, u) ->
            let struct (y, backLeft) = left x
            let struct (v, backRight) = right u
            struct ((y, v), (fun (yBar, vBar) -> backLeft yBar, backRight vBar))

    /// f(x) and the gradient of a pair with a scalar answer, ∇f(x).
    let gradient (pair: Pair<'x, Tensor>) (x: 'x) : struct (Tensor * 'x) =
        let struct (y, backward) = pair x
        struct (y, backward (Tensor.onesLike y))
