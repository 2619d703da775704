/// Derivatives at single points, by every mode: what the rows of special points are checked with.
module Functional.Tests.Semantics.Modes

open System
open Expecto
open Functional.Core
open Functional.Testing

let nan = Double.NaN
let inf = Double.PositiveInfinity

let dtypes = [ DType.Float32; DType.Float64 ]

/// The least positive number of a dtype, a denormal one.
let tiny dtype = if dtype = DType.Float32 then float Single.Epsilon else Double.Epsilon

/// So many copies that they fill vector registers and leave a rest, on axes enough to vectorize three times.
let private shape = [| 2; 2; 19 |]

let fill dtype (x: float) = Tensor.Full(shape, x, dtype)

/// Copies of a number, as many as there are of another.
let like (x: Tensor) (value: float) = Tensor.Full(x.Shape.ToArray(), value, x.DType)

/// The number that all copies are: the place in the tensor must not matter.
let single what (x: Tensor) =
    let values = x.ToArray()
    Expect.all values (fun value -> value.Equals values[0]) $"{what}: all copies agree"
    values[0]

let private allowed dtype (expected: float) =
    if dtype = DType.Float32 then
        6e-7 * abs expected + 2.0 * float Single.Epsilon
    else
        2e-15 * abs expected + 2.0 * Double.Epsilon

let agree (dtype: DType) what (actual: float) (expected: float) =
    let expected = if dtype = DType.Float32 then float (float32 expected) else expected

    if not (Compare.near (allowed dtype expected) expected actual) then
        failtest $"{what} in {dtype}: got {actual}, expected {expected}"

/// The function over a batch along the first axis.
let vectorize (f: Tensor -> Tensor) (x: Tensor) = Ad.Vectorize(fun (x: Tensor) -> f x).Invoke x

let private checkpoint (f: Tensor -> Tensor) (x: Tensor) = Ad.Checkpoint(fun (x: Tensor) -> f x).Invoke x

let private compile (f: Tensor -> Tensor) (x: Tensor) = Ad.Compile(fun (x: Tensor) -> f x).Invoke x

/// The derivative of an elementwise function along a seed, by each mode.
let seeded: (string * ((Tensor -> Tensor) -> Tensor -> Tensor -> Tensor)) list =
    let push (f: Tensor -> Tensor) (x: Tensor) (seed: Tensor) = Ad.Pushforward((fun x -> f x), x, seed).Tangent
    let pull (f: Tensor -> Tensor) (x: Tensor) (seed: Tensor) = Ad.Pullback((fun x -> f x), x).Pullback.Invoke seed

    let linear (f: Tensor -> Tensor) (x: Tensor) (seed: Tensor) =
        Ad.Linearize((fun x -> f x), x).Pushforward.Invoke seed

    let instances (mode: (Tensor -> Tensor) -> Tensor -> Tensor -> Tensor) f x seed : Tensor =
        Ad.Vectorize(fun (x: Tensor, seed: Tensor) -> mode f x seed).Invoke((x, seed))

    [
        "pushforward", push
        "pullback", pull
        "linearize", linear
        "pushforward of vectorize", (vectorize >> push)
        "pullback of vectorize", (vectorize >> pull)
        "pushforward of checkpoint", (checkpoint >> push)
        "pullback of checkpoint", (checkpoint >> pull)
        "pushforward of compile", (compile >> push)
        "pullback of compile", (compile >> pull)
        "vectorized pushforward", instances push
        "vectorized pullback", instances pull
    ]

/// The derivative of an elementwise function as a function, by each mode.
let modes: (string * ((Tensor -> Tensor) -> Tensor -> Tensor)) list = [
    for name, mode in seeded -> name, (fun f (x: Tensor) -> mode f x (Tensor.OnesLike x))
]

/// Those that do not vectorize, and so may capture tensors of the shape of their argument.
let plain = List.take 3 modes

/// A function within transforms that do not change it.
let private within: (string * ((Tensor -> Tensor) -> Tensor -> Tensor)) list = [
    "alone", id
    "under a pushforward", (fun f x -> Ad.Pushforward((fun x -> f x), x, Tensor.OnesLike x).Value)
    "under a pullback", (fun f x -> Ad.Pullback((fun x -> f x), x).Value)
    "under vectorize", vectorize
    "compiled", compile
]

/// The value and the first derivatives of f at x, by each mode and by each mode within each other.
let first dtype what (f: Tensor -> Tensor) x y slope =
    let x = fill dtype x

    for place, under in within do
        agree dtype $"{what}, value {place}" (single what (under f x)) y

        for name, d in modes do
            agree dtype $"{what}, {name} {place}" (single what (under (d f) x)) slope

/// The second derivative of f at x by every composition of two modes.
let second dtype what (f: Tensor -> Tensor) x curvature =
    for outer, d in modes do
        for inner, e in modes do
            let actual = single what (d (e f) (fill dtype x))
            agree dtype $"{what}, second derivative ({outer} of {inner})" actual curvature

/// The third derivative of f at x by each mode alone.
let third dtype what (f: Tensor -> Tensor) x expected =
    for name, d in modes do
        agree dtype $"{what}, third derivative ({name})" (single what (d (d (d f)) (fill dtype x))) expected

/// A seed of exactly 0 gives 0 by a finite slope and NaN by any other, in each mode and within each mode.
let zeroSeed dtype what (f: Tensor -> Tensor) x =
    let x = fill dtype x
    let slope = single what ((snd modes.Head) f x)
    let expected = if Double.IsFinite slope then 0.0 else nan

    for name, mode in seeded do
        for place, under in within do
            let derivative x = mode f x (Tensor.ZerosLike x)
            agree dtype $"{what}, {name} of 0 {place}" (single what (under derivative x)) expected

let forDTypes name check = testList name [ for dtype in dtypes -> test $"{dtype}" { check dtype } ]

/// The slope on one side: the number on which quotients settle, infinity where they grow without end, and nothing where they do neither.
let private slopeBeside (h: float -> float) (x: float) (side: float) =
    let y = h x

    let quotients = [
        for k in [ 12; 16; 20; 24 ] ->
            let step = side * 2.0 ** -k * max 1.0 (abs x)
            (h (x + step) - y) / step
    ]

    match quotients with
    | [ _; a; b; c ] when Double.IsFinite c && Double.IsFinite a ->
        if abs (b - c) <= 1e-3 * (1.0 + abs c) && abs (a - b) <= 1e-2 * (1.0 + abs b) then
            Some c
        // Sixteen times from step to step is a jump, whose derivative is that of the pieces.
        elif abs c > 1.8 * abs b && abs b > 1.8 * abs a && abs c < 15.0 * abs b && abs c > 100.0 then
            Some(c * inf)
        else
            None
    | _ -> None

/// A finite derivative of f at x lies between the slopes on both sides, where differences in Float64 settle on them.
let agreesWithDifferences name (f: Tensor -> Tensor) (x: float) slope =
    let value (x: float) = (f (Tensor.Create [| x |])).ToArray()[0]

    if Double.IsFinite slope && Double.IsFinite x && Double.IsFinite(value x) then
        match slopeBeside value x -1.0, slopeBeside value x 1.0 with
        | Some left, Some right ->
            let slack = 1e-2 * (1.0 + abs slope)

            if slope < min left right - slack || slope > max left right + slack then
                failtest $"{name} at {x}: the derivative is {slope}, but the slopes beside it are {left} and {right}"
        | _ -> ()
