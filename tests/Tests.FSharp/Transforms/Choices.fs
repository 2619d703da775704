/// Functions that raise, or do not end, for some arguments.
module Functional.Tests.Transforms.Choices

open Functional.Core
open Functional.Models

/// A function of shared weights and of a vector, four numbers each, with arguments that it takes and arguments for which it fails.
type Failing = {
    Name: string
    Of: Tensor -> Tensor -> Tensor
    Good: float list list
    Bad: float list list
    /// Whether it ends where it fails.
    Ends: bool
    /// Whether reverse mode passes through.
    Reverses: bool
}

let private failing name good bad f = { Name = name; Of = f; Good = good; Bad = bad; Ends = true; Reverses = true }

/// Four different indices of an axis of four, and fractions that derivatives see.
let private places = [ [ 0.25; 1.5; 2.25; 3.5 ]; [ 3.5; 2.25; 0.5; 1.25 ]; [ 1.5; 0.25; 3.25; 2.5 ] ]

let private beyond = [ [ -0.5; 1.5; 2.25; 3.5 ]; [ 0.5; 4.25; 1.5; 2.5 ] ]

let private indexed name (f: Tensor -> Tensor -> Tensor -> Tensor) =
    failing name places beyond (fun w x -> f w x (Tensor.Floor x))

let private regular = [ [ 2.0; 0.5; -0.25; 1.5 ]; [ -1.0; 0.75; 0.5; 2.0 ]; [ 0.5; 1.0; -1.0; 0.25 ] ]
let private singular = [ [ 1.0; 2.0; 2.0; 4.0 ]; [ 0.0; 0.0; 0.0; 0.0 ] ]
let private definite = [ [ 2.0; 0.5; 0.5; 1.5 ]; [ 1.0; -0.25; -0.25; 0.5 ] ]
let private indefinite = [ [ -1.0; 0.5; 0.5; 1.0 ]; [ 1.0; 2.0; 2.0; 1.0 ] ]

let private ofMatrix name good bad (f: Tensor -> Tensor -> Tensor) =
    failing name good bad (fun w x -> f w (x.Reshape(2, 2)))

let private square (w: Tensor) = w.Reshape(2, 2)

/// `Scan.whileDo`, or the form with a bound.
type private Loop(most: int option) =
    member _.Run condition step init =
        match most with
        | Some most -> Scan.whileWithin most condition step init
        | None -> Scan.whileDo condition step init

let private unbounded = Loop None
let private within most = Loop(Some most)

let private doubled (loop: Loop) (w: Tensor) (x: Tensor) : Tensor =
    loop.Run (fun (y: Tensor) -> Tensor.Less(Tensor.sum y, 8.0)) (fun y -> y * (1.0 + Tensor.Square w)) x

let private unending name loop ends = {
    failing name [ [ 1.0; 2.0; 0.5; 0.25 ]; [ 9.0; 1.0; 1.0; 1.0 ] ] [ [ -1.0; -1.0; -2.0; -0.5 ] ] (doubled loop) with
        Ends = ends
        Reverses = ends
}

/// Adds rows of a table of four until the count reaches the limit: another step would read beyond its end.
let private walked (loop: Loop) (w: Tensor) (x: Tensor) : Tensor =
    let limit = x[0]

    let struct (_: Tensor, y: Tensor) =
        loop.Run
            (fun (struct (n: Tensor, _: Tensor)) -> Tensor.Less(n, limit))
            (fun (struct (n, y)) -> struct (n + 1.0, y + (w * x).Gather n))
            (struct (Tensor.Zero, x[1]))

    y

let private walks = [ [ 4.0; 1.0; 2.0; 3.0 ]; [ 1.0; -1.0; 0.5; 2.0 ]; [ 0.0; 1.0; 1.0; 1.0 ] ]
let private falls = [ [ 5.0; 1.0; 2.0; 3.0 ] ]

let failings = [
    indexed "OneHot" (fun w x at -> Tensor.MatMul(Tensor.OneHot(at, 4), (w * x).Reshape(4, 1)))
    indexed "Gather" (fun w x at -> (w * x).Gather at)
    indexed "TakeAlongAxis" (fun w x at -> (w * x).TakeAlongAxis(at, 0))
    indexed "ScatterAdd" (fun w x at -> w.ScatterAdd(at, x * x))
    indexed "ScatterSet" (fun w x at -> (w * x).ScatterSet(at, Tensor.Sin x))
    indexed "Embedding" (fun w x at -> Tensor.Embedding(Tensor.Outer(w, x), at))
    indexed "CrossEntropy" (fun w x at -> Tensor.CrossEntropy(Tensor.Outer(w, x), at))
    ofMatrix "Inverse" regular singular (fun w x -> Tensor.MatMul(Tensor.Inverse x, square w))
    ofMatrix "Solve" regular singular (fun w x -> Tensor.Solve(x, square w))
    ofMatrix "TriangularSolve" regular singular[1..] (fun w x -> Tensor.TriangularSolve(x, square w))
    ofMatrix "Cholesky" definite indefinite (fun w x -> Tensor.MatMul(Tensor.Cholesky x, square w))
    ofMatrix "Slogdet" regular singular (fun w x -> Tensor.Slogdet(x).LogAbs * w)
    ofMatrix "Qr" regular singular (fun w x -> Tensor.Qr(x).R * square w)
    ofMatrix "SolveLinear" definite singular[..0] (fun w x ->
        AD.solveLinear (fun u -> Tensor.MatMul(x, u.Reshape(2, 1)).Reshape 2) w[..1])
    failing "Root" [ [ 4.0; 1.0; 1.0; 2.0 ]; [ 2.0; 1.0; 0.5; 1.0 ] ] [ [ -3.0; 1.0; 1.0; 1.0 ] ] (fun w x ->
        AD.root (fun u -> u * u - x[0] * Tensor.Square w) (Tensor.ones [ 4 ]))
    failing "FixedPoint" [ [ 0.5; 1.0; 2.0; 3.0 ]; [ -0.25; 1.0; 0.0; 1.0 ] ] [ [ 3.0; 1.0; 2.0; 1.0 ] ] (fun w x ->
        AD.fixedPoint (fun u -> x[0] * u + w * x) (Tensor.zeros [ 4 ]))
    // The first ends at 1, where a further step would fail.
    failing
        "FixedPoint, of which a further step fails"
        [ [ 0.0; 1.00000000005; 1.0; 1.0 ]; [ 0.5; 2.0; 2.0; 1.0 ] ]
        [ [ 3.0; 2.0; 1.0; 1.0 ] ]
        (fun w x ->
            let step (u: Tensor) = (1.0 + x[0] * (u - 1.0)).Reshape(1).Gather(Tensor.Greater(u, 1.0) - 1.0)
            w * AD.fixedPoint step x[1])
    // Without a right-hand side there is nothing to solve, and the map is not asked.
    ofMatrix "SolveLinear, of nothing" (singular @ regular) regular (fun w x ->
        AD.solveLinear (fun (u: Tensor) -> Tensor.MatMul(Tensor.Inverse x, u)) (Tensor.Det x * square w))
    failing "ArgMin" [ [ 0.5; 1.0; 2.0; 3.0 ]; [ 2.0; 1.0; 0.0; 1.0 ] ] [ [ -1.0; 1.0; 2.0; 1.0 ] ] (fun w x ->
        AD.argMin (fun u -> Tensor.sum (x[0] * u * u - u * w * x)) (Tensor.ones [ 4 ]))
    failing "Debug" [ [ 0.5; 1.0; 2.0; 3.0 ]; [ 4.0; 0.25; 1.0; 2.0 ] ] [ [ 1.0; -1.0; 2.0; 3.0 ] ] (fun w x ->
        w * Ad.Debug(fun (x: Tensor) -> Tensor.Log x).Invoke x)
    unending "While" unbounded false
    unending "While, within a bound" (within 40) true
    { failing "While, of which a step fails" walks falls (walked unbounded) with Reverses = false }
    failing "While, within a bound, of which a step fails" walks falls (walked (within 6))
]
