/// What holds of a function and what it is compiled to.
module Functional.Tests.Programs.Agreement

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models
open Functional.Tests.Laws.Laws

/// Sums in another order: relative to the largest number, and absolutely below 1.
let close dtype what (expected: Tensor list) (actual: Tensor list) =
    Compare.close (if dtype = DType.Float32 then 2e-5 else 1e-11) what expected actual

/// Calls after which steps that are worth it have been fused, in programs of some thirty elementwise operations and in bodies of their loops.
let untilFused = 1000

/// Every call gives the same bits, which are near the expected numbers.
let private always calls dtype what (expected: Tensor list) (f: Tensor list -> Tensor list) xs =
    let actual = f xs
    close dtype what expected actual

    for call in 2..calls do
        if f xs <> actual then
            failtest $"{what}: other bits at call {call}"

/// The compiled function gives what the function gives at each of some calls, in its value and in derivatives up to an order: those of the compiled and the compiled ones.
let agrees calls dtype order (f: Tensor list -> Tensor) (xs: Tensor list) =
    let g = AD.compile f
    let same = always calls
    same dtype "value" [ f xs ] (fun xs -> [ g xs ]) xs

    if order > 0 && not xs.IsEmpty then
        let expected = AD.grad (weighted f) xs
        close dtype "gradient of the compiled" expected (AD.grad (weighted g) xs)
        same dtype "compiled gradient" expected (AD.compile (AD.grad (weighted f))) xs

    if order > 1 && not xs.IsEmpty then
        let hvp f xs = AD.hvp (weighted f) xs xs
        let expected = hvp f xs
        same dtype "compiled Hessian-vector product" expected (AD.compile (hvp f)) xs
        close dtype "Hessian-vector product of the compiled" expected (hvp g xs)
