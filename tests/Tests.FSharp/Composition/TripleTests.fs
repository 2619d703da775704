module Functional.Tests.Composition.TripleTests

open System
open Expecto
open FsCheck
open Functional.Core
open Functional.Models
open Functional.Tests.Composition.Known
open Functional.Tests.Composition.Table
open Functional.Tests.Composition.Draw

/// The k-th derivative along the direction, by forward mode within forward mode and nothing else.
let private byForwardMode (f: Tensor -> Tensor) k (x: float[]) =
    let push f x =
        let struct (_, dot) = AD.pushforward f x (Tensor.Create direction)
        dot

    (Seq.fold (fun g _ -> push g) f (seq { 1..k }) (Tensor.Create x)).ToScalar()

let private agree (transforms: Transform list) (program: Drawn) =
    let start = { Name = "f"; F = program.F; Along = byForwardMode program.F }
    let composed = List.foldBack apply transforms start

    for point in points do
        let actual, expected = (composed.F(Tensor.Create point)).ToScalar(), composed.Along 0 point

        if not (abs (actual - expected) <= 1e-8 * (1.0 + abs expected)) then
            failtest $"{composed.Name}, where f is {program.Text}: got {actual}, forward mode says {expected}"

let private some = { FsCheckConfig.defaultConfig with maxTest = 300; endSize = 12 }

let private forPrograms count name (law: Random -> Drawn -> unit) =
    testPropertyWithConfig { some with maxTest = count } name (fun (seed: int) (NonNegativeInt steps) ->
        // A smaller number of steps is the beginning of the same program, under the same transforms.
        law (Random seed) (draw seed (steps + 1)))

[<Tests>]
let tests =
    testList "Random programs" [
        forPrograms 300 "three transforms over each other agree with forward mode" (fun random program ->
            let drawn = List.init 3 (fun _ -> transforms[random.Next transforms.Length])

            let refused =
                List.allPairs (List.indexed drawn) (List.indexed drawn)
                |> List.exists (fun ((i, outer), (j, inner)) -> i < j && (refusal outer inner).IsSome)

            if not refused then
                agree drawn program)
        forPrograms 100 "vectorize is the loop, for values, gradients and Hessians" (fun _ program ->
            let xs = Tensor.Create([| 0.3; -0.2; 0.8; 1.1; 0.4; -0.6 |], 2, 3)
            let rows = [ xs[0]; xs[1] ]

            for name, f in [ "value", program.F; "gradient", AD.grad program.F; "Hessian", AD.hessian program.F ] do
                let batch: Tensor = AD.vectorize f xs
                let loop = Tensor.Stack(rows |> List.map f)
                let distance = Tensor.Abs(batch - loop).Max().ToScalar()
                Expect.isLessThan distance 1e-10 $"{name} of {program.Text}")
        forPrograms 100 "a checkpoint changes no bit" (fun _ program ->
            let x = Tensor.Create points.Head
            let gradient f : Tensor = AD.grad f x
            let expected, actual = gradient program.F, gradient (AD.checkpoint program.F)
            Expect.equal (actual.ToArray()) (expected.ToArray()) program.Text)
    ]
