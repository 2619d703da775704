namespace Functional.Models

open System
open Functional.Core
open Functional.Models

/// Derivatives of functions that are written number by number, curried and data last. `Real` has F#'s own functions and operators, also with
/// floats, and a unit of measure where it is written `Real<m>`. Every function here is pure: nested or on several threads, its answer is the same.
/// Raises TraceException where an answer in floats would depend on a number of an outer derivative: the functions of `Nested` take and give Real.
[<RequireQualifiedAccess>]
module Scalars =

    /// The functions of `Scalars` from Real to Real, to be used inside functions that are themselves differentiated.
    module Nested =

        /// f′(x), by forward mode.
        let derivative (f: Real -> Real) (x: Real) : Real = Scalars.Derivative(Func<_, _> f, x)

        /// ∇f(x), by reverse mode.
        let gradient (f: Real[] -> Real) (x: Real[]) : Real[] = Scalars.Gradient(Func<_, _> f, x)

        /// J[i, j] = ∂yᵢ/∂xⱼ.
        let jacobian (f: Real[] -> Real[]) (x: Real[]) : Real[,] = Scalars.Jacobian(Func<_, _> f, x)

        /// H[i, j] = ∂²f/∂xᵢ∂xⱼ.
        let hessian (f: Real[] -> Real) (x: Real[]) : Real[,] = Scalars.Hessian(Func<_, _> f, x)

        /// H(x)·v.
        let hvp (f: Real[] -> Real) (x: Real[]) (v: Real[]) : Real[] = Scalars.Hvp(Func<_, _> f, x, v)

        /// The coefficients of f(x + t) up to tᵏ.
        let taylor (order: int) (f: Real -> Real) (x: Real) : Real[] = Scalars.Taylor(Func<_, _> f, x, order)

        /// f′(x) with its unit: `diff (diff position)` is an acceleration.
        let diff (f: Real<'x> -> Real<'y>) (x: Real<'x>) : Real<'y / 'x> =
            Real<'y / 'x>(derivative (fun x -> (f (Real<'x> x)).Number) x.Number)

    /// A constant of a unit.
    let constant (x: float<'u>) : Real<'u> = Real<'u>(Real(float x))

    /// The number alone, without derivative, in its unit.
    let value (x: Real<'u>) : float<'u> = float x.Number |> LanguagePrimitives.FloatWithMeasure

    /// The derivative f′(x), by forward mode: `derivative sin 0.0` is 1.
    let derivative (f: Real -> Real) (x: float) : float = Scalars.Derivative(Func<_, _> f, x)

    /// f(x) and f′(x), from one evaluation: `let struct (value, slope) = Scalars.valueAndDerivative f x`.
    let valueAndDerivative (f: Real -> Real) (x: float) : struct (float * float) =
        let result = Scalars.ValueAndDerivative(Func<_, _> f, x)
        struct (result.Value, result.Derivative)

    /// The derivative with its unit: for a position `Real<s> -> Real<m>`, `diff position 2.0<s>` is a velocity, `float<m/s>`.
    let diff (f: Real<'x> -> Real<'y>) (x: float<'x>) : float<'y / 'x> =
        derivative (fun x -> (f (Real<'x> x)).Number) (float x) |> LanguagePrimitives.FloatWithMeasure

    /// The gradient ∇f(x), by reverse mode: some few times the work of f, whatever the number of inputs.
    let gradient (f: Real[] -> Real) (x: float[]) : float[] = Scalars.Gradient(Func<_, _> f, x)

    /// f(x) and ∇f(x), from one evaluation: `let struct (value, gradient) = Scalars.valueAndGradient f x`.
    let valueAndGradient (f: Real[] -> Real) (x: float[]) : struct (float * float[]) =
        let result = Scalars.ValueAndGradient(Func<_, _> f, x)
        struct (result.Value, result.Gradient)

    /// Forward mode, the JVP: f(x) and Df(x)·ẋ. Raises ShapeException if x and ẋ differ in length.
    let pushforward (f: Real[] -> Real[]) (x: float[]) (xDot: float[]) : struct (float[] * float[]) =
        let result = Scalars.Pushforward(Func<_, _> f, x, xDot)
        struct (result.Value, result.Tangent)

    /// Reverse mode, the VJP: `let struct (y, pullback) = Scalars.pullback f x`, where `pullback yBar` = Df(x)ᵀ·ȳ may be called again.
    let pullback (f: Real[] -> Real[]) (x: float[]) : struct (float[] * (float[] -> float[])) =
        let result = Scalars.Pullback(Func<_, _> f, x)
        let pullback = result.Pullback
        struct (result.Value, pullback.Invoke)

    /// The Jacobian J[i, j] = ∂yᵢ/∂xⱼ, from one evaluation, by rows or by eight columns at once.
    let jacobian (f: Real[] -> Real[]) (x: float[]) : float[,] = Scalars.Jacobian(Func<_, _> f, x)

    /// The Hessian H[i, j] = ∂²f/∂xᵢ∂xⱼ, forward over reverse.
    let hessian (f: Real[] -> Real) (x: float[]) : float[,] = Scalars.Hessian(Func<_, _> f, x)

    /// The product H(x)·v, without the Hessian. Raises ShapeException if x and v differ in length.
    let hvp (f: Real[] -> Real) (x: float[]) (v: float[]) : float[] = Scalars.Hvp(Func<_, _> f, x, v)

    /// The Taylor coefficients c₀ … cₖ of f(x + t) = c₀ + c₁ t + … + cₖ tᵏ, k being the order: `taylor 3 exp 0.0` is 1, 1, ½, ⅙.
    let taylor (order: int) (f: Real -> Real) (x: float) : float[] = Scalars.Taylor(Func<_, _> f, x, order)

    /// f traced at an example, to be replayed on other inputs: `(Scalars.trace f x).Gradient y`. A replay raises TraceException where f
    /// would branch otherwise than at the example.
    let trace (f: Real[] -> Real) (example: float[]) : ScalarProgram = Scalars.Trace(Func<_, _> f, example)
