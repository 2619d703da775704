/// The functions on Real under the names that the rows of Semantics give to those on tensors.
module Functional.Tests.Scalars.RealFunctions

open Functional.Core

let private unary: (string * (Real -> Real)) list = [
    "Negate", (~-)
    "Abs", Real.Abs
    "Sign", Real.Sign
    "Exp", Real.Exp
    "Expm1", Real.Expm1
    "Log", Real.Log
    "Log1p", Real.Log1p
    "Log2", Real.Log2
    "Log10", Real.Log10
    "Log1mExp", Real.Log1mExp
    "Sqrt", Real.Sqrt
    "Rsqrt", Real.Rsqrt
    "Cbrt", Real.Cbrt
    "Square", Real.Square
    "Reciprocal", Real.Reciprocal
    "Sin", Real.Sin
    "Cos", Real.Cos
    "Tan", Real.Tan
    "Asin", Real.Asin
    "Acos", Real.Acos
    "Atan", Real.Atan
    "Sinh", Real.Sinh
    "Cosh", Real.Cosh
    "Tanh", Real.Tanh
    "Asinh", Real.Asinh
    "Acosh", Real.Acosh
    "Atanh", Real.Atanh
    "Sigmoid", Real.Sigmoid
    "LogSigmoid", Real.LogSigmoid
    "Softplus", Real.Softplus
    "Relu", Real.Relu
    "Relu6", Real.Relu6
    "LeakyRelu", (fun x -> Real.LeakyRelu(x, 0.25))
    "LeakyRelu with a steep leak", (fun x -> Real.LeakyRelu(x, 2.0))
    "LeakyRelu with a negative slope", (fun x -> Real.LeakyRelu(x, -1.0))
    "Elu", (fun x -> Real.Elu x)
    "Elu with a large α", (fun x -> Real.Elu(x, 2.0))
    "Elu with a negative α", (fun x -> Real.Elu(x, -1.0))
    "Elu with a small α", (fun x -> Real.Elu(x, 0.5))
    "Silu", Real.Silu
    "Gelu", Real.Gelu
    "GeluTanh", Real.GeluTanh
    "Erf", Real.Erf
    "Erfc", Real.Erfc
    "Lgamma", Real.Lgamma
    "Digamma", Real.Digamma
    "Sinc", Real.Sinc
    "Floor", Real.Floor
    "Ceiling", Real.Ceiling
    "Round", Real.Round
    "Truncate", Real.Truncate
    "Clamp", (fun x -> Real.Clamp(x, -1.0, 2.0))
    "Clamp with NaN", (fun x -> Real.Clamp(x, nan, 2.0))
    "Max with a literal", (fun x -> Real.Max(x, 0.0))
    "Max with NaN", (fun x -> Real.Max(x, nan))
    "Min with a literal", (fun x -> Real.Min(x, 0.0))
    "Min with NaN", (fun x -> Real.Min(x, nan))
    "Pow 0", (fun x -> Real.Pow(x, 0.0))
    "Pow 1", (fun x -> Real.Pow(x, 1.0))
    "Pow 2", (fun x -> Real.Pow(x, 2.0))
    "Pow 3", (fun x -> Real.Pow(x, 3.0))
    "Pow 4", (fun x -> Real.Pow(x, 4.0))
    "Pow −1", (fun x -> Real.Pow(x, -1.0))
    "Pow −2", (fun x -> Real.Pow(x, -2.0))
    "Pow ½", (fun x -> Real.Pow(x, 0.5))
    "Pow ⅓", (fun x -> Real.Pow(x, 1.0 / 3.0))
    "Pow 1.5", (fun x -> Real.Pow(x, 1.5))
]

let private binary: (string * (Real -> Real -> Real)) list = [
    "Add", (+)
    "Subtract", (-)
    "Multiply", (*)
    "Divide", (/)
    "Pow", (fun x y -> Real.Pow(x, y))
    "Max", (fun x y -> Real.Max(x, y))
    "Min", (fun x y -> Real.Min(x, y))
    "Atan2", (fun y x -> Real.Atan2(y, x))
    "Hypot", (fun x y -> Real.Hypot(x, y))
    "Rem", (fun x y -> Real.Rem(x, y))
    "XLogY", (fun x y -> Real.XLogY(x, y))
    "LogAddExp", (fun x y -> Real.LogAddExp(x, y))
]

/// By name, with the operands in a list.
let all: Map<string, Real list -> Real> =
    Map [
        for name, f in unary do
            yield name, (fun (xs: Real list) -> f xs[0])
        for name, f in binary do
            yield name, (fun (xs: Real list) -> f xs[0] xs[1])
        yield "Clamp between tensors", (fun (xs: Real list) -> Real.Clamp(xs[0], xs[1], xs[2]))
    ]
