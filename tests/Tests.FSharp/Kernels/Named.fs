/// The kernels of special functions by name.
module Functional.Tests.Kernels.Named

open System
open Functional.Core.Kernels

let of64 name (x: float[]) =
    let y = Array.zeroCreate x.Length

    match name with
    | "sinh" -> Special.Sinh<float>(ReadOnlySpan x, Span y)
    | "cosh" -> Special.Cosh<float>(ReadOnlySpan x, Span y)
    | "tanh" -> Special.Tanh<float>(ReadOnlySpan x, Span y)
    | "sigmoid" -> Special.Sigmoid<float>(ReadOnlySpan x, Span y)
    | "expm1" -> Special.Expm1<float>(ReadOnlySpan x, Span y)
    | "softplus" -> Special.Softplus<float>(ReadOnlySpan x, Span y)
    | "logsigmoid" -> Special.LogSigmoid<float>(ReadOnlySpan x, Span y)
    | "erf" -> Special.Erf<float>(ReadOnlySpan x, Span y)
    | "erfc" -> Special.Erfc<float>(ReadOnlySpan x, Span y)
    | _ -> invalidArg (nameof name) $"no function is called {name}"

    y

let of32 name (x: float32[]) =
    let y = Array.zeroCreate x.Length

    match name with
    | "sinh" -> Special.Sinh<float32>(ReadOnlySpan x, Span y)
    | "cosh" -> Special.Cosh<float32>(ReadOnlySpan x, Span y)
    | "tanh" -> Special.Tanh<float32>(ReadOnlySpan x, Span y)
    | "sigmoid" -> Special.Sigmoid<float32>(ReadOnlySpan x, Span y)
    | "expm1" -> Special.Expm1<float32>(ReadOnlySpan x, Span y)
    | "softplus" -> Special.Softplus<float32>(ReadOnlySpan x, Span y)
    | "logsigmoid" -> Special.LogSigmoid<float32>(ReadOnlySpan x, Span y)
    | "erf" -> Special.Erf<float32>(ReadOnlySpan x, Span y)
    | "erfc" -> Special.Erfc<float32>(ReadOnlySpan x, Span y)
    | _ -> invalidArg (nameof name) $"no function is called {name}"

    y
