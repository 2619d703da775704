/// The whole structure of an argument is part of the key of a compiled function: types, keys, lengths, cases and static parts.
module Functional.Tests.Trees.CompileKeyTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open Expecto
open Functional.Core
open Functional.Models
open Functional.Samples
open Functional.Tests.Trees.TreeTests

type Two = { A: Tensor option; B: Tensor option }

type Layer = {
    Weight: Tensor
    [<Static>]
    Activation: Tensor -> Tensor
    [<Static>]
    Name: string
}

let private v (xs: float list) = Tensor.ofSeq xs

/// Equal to f on each argument in turn, whatever was traced before.
let private agrees (f: 'x -> 'y) (same: 'y -> 'y -> bool) (xs: 'x list) =
    let compiled = AD.compile f

    for x in xs @ List.rev xs do
        Expect.isTrue (same (compiled x) (f x)) $"compiled %A{Tree.Paths x}"

let private equal f xs = agrees f (=) xs

let private pairs (d: seq<KeyValuePair<'k, Tensor>>) = [ for p in d -> p.Key, p.Value ]

[<Tests>]
let keys =
    testList "Compiled functions keep one program for each structure" [
        test "keys of a dictionary" {
            let f (d: Dictionary<string, Tensor>) =
                Dictionary(
                    d |> Seq.map (fun p -> KeyValuePair(p.Key, (if p.Key = "a" then 10.0 * p.Value else p.Value)))
                )

            let dictionary key = Dictionary(dict [ key, t 1 ])
            let compiled = AD.compile f
            Expect.equal (pairs (compiled (dictionary "a"))) [ "a", t 10 ] "a"
            Expect.equal (pairs (compiled (dictionary "b"))) [ "b", t 1 ] "b"
        }

        test "lengths of rows" {
            let compiled = AD.compile (fun (rows: Tensor[][]) -> Tensor.stack 0 (rows |> Array.map Array.sum))
            Expect.equal (compiled [| [| t 1; t 2 |]; [| t 3 |] |]) (v [ 3; 3 ]) "2 and 1"
            Expect.equal (compiled [| [| t 1 |]; [| t 2; t 3 |] |]) (v [ 1; 5 ]) "1 and 2"
        }

        test "cases of options" {
            equal (fun x -> { A = x.A |> Option.map (fun a -> 2.0 * a); B = x.B }) [
                { A = Some(t 1); B = None }
                { A = None; B = Some(t 1) }
                { A = Some(t 1); B = Some(t 2) }
                { A = None; B = None }
            ]
        }

        test "types at run time" {
            let f (xs: IReadOnlyList<Tensor>) = if xs :? List<Tensor> then 2.0 * xs[0] else xs[0]
            equal f [ [| t 1 |] :> IReadOnlyList<Tensor>; List [ t 1 ] ]

            let g (p: Base) =
                match p with
                | :? Derived as d -> d.A * d.B
                | other -> other.A

            equal g [ Base(t 3); Derived(t 3, t 4) ]
        }

        test "comparers of a dictionary" {
            let dictionary (comparer: StringComparer) = Dictionary(dict [ "a", t 1 ], comparer)
            let f (d: Dictionary<string, Tensor>) = d

            agrees f (fun x y -> x.ContainsKey "A" = y.ContainsKey "A") [
                dictionary StringComparer.Ordinal
                dictionary StringComparer.OrdinalIgnoreCase
            ]
        }

        test "static parts: numbers, texts and functions" {
            let f (layer: Layer) = layer.Activation(layer.Weight * float layer.Name.Length)
            let layer activation name = { Weight = t 2; Activation = activation; Name = name }
            let tanh, sin = (fun (x: Tensor) -> Tensor.Tanh x), (fun (x: Tensor) -> Tensor.Sin x)
            equal f [ layer tanh "a"; layer sin "a"; layer tanh "ab" ]

            let g (layer: Activated) = layer.W * float layer.Units
            equal g [ Activated(t 1, 2); Activated(t 1, 3) ]
        }

        test "what a tree of its own account says of itself" {
            let name (c: Custom) = Tree.Rebuild(c, [ t (float c.Name.Length); t 0 ])
            let same (x: Custom) (y: Custom) = x.Name = y.Name && Tree.Flatten x = Tree.Flatten y
            agrees name same [ Custom(t 1, t 2, "layer"); Custom(t 1, t 2, "other one") ]
        }

        test "the items of a fold" {
            let fold =
                AD.compileFold (fun (sum: Tensor) (item: Map<string, Tensor>) ->
                    let next = sum + (if item.ContainsKey "a" then 10.0 else 1.0) * (Map.toSeq item |> Seq.sumBy snd)
                    struct (next, item))

            let seen = ResizeArray()
            let items = [ Map [ "a", t 1 ]; Map [ "b", t 1 ]; Map [ "a", t 2 ] ]
            let last = fold (fun _ item -> seen.Add item) (t 0) items
            Expect.equal last (t 31) "state"
            Expect.sequenceEqual seen items "outputs"
        }

        test "the state of a fold" {
            let fold =
                AD.compileFold (fun (state: Map<string, Tensor>) (item: Tensor) ->
                    struct (state |> Map.map (fun key x -> x + float key.Length * item), t 0))

            for key, expected in [ "a", 4.0; "bb", 7.0; "a", 4.0 ] do
                let last = fold (fun _ _ -> ()) (Map [ key, t 1 ]) [ t 1; t 2 ]
                Expect.equal last (Map [ key, t expected ]) key
        }

        test "one structure is traced once" {
            let count = ref 0

            let f (x: Map<string, Layer>) =
                count.Value <- count.Value + 1
                x |> Map.map (fun _ layer -> layer.Activation layer.Weight)

            let compiled = AD.compile f
            let activation = fun (x: Tensor) -> Tensor.Tanh x

            for i in 1..5 do
                compiled (Map [ "a", { Weight = t (float i); Activation = activation; Name = String('n', 3) } ])
                |> ignore

            Expect.equal count.Value 1 "traces"
        }

        test "a record that is a tree by its own account is traced once for each of its definitions" {
            let count = ref 0

            let f (x: Own) =
                count.Value <- count.Value + 1
                x.W * float x.Factor

            let compiled = AD.compile f

            for factor, expected in [ 2, 6.0; 3, 9.0; 2, 6.0; 3, 9.0 ] do
                Expect.equal (compiled (Own(t 3, factor))) (t expected) "value"

            Expect.equal count.Value 2 "traces"
        }
    ]
