module Functional.Tests.Composition.TripleTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models
open Functional.Tests.Composition.Known
open Functional.Tests.Composition.Table

/// The k-th derivative along the direction, by forward mode within forward mode and nothing else.
let private byForwardMode (f: Tensor -> Tensor) k (x: float[]) =
    let push f x =
        let struct (_, dot) = AD.pushforward f x (Tensor.Create direction)
        dot

    (Seq.fold (fun g _ -> push g) f (seq { 1..k }) (Tensor.Create x)).ToScalar()

/// A random program as a function of three numbers with a scalar answer: its arguments are moved by sums of them.
let private ofProgram (program: RandomProgram) (x: Tensor) : Tensor =
    let moved i (argument: Tensor) = argument + 0.3 * Tensor.Sin(x + float i).Sum()
    Tensor.Tanh(program.Run(List.mapi moved program.Arguments)).Mean()

let private agree (transforms: Transform list) (program: RandomProgram) =
    let f = ofProgram program
    let composed = List.foldBack apply transforms { Name = "f"; F = f; Along = byForwardMode f }

    for point in points do
        let actual, expected = (composed.F(Tensor.Create point)).ToScalar(), composed.Along 0 point

        if not (abs (actual - expected) <= 1e-8 * (1.0 + abs expected)) then
            failtest $"{composed.Name}, where f is {program.Code}: got {actual}, forward mode says {expected}"

[<Tests>]
let tests =
    testList "Three transforms over each other" [
        testPropertyWithConfig
            { FsCheckConfig.defaultConfig with maxTest = 300 }
            "agree with forward mode on random programs"
            (fun (seed: int) ->
                let random = Random seed
                let drawn = List.init 3 (fun _ -> transforms[random.Next transforms.Length])
                agree drawn (Programs.ofSeed DType.Float64 0 (1 + random.Next 6) seed))
    ]
