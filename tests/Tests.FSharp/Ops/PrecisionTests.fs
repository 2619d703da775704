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

/// The slopes that tensors make of the answer, y (1 − y) and 1 − y², which only numbers keep exact far out.
let private ofAnswers = set [ "Sigmoid"; "Tanh" ]

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

/// The gap g between the winner of three classes with the logits g, 0 and −1 and the next; −ln p of the winner's weight p, 1 − p, and p (1 − p).
let private winners = [
    4.0, 0.02474489013882265, 0.024441245055613584, 0.02384387059574503
    16.8125, 6.830804100432248e-08, 6.830803867132831e-08, 6.830803400534016e-08
    20.0, 2.819409661255213e-09, 2.8194096572806777e-09, 2.819409649331607e-09
    40.0, 5.811236444626578e-18, 5.811236444626578e-18, 5.811236444626578e-18
    86.0, 6.119590737263394e-38, 6.119590737263394e-38, 6.119590737263394e-38
    88.0, 8.28196545719693e-39, 8.28196545719693e-39, 8.28196545719693e-39
    300.0, 7.04211724327164e-131, 7.04211724327164e-131, 7.04211724327164e-131
]

/// Of the logits in a line along an axis: those of three classes, or beside forty more of no weight, so that the line fills vectors.
let private lines: (string * (Tensor -> Tensor)) list =
    let line many (x: Tensor) =
        let other (logit: float) = Tensor.ZerosLike x + logit
        Tensor.Stack([ x; other 0.0; other -1.0 ] @ List.replicate many (other -1e4), -1)

    [ "three classes", line 0; "a long line", line 40 ]

[<Tests>]
let tests =
    testList "Precision" [
        testList "values and derivatives are within 4 ulp" [
            for name, f, points in rows do
                if not (ofAnswers.Contains name) then
                    precise (name, f, points)
        ]
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
        forDTypes "the winning class keeps the digits of its small loss and slopes, by every mode" (fun dtype ->
            for gap, loss, rest, curvature in winners |> List.filter (fun (_, loss, _, _) -> isNormal dtype loss) do
                for what, line in lines do
                    let what = $"{what}, {gap}"
                    let weight x = (Tensor.Softmax(line x)).Slice(-1, 0, 1).Squeeze -1
                    let logarithm x = (Tensor.LogSoftmax(line x)).Slice(-1, 0, 1).Squeeze -1

                    let labelled x = Tensor.CrossEntropy(line x, Tensor.ZerosLike x, -1, LossReduction.None)

                    let distributed x =
                        let xs = line x
                        let mask = Tensor.ZerosLike xs + Tensor.OneHot([| 0 |], xs.Shape[-1], dtype)
                        Tensor.CrossEntropy(xs, mask, -1, LossReduction.None)

                    first dtype $"softmax of {what}" weight gap (1.0 - rest) curvature
                    first dtype $"its logarithm of {what}" logarithm gap -loss rest
                    second dtype $"its logarithm of {what}" logarithm gap -curvature

                    for name, f in [ "labels", labelled; "distributions", distributed ] do
                        first dtype $"cross-entropy with {name} of {what}" f gap loss -rest
                        second dtype $"cross-entropy with {name} of {what}" f gap curvature

                    second dtype $"ln Σ exp of {what}" (fun x -> (line x).LogSumExp -1) gap curvature)
    ]
