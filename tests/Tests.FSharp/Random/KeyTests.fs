/// The bits behind every random number: Threefry-2x32, keys and their children.
module Functional.Tests.Random.KeyTests

open System
open Expecto
open Functional.Core
open Functional.Core.Kernels

let private image (struct (k0, k1)) (struct (c0, c1)) = Threefry.Of(k0, k1, c0, c1)

let private blocks (k0: uint32) (k1: uint32) start stream n =
    let blocks = Array.zeroCreate<uint64> n
    Threefry.Blocks(k0, k1, start, stream, Span blocks)
    blocks

[<Tests>]
let tests =
    testList "Key" [
        test "Threefry-2x32-20 has the known answers that Random123 publishes" {
            Expect.equal (image (0u, 0u) (0u, 0u)) (struct (0x6b200159u, 0x99ba4efeu)) "all bits 0"

            let ones = struct (UInt32.MaxValue, UInt32.MaxValue)
            Expect.equal (image ones ones) (struct (0x1cb996fcu, 0xbb002be7u)) "all bits 1"

            Expect.equal
                (image (0x13198a2eu, 0x03707344u) (0x243f6a88u, 0x85a308d3u))
                (struct (0xc4923a9cu, 0x483df7a0u))
                "the bits of π"
        }

        test "blocks computed in vectors are those computed one by one, at every length and start" {
            for n in [ 0; 1; 7; 8; 9; 15; 16; 17; 31; 32; 33; 100 ] do
                for start in [ 0u; 1u; 12345u; UInt32.MaxValue - 5u ] do
                    let expected =
                        Array.init n (fun i ->
                            let struct (x0, x1) = image (0xdeadbeefu, 42u) (start + uint32 i, 3u)
                            (uint64 x0 <<< 32) ||| uint64 x1)

                    Expect.equal (blocks 0xdeadbeefu 42u start 3u n) expected $"{n} blocks from {start}"
        }

        test "a key is its seed: equal by value, shown in hexadecimal digits" {
            Expect.equal (Key.Of 7L) (Key.Of 7L) "same seed"
            Expect.notEqual (Key.Of 7L) (Key.Of 8L) "another seed"
            Expect.equal (string (Key.Of 0x123456789abcdef0L)) "Key 123456789abcdef0" "all 64 bits"
            Expect.equal (string (Key.Of -1L)) "Key ffffffffffffffff" "negative seeds too"
            Expect.equal Unchecked.defaultof<Key> (Key.Of 0L) "the default key is that of seed 0"
        }

        test "the children of a key never change" {
            let key = Key.Of 1L
            // By another program, in Python.
            let split = [| "Key 74298876fc8d8048"; "Key ded4345821b7c879"; "Key f14b4c462d90942b" |]
            Expect.equal (key.Split 3 |> Array.map string) split "split"
            Expect.equal (string (key.FoldIn 5)) "Key 75ce97f127ff2809" "fold-in"
            Expect.equal (string (key.FoldIn -1)) "Key 6af55d6371f4c4d0" "a negative number"
        }

        test "the first children of many are those of few, and a pair is the first two" {
            let key = Key.Of 2L
            Expect.equal (key.Split(10).[..3]) (key.Split 4) "prefix"
            let struct (first, second) = key.Split()
            Expect.equal [| first; second |] (key.Split 2) "pair"
            Expect.equal (key.Split 0) [||] "none"
        }

        test "100 000 children, folds and grandchildren are all different" {
            let key = Key.Of 3L
            let folds = Array.init 50_000 (fun i -> key.FoldIn(i - 25_000))
            let grandchildren = key.Split 100 |> Array.collect (fun child -> child.Split 100)
            let all = Array.concat [ [| key |]; key.Split 50_000; folds; grandchildren ]
            Expect.hasLength (Array.distinct all) all.Length "no two keys meet"
        }

        test "one more bit in the seed changes half of the bits of a block" {
            let flipped = [
                for bit in 0..63 do
                    for seed in 0L .. 19L do
                        let a = blocks (uint32 (seed >>> 32)) (uint32 seed) 0u 0u 1
                        let other = seed ^^^ (1L <<< bit)
                        let b = blocks (uint32 (other >>> 32)) (uint32 other) 0u 0u 1
                        float (Numerics.BitOperations.PopCount(a[0] ^^^ b[0]))
            ]

            // 1280 counts of mean 32 and standard deviation 4: the mean's own deviation is 0.11.
            Expect.isLessThan (abs (List.average flipped - 32.0)) 0.5 "avalanche"
        }

        test "Split wants no negative number of keys" {
            Expect.throwsC (fun () -> (Key.Of 1L).Split -1 |> ignore) (fun error ->
                Expect.equal error.Message "Split wants 0 or more keys, but got -1." "message"
                Expect.isTrue (error :? DomainException) "type")
        }
    ]
