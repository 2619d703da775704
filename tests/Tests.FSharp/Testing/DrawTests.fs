/// What is drawn, and how it shrinks.
module Functional.Tests.Testing.DrawTests

open System
open Expecto
open FsCheck
open FsCheck.FSharp
open Functional.Core
open Functional.Testing

type private Record = { W: Tensor; Parts: Tensor list; Key: string }
type private Tree = { W: Tensor; Parts: Tensor list }

let private sample count (draw: Arbitrary<'a>) = Gen.sampleWithSeed (Rnd 1UL) 10 count draw.Generator

/// The last of the smallest, always taking the first that still fails.
let rec private smallest (draw: Arbitrary<'a>) fails x =
    match draw.Shrinker x |> Seq.tryFind fails with
    | Some less -> smallest draw fails less
    | None -> x

let private share (numbers: Numbers) is =
    let values = numbers.Draw(1, [ 100; 100 ]).ToArray()
    float (values |> Array.filter is |> Array.length) / 1e4

let private about expected message actual =
    Expect.isTrue (abs (actual - expected) < 0.02) $"{message}: {actual} of {expected}"

[<Tests>]
let tests =
    testList "Draws" [
        test "numbers keep the range, and away from kinks" {
            let values =
                Numbers(low = -1.0, high = 3.0, kinks = [ 0.0; 1.0 ], margin = 0.2).Draw(3, [ 1000 ]).ToArray()

            Expect.all values (fun x -> -1.0 <= x && x < 3.0 && abs x >= 0.2 && abs (x - 1.0) >= 0.2) "within"
        }

        test "special numbers come in the proportions given" {
            let numbers =
                Numbers(kinks = [ 1.0 ], zeros = 0.1, denormals = 0.2, infinities = 0.05, nans = 0.15, nearKinks = 0.1)

            share numbers (fun x -> x = 0.0) |> about 0.1 "zeros"
            share numbers (fun x -> x = 0.0 && Double.IsNegative x) |> about 0.05 "negative zeros"
            share numbers Double.IsSubnormal |> about 0.2 "denormals"
            share numbers Double.IsInfinity |> about 0.05 "infinities"
            share numbers Double.IsNaN |> about 0.15 "NaN"
            share numbers (fun x -> abs (x - 1.0) < 1e-15) |> about 0.1 "kinks"
            let tied = Numbers(ties = 0.5).Draw(1, [ 1000 ]).ToArray() |> Array.distinct |> Array.length
            Expect.isLessThan tied 700 "ties"
            let single = Numbers(DType.Float32, denormals = 1.0).Draw(1, [ 100 ]).ToArray()
            Expect.all single (fun x -> Single.IsSubnormal(float32 x)) "denormals of Float32"
        }

        test "ranges without room are errors" {
            Expect.throwsC (fun () -> Numbers(low = 1.0, high = 1.0) |> ignore) (fun e ->
                Expect.stringContains e.Message "Numbers wants low below high" "empty")

            Expect.throwsC (fun () -> Numbers(kinks = [ 0.0 ], margin = 3.0) |> ignore) (fun e ->
                Expect.stringContains e.Message "Numbers wants room between the kinks" "no room")
        }

        test "shapes broadcast, and shrink to shapes that do" {
            for x, y in sample 200 Shapes.broadcastable do
                let whole = Shapes.broadcast x y
                Expect.isSome whole $"{x} with {y}"
                let sum = Tensor.Zeros(List.toArray x) + Tensor.Zeros(List.toArray y)
                Expect.equal (List.ofSeq sum.Shape) whole.Value "as the library has it"

                for x, y in Shapes.broadcastable.Shrinker((x, y)) do
                    Expect.isSome (Shapes.broadcast x y) $"{x} with {y}"

            Expect.isNone (Shapes.broadcast [ 2 ] [ 3 ]) "not these"
        }

        test "axes, permutations and places" {
            for axes in sample 50 (Shapes.axes 3) do
                Expect.equal axes (List.sort (List.distinct axes)) "a set in order"

            for p in sample 50 (Shapes.permutation 3) do
                Expect.equal (List.sort p) [ 0; 1; 2 ] "each axis once"

            for places in sample 50 (Shapes.places 4 [ 2; 3 ]) do
                Expect.all
                    (places.ToArray())
                    (fun i -> i >= 0.0 && i < 4.0 && i = Math.Floor i)
                    "whole and below the limit"

            let least =
                smallest
                    (Shapes.places 9 [ 3 ])
                    (fun x -> x.ToArray() |> Array.exists (fun i -> i >= 2.0))
                    (Tensor.Create [| 7.0; 8.0; 1.0 |])

            Expect.equal (Array.sum (least.ToArray())) 2.0 "one that matters, and small"
        }

        test "tensors shrink to fewer axes, smaller sizes and rounder numbers" {
            let draw = Draw.tensor Numbers.Default Shapes.any
            let x = Numbers.Default.Draw(5, [ 3; 4; 2 ])
            Expect.equal (smallest draw (fun _ -> true) x) Tensor.Zero "the least of all"
            let large (x: Tensor) = x.ToArray() |> Array.exists (fun x -> x > 1.2)
            let least = smallest draw large x
            Expect.equal (least.Rank, least.ToScalar()) (0, 2.0) "the least above 1.2"
        }

        test "trees like an example shrink together, where their sizes are equal" {
            let draw =
                Draw.like Numbers.Default { Tree.W = Tensor.Zeros [| 3; 2 |]; Parts = [ Tensor.Zeros [| 2 |] ] }

            let tree = (sample 1 draw)[0]
            Expect.sequenceEqual tree.W.Shape [ 3; 2 ] "the shape of the example"

            let fits (tree: Tree) =
                tree.W.Rank = 2 && tree.Parts.Head.Rank = 1 && tree.W.Shape[1] = tree.Parts.Head.Count

            let least = smallest draw fits tree
            Expect.sequenceEqual least.W.Shape [ 1; 1 ] "the smallest that fits"
        }

        test "trees of any type by reflection" {
            let trees = sample 50 (Draw.tree<Tree> Numbers.Default)
            Expect.isTrue (trees |> Array.exists (fun tree -> tree.Parts.Length > 1)) "lists of several"
            Expect.isTrue (trees |> Array.exists (fun tree -> tree.W.Rank = 2)) "of several axes"

            Expect.isTrue
                (sample 5 (Draw.tree<Record> Numbers.Default) |> Array.exists (fun r -> r.Key <> ""))
                "with what else a record holds"
        }

        testPropertyWithConfig
            { FsCheckConfig.defaultConfig with arbitrary = [ typeof<Generators> ] }
            "by a configuration"
            (fun (x: Tensor) (key: Key) -> x.Count >= 1 && string key <> "")
    ]
