/// Derivatives at single points, in every mode: what the table of special values is checked with.
module Functional.Tests.Ops.Points

open System
open Expecto
open Functional.Core

let nan = Double.NaN
let inf = Double.PositiveInfinity

let dtypes = [ DType.Float32; DType.Float64 ]

/// The least positive number of a dtype, a denormal one.
let tiny dtype = if dtype = DType.Float32 then float Single.Epsilon else Double.Epsilon

/// So many copies that they fill vector registers and leave a rest.
let private count = 19

let private fill dtype (x: float) =
    if dtype = DType.Float32 then
        Tensor.Create(Array.create count (float32 x), [| count |])
    else
        Tensor.Create(Array.create count x, [| count |])

/// The number that all copies are: the place in the tensor must not matter.
let private single what (x: Tensor) =
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

    let same =
        actual = expected
        || Double.IsNaN actual && Double.IsNaN expected
        || abs (actual - expected) <= allowed dtype expected

    if not same then
        failtest $"{what} in {dtype}: got {actual}, expected {expected}"

let private ones (x: Tensor) = Tensor.ZerosLike x + 1.0

/// The derivative of an elementwise function as a function, by each mode.
let private modes: (string * ((Tensor -> Tensor) -> Tensor -> Tensor)) list = [
    "pushforward", (fun f x -> Ad.Pushforward(f, x, ones x).Tangent)
    "pullback", (fun f x -> let pulled = Ad.Pullback(f, x) in pulled.Pullback.Invoke(ones pulled.Value))
]

/// The value and the first derivatives of f at x, by each mode and by each mode within each other.
let first dtype what (f: Tensor -> Tensor) x y slope =
    let x = fill dtype x
    agree dtype $"{what}, value" (single what (f x)) y

    for name, d in modes do
        agree dtype $"{what}, {name}" (single what (d f x)) slope
        agree dtype $"{what}, value under {name}" (single what (Ad.Pushforward(f, x, ones x).Value)) y
        let under = Ad.Pushforward(d f, x, ones x).Value
        agree dtype $"{what}, {name} under a pushforward" (single what under) slope
        let under = Ad.Pullback(d f, x).Value
        agree dtype $"{what}, {name} under a pullback" (single what under) slope

/// The second derivative of f at x by the four compositions of modes.
let second dtype what (f: Tensor -> Tensor) x curvature =
    for outer, d in modes do
        for inner, e in modes do
            let actual = single what (d (e f) (fill dtype x))
            agree dtype $"{what}, second derivative ({outer} of {inner})" actual curvature

/// The third derivative of f at x by reverse mode alone and by forward mode alone.
let third dtype what (f: Tensor -> Tensor) x expected =
    for name, d in modes do
        agree dtype $"{what}, third derivative ({name})" (single what (d (d (d f)) (fill dtype x))) expected

/// A seed of exactly 0 gives exactly 0, in each mode and within each mode.
let zeroSeed dtype what (f: Tensor -> Tensor) x =
    let x = fill dtype x
    let zeros = Tensor.ZerosLike x
    let push x = Ad.Pushforward(f, x, zeros).Tangent
    let pull x = Ad.Pullback(f, x).Pullback.Invoke zeros

    for name, d in [ "pushforward", push; "pullback", pull ] do
        agree dtype $"{what}, {name} of 0" (single what (d x)) 0.0
        agree dtype $"{what}, {name} of 0 under a pullback" (single what (Ad.Pullback(d, x).Value)) 0.0
        agree dtype $"{what}, {name} of 0 under a pushforward" (single what (Ad.Pushforward(d, x, ones x).Value)) 0.0

/// The value and both partial derivatives of f at (x, y), in every mode, and with either operand a scalar.
let partials dtype what (f: Tensor -> Tensor -> Tensor) (x, y) z (left, right) =
    let what = $"{what} at ({x}, {y})"
    let xs, ys = fill dtype x, fill dtype y
    let scalar (x: float) = (fill dtype x).Slice(0, 0, 1).Reshape()
    first dtype $"{what}, left" (fun x -> f x ys) x z left
    first dtype $"{what}, right" (fun y -> f xs y) y z right
    first dtype $"{what}, left, beside a scalar" (fun x -> f x (scalar y)) x z left
    first dtype $"{what}, right, beside a scalar" (fun y -> f (scalar x) y) y z right

let forDTypes name check = testList name [ for dtype in dtypes -> test $"{dtype}" { check dtype } ]
