module Functional.Tests.Composition.CompositionTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Composition.Known
open Functional.Tests.Composition.Table

let private close tolerance what (actual: Tensor) expected =
    Expect.sequenceEqual actual.Shape [] $"{what}: shape"
    let actual = actual.ToScalar()

    if not (abs (actual - expected) <= tolerance * (1.0 + abs expected)) then
        failtest $"{what}: got {actual}, expected {expected}"

/// The value at all points, and the derivative forward.
let private holdsForward tolerance (f: Known) =
    for point in points do
        let x = Tensor.Create point
        close tolerance f.Name (f.F x) (f.Along 0 point)
        let struct (_, dot) = AD.pushforward f.F x (Tensor.Create direction)
        close tolerance $"pushforward of {f.Name}" dot (f.Along 1 point)

/// The value and the derivative forward at all points, and the derivative in reverse at one.
let private holds tolerance (f: Known) =
    holdsForward tolerance f
    let bar: Tensor = AD.grad f.F (Tensor.Create points.Head)
    close tolerance $"grad of {f.Name}" ((bar * Tensor.Create direction).Sum()) (f.Along 1 points.Head)

let private refuses cure (f: Known) =
    let call () =
        AD.pushforward f.F (Tensor.Create points.Head) (Tensor.Create direction) |> ignore

    Expect.throwsC call (fun error ->
        Expect.isTrue (error :? TraceException || error :? NonFiniteException) "By type"
        Expect.stringContains error.Message cure "With the cure")

let private pairs =
    testList "every transform over every other, where the derivatives are known" [
        for outer in transforms do
            testList outer.Name [
                for inner in transforms do
                    testCase $"over {inner.Name}" (fun () ->
                        for f in known do
                            let composed = apply outer (apply inner f)

                            // Forward mode computes the branch that is not taken too, and Debug finds its NaN.
                            if outer.Name = "debug" && inner.Name = "where" then
                                refuses "wants a finite tangent of the answer" composed
                            else
                                holds 1e-11 composed)
            ]
    ]

let private loops =
    testList "every transform over a loop without a bound" [
        for outer in transforms do
            testCase outer.Name (fun () ->
                for f in known do
                    let composed = apply outer (apply unboundedWhile f)

                    if reverses.Contains outer.Name then
                        refuses "say the most that it may take" composed
                    else
                        holdsForward 1e-11 composed)
    ]

[<Tests>]
let tests =
    testList "Composition" [
        testCase "the known derivatives are those of forward mode" (fun () ->
            let push f x = let struct (_, dot) = AD.pushforward f x (Tensor.Create direction) in dot

            for f in known do
                for point in points do
                    let mutable g = f.F

                    for k in 0..6 do
                        close 1e-12 $"{f.Name}, order {k}" (g (Tensor.Create point)) (f.Along k point)
                        g <- push g)
        pairs
        loops
    ]
