/// Rows of the unary elementwise operations.
module Functional.Tests.Laws.UnaryRows

open System
open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

// ---- References, written as the definitions are.

/// The Maclaurin series 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)), for |x| below 3.
let private erf x =
    let terms =
        Seq.unfold (fun (n, p) -> Some(p / float (2 * n + 1), (n + 1, -p * x * x / float (n + 1)))) (0, x)

    2.0 / sqrt Math.PI * (terms |> Seq.take 80 |> Seq.sum)

/// Stirling's series far out, and Γ(x + 1) = x Γ(x) to get there, for x > 0.
let rec private lgamma x =
    if x < 20.0 then
        lgamma (x + 1.0) - log x
    else
        (x - 0.5) * log x - x + 0.5 * log (2.0 * Math.PI) + 1.0 / (12.0 * x) - 1.0 / (360.0 * x ** 3.0)
        + 1.0 / (1260.0 * x ** 5.0)
        - 1.0 / (1680.0 * x ** 7.0)

let rec private digamma x =
    if x < 20.0 then
        digamma (x + 1.0) - 1.0 / x
    else
        log x - 1.0 / (2.0 * x) - 1.0 / (12.0 * x ** 2.0) + 1.0 / (120.0 * x ** 4.0)
        - 1.0 / (252.0 * x ** 6.0)
        + 1.0 / (240.0 * x ** 8.0)

let rec private trigamma x =
    if x < 20.0 then
        trigamma (x + 1.0) + 1.0 / (x * x)
    else
        1.0 / x + 1.0 / (2.0 * x ** 2.0) + 1.0 / (6.0 * x ** 3.0) - 1.0 / (30.0 * x ** 5.0)
        + 1.0 / (42.0 * x ** 7.0)
        - 1.0 / (30.0 * x ** 9.0)

let private sigmoid x = 1.0 / (1.0 + exp -x)

let private sinc x = if x = 0.0 then 1.0 else sin (Math.PI * x) / (Math.PI * x)

let private geluTanh x = 0.5 * x * (1.0 + tanh (sqrt (2.0 / Math.PI) * (x + 0.044715 * x ** 3.0)))

// ---- Draws.

let private all = uniform -2.0 2.0 [ 2; 5 ]
let private positive = uniform 0.4 3.0 [ 11 ]
let private inside = uniform -0.8 0.8 [ 3; 3 ]
let private awayFromZero = awayFrom [ 0.0 ] 0.1 -2.0 2.0 [ 3; 4 ]
let private awayFromHalves = awayFrom [ for i in -6 .. 6 -> float i / 2.0 ] 0.05 -3.0 3.0 [ 3; 4 ]

let private of1 name input (apply: Tensor -> Tensor) f = unaryRow name input apply (map f)

let rows: Row list = [
    unaryRow "Named" all (fun x -> x.Named "x") id
    unaryRow "Scale" (uniform -2.0 2.0 [ 2; 3 ]) (fun x -> Tensor.Scale(x, -1.5)) (map (fun x -> -1.5 * x))
    of1 "Negate" all (~-) (~-)
    of1 "Abs" awayFromZero Tensor.Abs abs
    of1 "Exp" all Tensor.Exp exp
    of1 "Expm1" all Tensor.Expm1 (fun x -> exp x - 1.0)
    of1 "Log" positive Tensor.Log log
    of1 "Log1p" (uniform -0.6 3.0 [ 7 ]) Tensor.Log1p (fun x -> log (1.0 + x))
    of1 "Log2" positive Tensor.Log2 (fun x -> log x / log 2.0)
    of1 "Log10" positive Tensor.Log10 (fun x -> log x / log 10.0)
    of1 "Log1mExp" (uniform -3.0 -0.4 [ 9 ]) Tensor.Log1mExp (fun x -> log (1.0 - exp x))
    of1 "Sqrt" positive Tensor.Sqrt sqrt
    of1 "Rsqrt" positive Tensor.Rsqrt (fun x -> 1.0 / sqrt x)
    of1 "Cbrt" (awayFrom [ 0.0 ] 0.4 -3.0 3.0 [ 12 ]) Tensor.Cbrt Math.Cbrt
    of1 "Square" all Tensor.Square (fun x -> x * x)
    of1 "Reciprocal" (awayFrom [ 0.0 ] 0.4 -3.0 3.0 [ 12 ]) Tensor.Reciprocal (fun x -> 1.0 / x)
    of1 "Sin" all Tensor.Sin sin
    of1 "Cos" all Tensor.Cos cos
    of1 "Tan" (uniform -1.0 1.0 [ 3; 3 ]) Tensor.Tan (fun x -> sin x / cos x)
    of1 "Asin" inside Tensor.Asin asin |> slack 3.0 "the fifth derivative is large near ±1"
    of1 "Acos" inside Tensor.Acos acos |> slack 3.0 "the fifth derivative is large near ±1"
    of1 "Atan" all Tensor.Atan atan
    of1 "Sinh" all Tensor.Sinh sinh
    of1 "Cosh" all Tensor.Cosh cosh
    of1 "Tanh" (uniform -3.0 3.0 [ 2; 3 ]) Tensor.Tanh tanh
    of1 "Asinh" all Tensor.Asinh (fun x -> log (x + sqrt (x * x + 1.0)))
    of1 "Acosh" (uniform 1.4 4.0 [ 3; 3 ]) Tensor.Acosh (fun x -> log (x + sqrt (x * x - 1.0)))
    of1 "Atanh" inside Tensor.Atanh (fun x -> 0.5 * log ((1.0 + x) / (1.0 - x)))
    |> slack 3.0 "the fifth derivative is large near ±1"
    of1 "Sigmoid" (uniform -5.0 5.0 [ 2; 5 ]) Tensor.Sigmoid sigmoid
    of1 "LogSigmoid" (uniform -5.0 5.0 [ 2; 5 ]) Tensor.LogSigmoid (fun x -> log (sigmoid x))
    of1 "Softplus" (uniform -5.0 5.0 [ 2; 5 ]) Tensor.Softplus (fun x -> log (1.0 + exp x))
    of1 "Relu" awayFromZero Tensor.Relu (max 0.0)
    of1 "Relu6" (awayFrom [ 0.0; 6.0 ] 0.1 -4.0 9.0 [ 20 ]) Tensor.Relu6 (max 0.0 >> min 6.0)
    of1 "LeakyRelu" awayFromZero (fun x -> Tensor.LeakyRelu x) (fun x -> if x > 0.0 then x else 0.01 * x)
    of1 "LeakyRelu" awayFromZero (fun x -> Tensor.LeakyRelu(x, -0.5)) (fun x -> if x > 0.0 then x else -0.5 * x)
    |> case "negative slope"
    of1 "Elu" awayFromZero (fun x -> Tensor.Elu x) (fun x -> if x > 0.0 then x else exp x - 1.0)
    of1 "Elu" awayFromZero (fun x -> Tensor.Elu(x, 0.3)) (fun x -> if x > 0.0 then x else 0.3 * (exp x - 1.0))
    |> case "alpha 0.3"
    of1 "Silu" (uniform -5.0 5.0 [ 2; 5 ]) Tensor.Silu (fun x -> x * sigmoid x)
    of1 "Gelu" (uniform -3.0 3.0 [ 2; 5 ]) Tensor.Gelu (fun x -> x * 0.5 * (1.0 + erf (x / sqrt 2.0)))
    of1 "GeluTanh" (uniform -3.0 3.0 [ 2; 5 ]) Tensor.GeluTanh geluTanh
    of1 "Erf" all Tensor.Erf erf
    of1 "Erfc" all Tensor.Erfc (fun x -> 1.0 - erf x)
    of1 "Lgamma" positive Tensor.Lgamma lgamma |> slack 30.0 "the fifth derivative at 0.4 is 24 / 0.4⁵"
    of1 "Digamma" (uniform 0.8 3.0 [ 11 ]) Tensor.Digamma digamma
    |> slack 10.0 "the fifth derivative at 0.8 is 120 / 0.8⁶"
    of1 "Polygamma" (uniform 0.8 3.0 [ 11 ]) (fun x -> Tensor.Polygamma(1, x)) trigamma
    |> slack 100.0 "the fifth derivative at 0.8 is 720 / 0.8⁷"
    of1 "Sinc" all Tensor.Sinc sinc |> slack 3.0 "each derivative brings a factor of π"
    of1 "SincDerivative" all (fun x -> Tensor.SincDerivative(1, x)) (fun x ->
        (Math.PI * x * cos (Math.PI * x) - sin (Math.PI * x)) / (Math.PI * x * x))
    |> slack 10.0 "each derivative brings a factor of π, and the reference cancels near 0"
    of1 "Floor" awayFromHalves Tensor.Floor floor |> notDifferentiable
    of1 "Ceiling" awayFromHalves Tensor.Ceiling ceil |> notDifferentiable
    of1 "Round" awayFromHalves Tensor.Round Math.Round |> notDifferentiable
    of1 "Truncate" awayFromHalves Tensor.Truncate truncate |> notDifferentiable
    of1 "Sign" awayFromZero Tensor.Sign (sign >> float) |> notDifferentiable
    of1 "Not" (fixedTo [ 4 ] [| 0.0; 1.0; 0.0; 1.0 |]) Tensor.Not (fun x -> 1.0 - x)
    |> notDifferentiable
    of1 "StopGradient" all Ad.StopGradient id |> notDifferentiable
    of1 "Debug" all (fun x -> Ad.Debug(fun x -> Tensor.Sin x).Invoke x) sin |> case "of Sin"
    of1 "Cast" all (fun x -> x.Cast(DType.Float64).Cast x.DType) id |> case "there and back"
    of1 "Clamp" (awayFrom [ -1.0; 0.5 ] 0.1 -2.0 2.0 [ 12 ]) (fun x -> Tensor.Clamp(x, -1.0, 0.5)) (max -1.0 >> min 0.5)
    of1 "Max" (awayFrom [ 0.7 ] 0.1 -2.0 2.0 [ 12 ]) (fun x -> Tensor.Max(x, 0.7)) (max 0.7)
    |> case "with a literal"
    of1 "Min" (awayFrom [ 0.7 ] 0.1 -2.0 2.0 [ 12 ]) (fun x -> Tensor.Min(x, 0.7)) (min 0.7)
    |> case "with a literal"
    of1 "Pow" all (fun x -> Tensor.Pow(x, 3.0)) (fun x -> x * x * x) |> case "cube"
    of1 "Pow" all (fun x -> Tensor.Pow(x, 2.0)) (fun x -> x * x) |> case "square"
    of1 "Pow" all (fun x -> Tensor.Pow(x, 1.0)) id |> case "exponent 1"
    of1 "Pow" all (fun x -> Tensor.Pow(x, 0.0)) (fun _ -> 1.0) |> case "exponent 0" |> notDifferentiable
    of1 "Pow" (awayFrom [ 0.0 ] 0.5 -2.0 2.0 [ 12 ]) (fun x -> Tensor.Pow(x, -1.0)) (fun x -> 1.0 / x)
    |> case "exponent −1"
    of1 "Pow" (awayFrom [ 0.0 ] 0.7 -2.0 2.0 [ 12 ]) (fun x -> Tensor.Pow(x, -3.0)) (fun x -> 1.0 / (x * x * x))
    |> case "exponent −3"
    |> slack 30.0 "the fifth derivative at 0.7 is 2520 / 0.7⁸"
    of1 "Pow" positive (fun x -> Tensor.Pow(x, 0.5)) sqrt |> case "exponent ½"
    of1 "Pow" positive (fun x -> Tensor.Pow(x, 1.7)) (fun x -> exp (1.7 * log x)) |> case "exponent 1.7"
]
