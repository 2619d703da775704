/// Parameter trees made of C# types.
module Functional.Tests.Trees.CSharpTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open Expecto
open Functional.Core
open Functional.Samples
open Functional.Tests.Trees.TreeTests

[<Tests>]
let tests =
    testList "Trees of C#" [
        test "positional records, classes and structs" {
            isEqualTree (Dense(t 1, t 2)) [ 1; 2 ] [ ".W"; ".B" ]
            isEqualTree (Point(t 1, t 2)) [ 1; 2 ] [ ".X"; ".Y" ]
            isEqualTree (Derived(t 1, t 2)) [ 1; 2 ] [ ".A"; ".B" ]
            isTree (Plain(t 1, t 2)) [ 1; 2 ] [ ".Weight"; ".Bias" ]
        }

        test "generic records, nested" {
            let inner = Pair(t 1, t 2)
            isEqualTree inner [ 1; 2 ] [ ".First"; ".Second" ]

            isEqualTree (Pair(inner, inner)) [ 1; 2; 1; 2 ] [
                ".First.First"
                ".First.Second"
                ".Second.First"
                ".Second.Second"
            ]
        }

        test "records whose parts are set by name" {
            isEqualTree (Named(W = t 1, B = t 2)) [ 1; 2 ] [ ".W"; ".B" ]
            isEqualTree (Extended(t 1, Scale = t 2)) [ 1; 2 ] [ ".W"; ".Scale" ]
        }

        test "structs with fields" { isEqualTree (Fields(Left = t 1, Right = t 2)) [ 1; 2 ] [ ".Left"; ".Right" ] }

        test "anonymous types" { isEqualTree (Factory.Anonymous(t 1, t 2)) [ 1; 2 ] [ ".A"; ".B" ] }

        test "a part declared as another type keeps the type that it has" {
            let tree: Base = Derived(t 1, t 2)
            isEqualTree tree [ 1; 2 ] [ ".A"; ".B" ]
        }

        test "interfaces of lists and maps, also when made by a collection expression" {
            let tree = Factory.Interfaces(t 1, t 2)
            let paths = [ ".Layers[0]"; ".Layers[1]"; ".Heads[h]" ]
            Expect.sequenceEqual (Tree.Paths tree) paths "paths"
            let rebuilt = Tree.Rebuild(tree, [| t 5; t 6; t 7 |])
            Expect.sequenceEqual (Tree.Flatten rebuilt) [ t 5; t 6; t 7 ] "leaves"
        }

        test "all of these in each other" {
            let network =
                Network(
                    ImmutableArray.Create(Dense(t 1, t 2)),
                    Dictionary(dict [ "h", Pair(t 3, t 4) ]),
                    struct (t 5, Point(t 6, t 7)),
                    [| t 8 |]
                )

            isTree network [ 1..8 ] [
                ".Layers[0].W"
                ".Layers[0].B"
                ".Heads[h].First"
                ".Heads[h].Second"
                ".Statistics.Item1"
                ".Statistics.Item2.X"
                ".Statistics.Item2.Y"
                ".Scales[0]"
            ]
        }

        test "a type that is a tree by its own account" {
            let custom = Custom(t 1, t 2, "layer")
            isTree custom [ 1; 2 ] [ ".weight"; ".bias" ]
            isTree [ custom ] [ 1; 2 ] [ "[0].weight"; "[0].bias" ]
            Expect.equal (Tree.Rebuild(custom, [| t 3; t 4 |]).Name) "layer" "what is no leaf is kept"
        }

        test "a constructor that refuses its arguments is heard" {
            let tree = Checked(Tensor.Create [| 1.0 |])

            Expect.throwsC (fun () -> Tree.Rebuild(tree, [| t 1 |]) |> ignore) (fun error ->
                Expect.equal error.Message "a vector is wanted" "message"
                Expect.equal (error.GetType()) typeof<ArgumentException> "type")
        }
    ]

[<Tests>]
let literals =
    testList "C# literals" [
        test "are Float64 unless they say otherwise" {
            Expect.equal (Factory.FromSpan()) (Tensor.Create [| 1.0; 2.0; 3.0 |]) "doubles"
            Expect.equal (Factory.FromIntegers()) (Tensor.Create [| 1.0; 2.0; 3.0 |]) "integers"
            Expect.equal (Factory.FromSingles()) (Tensor.Create [| 1f; 2f |]) "singles"
            Expect.equal (Factory.FromMixed()) (Tensor.Create [| 1.0; 2.5 |]) "both"
            Expect.equal (Factory.Shaped()) (Tensor.Create(array2D [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ])) "with a shape"
            Expect.equal (Factory.FromRows()) (Tensor.Create(array2D [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ])) "rows"
        }
    ]
