/// A computed 0 that meets an infinite or undefined slope is NaN, in every mode and through every operation that runs a program.
module Functional.Tests.Semantics.ComputedZeroTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Semantics.Modes
open Functional.Tests.Semantics.Row

let private push (f: Tensor -> Tensor) x seed =
    let struct (_, tangent) = AD.pushforward f x seed
    tangent

let private pull (f: Tensor -> Tensor) x seed =
    let struct (_, back) = AD.pullback f x
    back seed

let private linear (f: Tensor -> Tensor) x seed =
    let struct (_, forward) = AD.linearize f x
    forward seed

/// Of a Jacobian the slopes of the first answer along all arguments but the first: what the others' seeds of 0 leave of them.
let private across (jacobian: Tensor) n = jacobian.Reshape(-1, n).Slice(0, 0, 1).Slice(1, 1, n)

let private rows (f: Tensor -> Tensor) (x: Tensor) _ = across (AD.jacobian f x) x.Count

/// With more answers than arguments it is swept by columns.
let private columns (f: Tensor -> Tensor) (x: Tensor) _ =
    let twice x = let y = f x in Tensor.Stack [ y; y ]
    across (AD.jacobian twice x) x.Count

let private backward = [ "pullback", pull ]
let private forward = [ "pushforward", push; "linearize", linear ]

let private within: (string * ((Tensor -> Tensor) -> Tensor -> Tensor)) list = [
    "", id
    " compiled", AD.compile
    " in a batch", vectorize
    " within a pullback", (fun g x -> Ad.Pullback((fun x -> g x), x).Value)
]

/// The derivative at x along a seed of zeros, alone and within what does not change it.
let private check dtype what within modes (f: Tensor -> Tensor) (x: Tensor) expected =
    for name, mode in modes do
        let at (x: Tensor) : Tensor = mode f x (like x 0.0)

        for place, under in within do
            agree dtype $"{what}, {name}{place}" (single what (under at x)) expected

/// The zeros of a basis vector are directions that are not taken: an infinite slope elsewhere adds nothing to them.
let private sweeps = [ "rows of a Jacobian", rows; "columns of a Jacobian", columns ]

let private families =
    PointTests.families |> List.collect snd |> List.filter (_.Unbounded.IsEmpty >> not)

let private points (row: Row) dtype =
    for at in row.Unbounded do
        for hold in [ like; (fun x value -> Tensor.Scalar(value, x.DType)) ] do
            at
            |> List.iteri (fun i x ->
                let f (x: Tensor) = at |> List.mapi (fun j other -> if i = j then x else hold x other) |> row.Apply
                let x = fill dtype x
                let slope = single "slope" (pull f x (Tensor.OnesLike x))
                let expected = if Double.IsFinite slope then 0.0 else nan
                check dtype $"{row.Operation} at {at}, operand {i}" within (backward @ forward) f x expected)

/// Functions of x, each with an infinite slope at 0 behind an operation that runs a program once.
let private programs: (string * (Tensor -> Tensor)) list =
    let root (x: Tensor) = Tensor.Sqrt x
    let few (x: Tensor) = Tensor.Less(Tensor.sum x, 1.0)

    [
        "choice of the first", AD.compile (fun x -> AD.cond (few x) root id x)
        "choice of the second", AD.compile (fun x -> AD.cond (1.0 - few x) id root x)
        // A choice in a program of which the derivative is a part, or in a batch.
        "choice of the first, within", (fun x -> AD.cond (few x) root id x)
        "choice of the second, within", (fun x -> AD.cond (1.0 - few x) id root x)
        "compiled", AD.compile root
        "checkpoint", AD.checkpoint root
    ]

/// The same behind an operation that runs a program once a step: there a seed of zeros is a number like others.
let private steps: (string * (Tensor -> Tensor)) list =
    let root (x: Tensor) = Tensor.Sqrt x
    let ones (x: Tensor) = Tensor.OnesLike x
    let few (x: Tensor) = Tensor.Less(Tensor.sum x, 1.0)
    let steps (x: Tensor) = Tensor.Stack [ x; x ]

    [
        "scan, of the carry", (fun x -> Scan.fold (fun c step -> root c + step) x (Tensor.Stack [ ones x ]))
        "scan, of what is captured", (fun x -> Scan.fold (fun c step -> root x + c + step) (ones x) (steps (ones x)))
        "scan, of the sequence", (fun x -> Scan.fold (fun c step -> root step + c) (ones x) (steps x))
        "loop with a bound", Scan.whileWithin 3 few (fun c -> root c + 1.0)
    ]

let private loop =
    Scan.whileDo (fun (x: Tensor) -> Tensor.Less(Tensor.sum x, 1.0)) (fun c -> Tensor.Sqrt c + 1.0)

/// The same behind a solution: its linear system has none once there is a NaN.
let private solutions: (string * (Tensor -> Tensor)) list =
    let options = SolveOptions(Tolerance = 1e-5)
    let root (x: Tensor) = Tensor.Sqrt x
    // What is captured alone is computed outside of the equation, but for what is in a program of its own.
    let inside (f: Tensor * Tensor -> Tensor) = AD.checkpoint f

    [
        "linear system", (fun x -> AD.solveLinear (fun u -> (1.0 + root x) * u) (Tensor.OnesLike x))
        "fixed point", (fun x -> AD.Using.fixedPoint options (fun y -> 0.5 * y + root x) (Tensor.ZerosLike x))
        "root", (fun x -> AD.Using.root options (fun y -> y + y * y * y - root x) (Tensor.ZerosLike x))
        "linear system, inside the map",
        (fun x -> AD.solveLinear (fun u -> inside (fun (u, x) -> (1.0 + root x) * u) (u, x)) (Tensor.OnesLike x))
        "fixed point, inside the equation",
        (fun x ->
            let next y = inside (fun (y, x) -> 0.5 * y + root x) (y, x)
            AD.Using.fixedPoint options next (Tensor.ZerosLike x))
    ]

/// The derivative meets the NaN, or says that the linear system of the solution has one.
let private solves name f x seed =
    for mode, derivative in backward @ forward do
        let isMet =
            try
                let actual: Tensor = derivative f x seed
                Array.exists Double.IsNaN (actual.ToArray())
            with :? DomainException ->
                true

        Expect.isTrue isMet $"{name}, {mode}"

let private solved name f dtype =
    let x = Tensor.Zeros([| 3 |], dtype)
    solves name f x (like x 0.0)

/// √y = x, whose left side is steep where the solution is 0: that element has a seed of 0, the other one has not.
let private steep dtype =
    let numbers (xs: float list) = (Tensor.Create(List.toArray xs)).Cast dtype
    let f (x: Tensor) = AD.root (fun y -> Tensor.Sqrt y - x) (numbers [ 0.0; 16.0 ])
    solves "root" f (numbers [ 0.0; 4.0 ]) (numbers [ 0.0; 1.0 ])

/// Rules of one's own that divide by 0: the other mode transposes them.
let private transposed = [
    "a pullback, forward", forward, AD.customPullback id (fun (x: Tensor) _ (yBar: Tensor) -> yBar / x)
    "a pushforward, backward", backward, AD.customPushforward id (fun (x: Tensor) _ (xDot: Tensor) -> xDot / x)
]

/// Functions of x beside the root of a number that stays 0 whatever x is: it is steep, and does not move.
let private still: (string * (Tensor -> Tensor) * float) list =
    let root (x: Tensor) = Tensor.Sqrt x
    let beside (struct (c: Tensor, k: Tensor)) = struct (c + root k + 1.0, root k)
    let first (struct (c: Tensor, _: Tensor)) = c

    [
        "scan, the sequence",
        (fun x -> Scan.fold (fun (c: Tensor) step -> c + root step) x (Tensor.Zeros([| 2; 3 |], x.DType))),
        1.0
        "scan, a carry",
        (fun x ->
            let step state (_: Tensor) = beside state
            first (Scan.fold step (struct (x, Tensor.Zeros([| 3 |], x.DType))) (Tensor.Zeros [| 2 |]))),
        1.0
        "loop, a carry",
        (fun x ->
            let below (struct (c: Tensor, _: Tensor)) = Tensor.Less(Tensor.sum c, 5.0)
            first (Scan.whileDo below beside (struct (x, Tensor.Zeros([| 3 |], x.DType))))),
        1.0
        "where a solver starts", (fun x -> root (AD.fixedPoint (fun y -> 0.5 * y) x)), 0.0
        "a parameter that an equation stops",
        (fun x ->
            let next y = AD.checkpoint (fun (y: Tensor, x) -> 0.5 * y + AD.stopGradient x) (y, x)
            root (AD.fixedPoint next (Tensor.ZerosLike x))),
        0.0
    ]

let private unmoved name f expected dtype =
    let x = Tensor.Zeros([| 3 |], dtype)

    for mode, derivative in forward do
        let actual: Tensor = derivative f x (Tensor.OnesLike x)
        Expect.sequenceEqual (actual.ToArray()) [ expected; expected; expected ] $"{name}, {mode}"

/// Matrices with equal or vanishing singular values, where the vectors have no derivative.
let private vectors: (string * (Tensor -> Tensor) * int list) list = [
    "U of a square matrix", (fun x -> Tensor.Svd(x).U), [ 2; 2 ]
    "Vt of a square matrix", (fun x -> Tensor.Svd(x).Vt), [ 2; 2 ]
    "U of a tall matrix", (fun x -> Tensor.Svd(x).U), [ 3; 1 ]
    "Vt of a wide matrix", (fun x -> Tensor.Svd(x).Vt), [ 1; 3 ]
    "vectors of a symmetric matrix", (fun x -> Tensor.Eigh(x).Vectors), [ 2; 2 ]
]

let private decompositions dtype =
    for mode, derivative in backward @ forward do
        for name, f, shape in vectors do
            let x = Tensor.Zeros(List.toArray shape, dtype)
            let seed = if mode = "pullback" then Tensor.ZerosLike(f x) else Tensor.ZerosLike x
            let actual: Tensor = derivative f x seed
            Expect.exists (actual.ToArray()) Double.IsNaN $"{name}, {mode}"

/// Of two classes the second is impossible: its logarithm is −∞, and the derivative in its weight infinite.
let private impossible (dtype: DType) =
    let row (numbers: float list) = Tensor.Create(List.toArray numbers, 1, 2).Cast dtype
    let logits = row [ 0.0; -inf ]
    let losses (targets: Tensor) = Tensor.CrossEntropy(logits, targets)
    let targets = row [ 1.0; 0.0 ]

    for mode, derivative in forward do
        let moved: Tensor = derivative losses targets (row [ 1.0; 0.0 ])
        agree dtype mode (moved.ToScalar()) nan

    let bars: Tensor = pull losses targets (Tensor.Zeros([||], dtype))
    agree dtype "pullback of the possible class" (bars.ToArray()[0]) 0.0
    agree dtype "pullback of the impossible class" (bars.ToArray()[1]) nan

[<Tests>]
let tests =
    let zeros dtype = Tensor.Zeros([| 3 |], dtype)
    let batch dtype = Tensor.Zeros([| 2; 3 |], dtype)
    let both = backward @ forward

    testList "A computed 0 beside an infinite slope is NaN" [
        testList "in every mode" [ for row in families -> forDTypes row.Operation (points row) ]
        testList "through programs" [
            for name, f in programs @ steps do
                forDTypes name (fun dtype -> check dtype name within both f (batch dtype) nan)
        ]
        testList "but in a Jacobian, where the zeros are directions that are not taken" [
            for name, f in programs do
                forDTypes name (fun dtype -> check dtype name within sweeps f (batch dtype) 0.0)
        ]
        testList "through transposed rules" [
            for name, modes, f in transposed ->
                forDTypes name (fun dtype -> check dtype name within modes f (zeros dtype) nan)
        ]
        testList "unless nothing moves" [ for name, f, expected in still -> forDTypes name (unmoved name f expected) ]
        forDTypes "for a slope at the solution" steep
        testList "through solutions" [ for name, f in solutions -> forDTypes name (solved name f) ]
        forDTypes "through a loop, forward" (fun dtype ->
            check dtype "loop" (List.take 2 within) forward loop (zeros dtype) nan)
        forDTypes "for vectors of matrices" decompositions
        forDTypes "for the weight of a class that is impossible" impossible
        forDTypes "at a norm of 0 the curvature is not a number, and never 0" (fun dtype ->
            for p in [ 1.5; 2.0; 3.0; 4.0 ] do
                let norm (x: Tensor) = x.Norm([| 0 |], p)
                let x = Tensor.Zeros([| 3 |], dtype)
                let slope x : Tensor = pull norm x (Tensor.Scalar(1.0, dtype))

                for mode, derivative in both do
                    let curvature: Tensor = derivative slope x (Tensor.OnesLike x)

                    Expect.all (curvature.ToArray()) (Double.IsFinite >> not) $"{mode}, p = {p}")
        forDTypes "where a slope is NaN too" (fun dtype ->
            for mode, derivative in both do
                let x = fill dtype nan
                let moved = derivative Tensor.Sin x (like x 0.0)
                agree dtype mode (single "sine" moved) nan)
    ]
