/// Parameter trees made of F# types.
module Functional.Tests.Trees.TreeTests

open System
open System.Collections.Concurrent
open System.Collections.Generic
open System.Collections.Immutable
open System.Collections.ObjectModel
open Expecto
open Functional.Core

let t (x: float) = Tensor.Scalar x

/// The leaves as numbers, the paths, and the law: a tree rebuilt from its own leaves is the same, from others it has those.
let isTree (tree: 'tree) (leaves: float list) (paths: string list) =
    let flat = Tree.Flatten tree
    Expect.sequenceEqual (flat |> Array.map _.ToScalar()) leaves "leaves"
    Expect.sequenceEqual (Tree.Paths tree) paths "paths"
    let again = Tree.Rebuild(tree, flat)
    Expect.sequenceEqual (Tree.Flatten again) flat "Rebuild(x, Flatten x) has the leaves of x"
    Expect.sequenceEqual (Tree.Paths again) paths "Rebuild(x, Flatten x) has the paths of x"
    Expect.equal (again.GetType()) (tree.GetType()) "type"
    let others = flat |> Array.mapi (fun i _ -> t (100.0 + float i))
    let rebuilt = Tree.Rebuild(tree, others)
    Expect.sequenceEqual (Tree.Flatten rebuilt) others "other leaves"
    Expect.sequenceEqual (Tree.Flatten tree) flat "the tree itself is as it was"

/// As above, for trees that can be compared.
let isEqualTree (tree: 'tree when 'tree: equality) leaves paths =
    isTree tree leaves paths
    Expect.isTrue (Tree.Rebuild(tree, Tree.Flatten tree) = tree) "Rebuild(x, Flatten x) = x"

type Dense = { W: Tensor; B: Tensor }

[<Struct>]
type Moments = { Mean: Tensor; Variance: Tensor }

type Layer<'leaf> = { Weight: 'leaf; Bias: 'leaf }

type private Hidden = { Inner: Tensor; Outer: Tensor }
type Closed = private { Secret: Tensor; Other: Tensor }

/// Names that differ in case alone, in an order that is not the alphabet's.
type Cases = { b: Tensor; B: Tensor; a: Tensor; A: Tensor }

[<CLIMutable>]
type Mutable = { X: Tensor; Y: Tensor }

type Network = {
    Layers: Dense list
    Heads: Map<string, Layer<Tensor>>
    Statistics: struct (Tensor * Moments)
    Scales: Tensor[]
}

type Optional = { Kernel: Tensor; Shift: Tensor option }

[<Tests>]
let shapes =
    testList "Trees of F#" [
        test "a tensor is a tree of one leaf" { isEqualTree (t 1) [ 1 ] [ "" ] }

        test "records, by the order of their fields" {
            isEqualTree { W = t 1; B = t 2 } [ 1; 2 ] [ ".W"; ".B" ]
            isEqualTree { Mean = t 1; Variance = t 2 } [ 1; 2 ] [ ".Mean"; ".Variance" ]
            isEqualTree { X = t 1; Y = t 2 } [ 1; 2 ] [ ".X"; ".Y" ]
        }

        test "records that are private, or whose fields are" {
            isEqualTree { Inner = t 1; Outer = t 2 } [ 1; 2 ] [ ".Inner"; ".Outer" ]
            isEqualTree { Secret = t 1; Other = t 2 } [ 1; 2 ] [ ".Secret"; ".Other" ]
        }

        test "fields whose names differ in case alone are not confused" {
            isEqualTree { b = t 1; B = t 2; a = t 3; A = t 4 } [ 1; 2; 3; 4 ] [ ".b"; ".B"; ".a"; ".A" ]
        }

        test "records that are generic in their leaves, nested" {
            isEqualTree { Weight = t 1; Bias = t 2 } [ 1; 2 ] [ ".Weight"; ".Bias" ]

            isEqualTree { Weight = { Weight = t 1; Bias = t 2 }; Bias = { Weight = t 3; Bias = t 4 } } [ 1; 2; 3; 4 ] [
                ".Weight.Weight"
                ".Weight.Bias"
                ".Bias.Weight"
                ".Bias.Bias"
            ]
        }

        test "anonymous records, in the order of their names" {
            isEqualTree {| W = t 1; B = t 2 |} [ 2; 1 ] [ ".B"; ".W" ]
            isEqualTree (struct {| P = t 1; Q = [| t 2 |] |}) [ 1; 2 ] [ ".P"; ".Q[0]" ]
        }

        test "tuples of any length" {
            isEqualTree (t 1, t 2) [ 1; 2 ] [ ".Item1"; ".Item2" ]
            isEqualTree (struct (t 1, t 2)) [ 1; 2 ] [ ".Item1"; ".Item2" ]
            let paths = [ for i in 1..7 -> $".Item{i}" ] @ [ ".Rest.Item1"; ".Rest.Item2" ]
            isEqualTree (t 1, t 2, t 3, t 4, t 5, t 6, t 7, t 8, t 9) [ 1..9 ] paths
            isEqualTree (struct (t 1, t 2, t 3, t 4, t 5, t 6, t 7, t 8, t 9)) [ 1..9 ] paths
        }

        test "arrays and lists, empty ones too" {
            isEqualTree [| t 1; t 2 |] [ 1; 2 ] [ "[0]"; "[1]" ]
            isEqualTree [ t 1; t 2 ] [ 1; 2 ] [ "[0]"; "[1]" ]
            isTree (ResizeArray [ t 1; t 2 ]) [ 1; 2 ] [ "[0]"; "[1]" ]
            isTree (ReadOnlyCollection [| t 1 |]) [ 1 ] [ "[0]" ]
            isEqualTree [| struct (t 1, t 2) |] [ 1; 2 ] [ "[0].Item1"; "[0].Item2" ]
            isEqualTree [| [| t 1 |]; [||]; [| t 2 |] |] [ 1; 2 ] [ "[0][0]"; "[2][0]" ]
            isEqualTree ([]: Tensor list) [] []
            isEqualTree ([||]: Tensor[]) [] []
        }

        test "maps, in the order of their keys" {
            isEqualTree (Map [ "b", t 1; "a", t 2; "B", t 3 ]) [ 3; 2; 1 ] [ "[B]"; "[a]"; "[b]" ]
            isEqualTree (Map [ 10, t 1; 9, t 2 ]) [ 2; 1 ] [ "[9]"; "[10]" ]
            isTree (Dictionary(dict [ "b", t 1; "a", t 2 ])) [ 2; 1 ] [ "[a]"; "[b]" ]
            isTree (SortedDictionary(dict [ "b", t 1; "a", t 2 ])) [ 2; 1 ] [ "[a]"; "[b]" ]
            isTree (ConcurrentDictionary(dict [ "b", t 1; "a", t 2 ])) [ 2; 1 ] [ "[a]"; "[b]" ]
            isEqualTree (Map.empty: Map<string, Tensor>) [] []
        }

        test "immutable collections" {
            isTree (ImmutableArray.Create(t 1, t 2)) [ 1; 2 ] [ "[0]"; "[1]" ]
            isTree (ImmutableList.Create(t 1, t 2)) [ 1; 2 ] [ "[0]"; "[1]" ]
            isTree (ImmutableDictionary.CreateRange(dict [ "b", t 1; "a", t 2 ])) [ 2; 1 ] [ "[a]"; "[b]" ]
            isTree (ImmutableSortedDictionary.CreateRange(dict [ "b", t 1; "a", t 2 ])) [ 2; 1 ] [ "[a]"; "[b]" ]
        }

        test "a rebuilt map compares its keys as before" {
            let lookUp (map: IReadOnlyDictionary<string, Tensor>) =
                Expect.equal (map["KEY"].ToScalar()) 1.0 $"{map.GetType().Name}"

            let items = dict [ "key", t 1 ]
            let ignoringCase = StringComparer.OrdinalIgnoreCase
            let again (map: 'map) = Tree.Rebuild(map, Tree.Flatten map)
            lookUp (again (Dictionary(items, ignoringCase)))
            lookUp (again (SortedDictionary(items, ignoringCase)))
            lookUp (again (ImmutableDictionary.CreateRange(ignoringCase, items)))
            lookUp (again (ImmutableSortedDictionary.CreateRange(ignoringCase, items)))
        }

        test "None has no leaves, and stays None" {
            isEqualTree { Kernel = t 1; Shift = None } [ 1 ] [ ".Kernel" ]
            isEqualTree { Kernel = t 1; Shift = Some(t 2) } [ 1; 2 ] [ ".Kernel"; ".Shift.Value" ]
            isEqualTree [ Some(t 1); None; Some(t 2) ] [ 1; 2 ] [ "[0].Value"; "[2].Value" ]
            isEqualTree (Map [ "a", None; "b", Some(t 1) ]) [ 1 ] [ "[b].Value" ]
        }

        test "all of these in each other" {
            let network = {
                Layers = [ { W = t 1; B = t 2 }; { W = t 3; B = t 4 } ]
                Heads = Map [ "x", { Weight = t 5; Bias = t 6 } ]
                Statistics = struct (t 7, { Mean = t 8; Variance = t 9 })
                Scales = [| t 10 |]
            }

            isEqualTree network [ 1..10 ] [
                ".Layers[0].W"
                ".Layers[0].B"
                ".Layers[1].W"
                ".Layers[1].B"
                ".Heads[x].Weight"
                ".Heads[x].Bias"
                ".Statistics.Item1"
                ".Statistics.Item2.Mean"
                ".Statistics.Item2.Variance"
                ".Scales[0]"
            ]
        }

        test "a list of 100 000 leaves" {
            let tree = List.init 100_000 (fun i -> struct (t (float i), t 0))
            let leaves = Tree.Flatten tree
            Expect.hasLength leaves 200_000 "leaves"
            Expect.isTrue (Tree.Rebuild(tree, leaves) = tree) "rebuilt"
            Expect.equal (Array.last (Tree.Paths tree)) "[99999].Item2" "path"
        }
    ]

[<Tests>]
let functions =
    testList "Functions of trees" [
        test "Map and Map2 work leaf by leaf" {
            let x = { W = t 1; B = t 2 }
            Expect.equal (Tree.Map((fun leaf -> leaf * 10.0), x)) { W = t 10; B = t 20 } "Map"
            Expect.equal (Tree.Map2((fun a b -> a - b), x, { W = t 3; B = t 5 })) { W = t -2; B = t -3 } "Map2"
        }

        test "zeros have the shapes and dtypes of a tree" {
            let x = Tensor.Create [| 1f; 2f |], [ Tensor.Eye 2 ]
            let expected = Tensor.Zeros([| 2 |], DType.Float32), [ Tensor.Zeros [| 2; 2 |] ]
            Expect.equal (Tree.ZerosLike x) expected "zeros"
        }

        test "a gradient has the type of what it is the gradient of" {
            let loss (x: Network) =
                let struct (mean, _) = x.Statistics
                (x.Layers |> List.sumBy _.W) * x.Heads["x"].Bias + mean

            let network = {
                Layers = [ { W = t 1; B = t 2 }; { W = t 3; B = t 4 } ]
                Heads = Map [ "x", { Weight = t 5; Bias = t 6 } ]
                Statistics = struct (t 7, { Mean = t 8; Variance = t 9 })
                Scales = [| t 10 |]
            }

            let gradient = (Ad.Grad loss).Invoke network

            Expect.equal
                gradient
                {
                    Layers = [ { W = t 6; B = t 0 }; { W = t 6; B = t 0 } ]
                    Heads = Map [ "x", { Weight = t 0; Bias = t 4 } ]
                    Statistics = struct (t 1, { Mean = t 0; Variance = t 0 })
                    Scales = [| t 0 |]
                }
                "gradient"
        }

        test "trees of a type that is new are walked by many threads at once" {
            let walk i =
                let tree = {| New = t (float i); Fresh = [ struct (t 1, [| t 2 |]) ]; Unseen = {| Deep = t 3 |} |}
                let rebuilt = Tree.Rebuild(tree, Tree.Flatten tree)
                rebuilt = tree && (Tree.Flatten tree).Length = 4

            Expect.all (Array.Parallel.init 1000 walk) id "same answer on every thread"
        }

        test "flattening and rebuilding a record writes no paths: 1000 leaves with long names cost no strings" {
            let tree = Map [ String('k', 1000), [ for i in 1..1000 -> { W = t 1; B = t 2 } ] ]
            let leaves = Tree.Flatten tree
            let before = GC.GetAllocatedBytesForCurrentThread()
            Tree.Rebuild(tree, leaves) |> ignore
            Tree.Flatten tree |> ignore
            let bytes = GC.GetAllocatedBytesForCurrentThread() - before
            // One path alone has 2 kB, all of them 4 MB.
            Expect.isLessThan bytes 1_000_000L "bytes"
        }
    ]
