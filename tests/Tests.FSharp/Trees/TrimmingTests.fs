/// The check of a trimmed program that a type has all of its members; .ci/run publishes examples/Trimmed, which shows what it refuses.
module Functional.Tests.Trees.TrimmingTests

open System
open System.Collections.Generic
open Expecto
open Functional.Core
open Functional.Models
open Functional.Samples
open Functional.Tests.Trees.TreeTests

type private Small() =
    member val Flag = true with get, set
    member val Byte = 1uy with get, set

type private Smaller() =
    inherit Small()
    member val Other = false with get, set
    member val Value = 0.0 with get, set
    member val Tensor = Tensor.One with get, set

[<Tests>]
let tests =
    testList "Trimming" [
        test "a program in full is not trimmed" { Expect.isFalse Trimming.IsTrimmed "trimmed" }

        for kind in
            [
                typeof<Dense>
                typeof<Named>
                typeof<WithRate>
                typeof<LongerConstructor>
                typeof<Smaller>
                typeof<struct (Tensor * int * Tensor)>
                typeof<Tensor * struct (Tensor * bool)>
                typeof<{| W: Tensor; N: byte |}>
                typeof<KeyValuePair<int, Tensor>>
                typeof<Nullable<int>>
                typeof<Tensor option>
            ] do
            test $"no field of {kind.Name} is hidden where all members are there" {
                Expect.isFalse (Trimming.HidesFields kind) "hidden"
            }

        for value, holds in
            [
                box (t 1), true
                box [ t 1 ], true
                box {| W = t 1 |}, true
                box (WithRate(t 1, 0.1)), true
                box (Random 1), true
                null, false
                box "name", false
                box 1.5, false
                box DType.Float32, false
                box (Func<Tensor, Tensor>(fun x -> x)), false
                box [||], false
            ] do
            test $"a field that no part holds may hold tensors or not: %A{value}" {
                Expect.equal (Trimming.MayHoldTensors value) holds "holds"
            }

        test "Keep does nothing when it runs" { Tree.Keep<Named>() }
    ]
