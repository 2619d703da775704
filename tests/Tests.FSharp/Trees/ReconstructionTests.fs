/// Rebuilding a tree from its own parts is the identity, or the type is refused with the member that would be lost.
module Functional.Tests.Trees.ReconstructionTests

open System
open System.Collections.Generic
open Expecto
open Functional.Core
open Functional.Models
open Functional.Samples
open Functional.Tests.Trees.TreeTests

let private refused (words: string list) (f: unit -> 'a) =
    Expect.throwsC (fun () -> f () |> ignore) (fun error ->
        Expect.equal (error.GetType()) typeof<TreeException> error.Message

        for word in words do
            Expect.stringContains error.Message word "message")

let private loses (typeName: string) (part: string) (tree: 'tree) =
    let words = [
        $"but got {typeName}, which loses {part}."
        $"Let its constructor take {part} and keep it as it is, or let the type implement ITree."
    ]

    refused words (fun () -> Tree.Flatten tree)
    refused words (fun () -> Ad.Grad(fun (_: 'tree) -> Tensor.One).Invoke tree)

[<Tests>]
let losses =
    testList "Types that lose a part are refused" [
        test "a private setter" { loses "PrivateSetter" "Momentum" (PrivateSetter.Make(t 1, t 2)) }
        test "an internal setter" { loses "InternalSetter" "B" (InternalSetter.Make(t 1, t 2)) }
        test "a constructor that computes a part anew" { loses "Doubling" "W" (Doubling(t 1)) }
        test "a constructor that swaps its parts" { loses "Swapped" "A" (Swapped(t 1, t 2)) }

        test "a field of a longer constructor, even if the first value of the type has it as it would be" {
            Expect.equal (Tree.Flatten(LongerConstructor(t 1))) [| t 1 |] "by the short one"
            loses "LongerConstructor" "rate" (LongerConstructor(t 1, 0.5))
        }

        test "a field that has the tensor of a part in the first value" {
            Expect.equal (Tree.Flatten(Twin(t 1))) [| t 1 |] "the same tensor twice"
            loses "Twin" "seed" (Twin(t 1, t 2))
        }

        test "a value that is kept once it has been asked for" {
            let tree = Remembering(t 3)
            Expect.equal (Tree.Flatten tree) [| t 3 |] "before"
            Expect.equal tree.Square (t 9) "asked"
            loses "Remembering" "square" tree
        }

        test "a parameter that is no member is named" {
            refused
                [
                    "Misnamed at its root, whose constructor takes weight"
                    "Name the parameters of a public constructor as the members that they set"
                ]
                (fun () -> Tree.Flatten(Misnamed(t 1)))
        }
    ]

[<Tests>]
let identities =
    testList "Types that keep all parts are trees" [
        test "a property computed of the parts, in derivatives and programs too" {
            let f (circle: Circle) = Tensor.Sin circle.Area
            isTree (Circle(t 2)) [ 2 ] [ ".Radius" ]
            let expected = 4.0 * cos 4.0
            Expect.floatClose Accuracy.high ((AD.grad f (Circle(t 2))).Radius.ToScalar()) expected "gradient"

            Expect.floatClose
                Accuracy.high
                ((AD.compile (AD.grad f) (Circle(t 2))).Radius.ToScalar())
                expected
                "compiled"
        }

        test "a constructor that copies a list" {
            isTree (Copying [| t 1; t 2 |]) [ 1; 2 ] [ ".Layers[0]"; ".Layers[1]" ]
        }

        test "a dictionary keeps its order within a transform" {
            let first (d: Dictionary<string, Tensor>) = Seq.head d.Values
            let ba, ab = Dictionary(dict [ "b", t 1; "a", t 2 ]), Dictionary(dict [ "a", t 2; "b", t 1 ])
            let gradient (d: Dictionary<string, Tensor>) = let g = AD.grad first d in g["a"], g["b"]
            Expect.equal (gradient ba) (t 0, t 1) "b first"
            Expect.equal (gradient ab) (t 1, t 0) "a first"
            let compiled = AD.compile first
            Expect.equal (compiled ba, compiled ab) (t 1, t 2) "compiled"
            Expect.equal (Params.map2 (+) ba ab |> Tree.Flatten) [| t 4; t 2 |] "the order does not matter to Map2"
        }
    ]

[<Tests>]
let cycles =
    let chain length =
        Seq.fold (fun next i -> Node(W = t (float i), Next = next)) null (seq { length .. -1 .. 1 })

    testList "Trees that contain themselves" [
        test "a link back is named with both places" {
            let node = chain 3
            node.Next.Next.Next <- node.Next

            let words = [
                "but got Node at leaf .Next again at leaf .Next.Next.Next. Refer to it by an index or a key."
            ]

            refused words (fun () -> Tree.Flatten node)
            refused words (fun () -> Tree.Paths node)
            refused words (fun () -> Tree.Rebuild(node, [ t 1 ]))
            refused words (fun () -> AD.grad (fun (n: Node) -> n.W) node)
            refused words (fun () -> AD.compile (fun (n: Node) -> n.W) node)
            refused words (fun () -> Params.map2 (+) node node)
        }

        test "a list and a dictionary within themselves" {
            let list = List<obj>()
            list.Add(t 1)
            list.Add list
            refused [ "List<Object> at its root again at leaf [1]" ] (fun () -> Tree.Flatten list)
            let map = Dictionary<string, obj>()
            map["me"] <- map
            refused [ "Dictionary<String, Object> at its root again at leaf [me]" ] (fun () -> Tree.Flatten map)
            refused [ "again" ] (fun () -> Tree.Rebuild(map, []))
        }

        test "a value in two places is no cycle" {
            let leaf = Pair(t 1, t 2)

            isEqualTree (Pair(leaf, leaf)) [ 1; 2; 1; 2 ] [
                ".First.First"
                ".First.Second"
                ".Second.First"
                ".Second.Second"
            ]
        }

        test "a thousand parts within each other are a tree, and more are refused" {
            let deep = chain 1000
            Expect.hasLength (Tree.Flatten deep) 1000 "leaves"
            Expect.equal ((AD.grad (fun (n: Node) -> n.Next.W) deep).Next.W) Tensor.One "gradient"

            for length in [ 1001; 100_000 ] do
                let words = [ "at most 1000 parts within each other"; ".Next.Next"; "Keep many parts in a list." ]
                refused words (fun () -> Tree.Flatten(chain length))
        }
    ]
