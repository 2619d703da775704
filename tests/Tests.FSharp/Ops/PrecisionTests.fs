/// Values and derivatives where rounded intermediate results would lose their digits, against numbers computed with 50 digits
/// (bench/precision). Every operand is a number of float32 as well.
module Functional.Tests.Ops.PrecisionTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Semantics.Modes
open Functional.Tests.Ops.PrecisionRows

/// The distance in units in the last place of the expected value, in a dtype.
let private ulps (dtype: DType) (actual: float) (expected: float) =
    let ulp =
        if dtype = DType.Float32 then
            let size = abs (float32 expected) in float (MathF.BitIncrement size - size)
        else
            Math.BitIncrement(abs expected) - abs expected

    abs (actual - expected) / ulp

/// Within so many ulp, in all copies.
let private within bound dtype what (actual: Tensor) expected =
    let actual = single what actual
    let error = ulps dtype actual expected

    // A NaN distance is not within any bound.
    if not (error <= bound) then
        failtest $"{what} in {dtype} is {actual:R}, which is {error} ulp from {expected:R}"

let private slope (f: Tensor -> Tensor) (x: Tensor) = Ad.Grad(fun (x: Tensor) -> (f x).Sum()).Invoke x

/// Whether a dtype has the number in full: it is not denormal, nor beyond.
let private isNormal (dtype: DType) (x: float) =
    x = 0.0 || (if dtype = DType.Float32 then Single.IsNormal(float32 x) else Double.IsNormal x)

let private forward (f: Tensor -> Tensor) (x: Tensor) = Ad.Pushforward((fun x -> f x), x, Tensor.OnesLike x).Tangent

let private compiled (f: Tensor -> Tensor) (x: Tensor) = Ad.Compile(fun (x: Tensor) -> f x).Invoke x

/// A function's value and derivatives by their order, in every mode and in all mixtures of two.
let private orders f = [
    0, "value", f
    0, "compiled value", compiled f

    for name, d in modes do
        1, name, d f

    for outer, d in plain do
        for inner, e in plain do
            2, $"{outer} of {inner}", d (e f)

    2, "compiled", compiled (slope (slope f))
    2, "forward of compiled", forward (compiled (slope f))
]

let private precise (name, f, points) =
    forDTypes name (fun dtype ->
        for x, y, first, second in points do
            for order, mode, g in orders f do
                let expected = [ y; first; second ][order]

                if isNormal dtype x && isNormal dtype expected then
                    within 4.0 dtype $"{name} at {x}, {mode}" (g (fill dtype x)) expected)

/// Logit, target, loss, slope in the logit.
let private binaryCrossEntropies = [
    12.0, 1.0, 6.144193477732806e-06, -6.144174602214718e-06
    20.0, 1.0, 2.061153620314381e-09, -2.0611536181902037e-09
    -20.0, 0.0, 2.061153620314381e-09, 2.0611536181902037e-09
    30.0, 0.75, 7.500000000000093, 0.24999999999990644
    -3.0, 0.25, 0.798587351573742, -0.20257412682243323
    infinity, 1.0, 0.0, 0.0
    -infinity, 0.0, 0.0, 0.0
]

/// ln σ², ½ (σ² − 1 − ln σ²) and its slope.
let private divergences = [
    2.0 ** -40.0, 2.067951531383196e-25, 4.547473508866709e-13
    2.0 ** -10.0, 2.384962082676214e-07, 0.0004885197462082676
    -0.125, 0.0037484512922977015, -0.0587515487077023
    0.25, 0.017012708343870742, 0.14201270834387075
    2.0, 2.194528049465325, 3.194528049465325
]

[<Tests>]
let tests =
    testList "Precision" [
        testList "values and derivatives are within 4 ulp" [ for row in rows -> precise row ]
        forDTypes "confident right answers keep their small losses and slopes" (fun dtype ->
            for x, t, loss, bar in binaryCrossEntropies do
                let targets = fill dtype t
                let losses x = Tensor.BinaryCrossEntropy(x, targets, LossReduction.None)
                within 4.0 dtype $"the loss of {x} for {t}" (losses (fill dtype x)) loss
                within 4.0 dtype $"its slope" (slope losses (fill dtype x)) bar

                let likelihood =
                    -(Vae.bernoulli (Tensor.Full([| 1; 1 |], x, dtype)) (Tensor.Full([| 1; 1 |], t, dtype)))

                within 4.0 dtype $"the likelihood of a code" likelihood loss)
        forDTypes "the divergence of nearly normal codes is positive and exact" (fun dtype ->
            for l, nats, bar in divergences do
                let divergence (l: Tensor) = Vae.divergence (struct (Tensor.ZerosLike l, l))
                let l = Tensor.Full([| 1; 1 |], l, dtype)
                // Below ¼ by the series, above by a difference that loses four bits.
                within 16.0 dtype $"the divergence of {l}" (divergence l) nats
                within 16.0 dtype $"its slope at {l}" (slope divergence l) bar)
    ]
