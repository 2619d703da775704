/// Laws of trees of random structures and of random types.
module Functional.Tests.Trees.TreeLawTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open Expecto
open Functional.Core
open Functional.Models
open Functional.Samples
open Functional.Tests.Trees.CaseTests

type Grown = {
    Leaves: Tensor list
    Kids: Map<string, Grown>
    Shape: Shape
    Maybe: Tensor option
    Rows: Tensor[][]
    [<Static>]
    Name: string
}

let private number (random: Random) = Tensor.scalar (float (random.Next(1, 9)))

let rec private grow (random: Random) depth = {
    Leaves = List.init (random.Next 3) (fun _ -> number random)
    Kids =
        Map [
            for key in [ "a"; "b"; "c" ] do
                if depth > 0 && random.Next 3 = 0 then
                    key, grow random (depth - 1)
        ]
    Shape =
        match random.Next 3 with
        | 0 -> Circle(number random)
        | 1 -> Box(number random, number random)
        | _ -> Nothing
    Maybe = if random.Next 2 = 0 then Some(number random) else None
    Rows = Array.init (random.Next 3) (fun _ -> Array.init (random.Next 3) (fun _ -> number random))
    Name = [| "x"; "y" |][random.Next 2]
}

/// Each leaf times a number of its own place, and the name.
let private weigh (tree: Grown) : Grown =
    let weigh (path: string) (leaf: Tensor) = leaf * float (path.Length + tree.Name[0].CompareTo 'w')
    Params.rebuild tree (Array.map2 weigh (Params.paths tree) (Params.leaves tree))

let private total (tree: Grown) =
    Seq.fold (fun sum leaf -> sum + Tensor.square leaf) Tensor.Zero (Params.leaves (weigh tree))

/// A value of a type that has the type of another one for its parts.
let private wrap (random: Random) (part: obj) : obj =
    let closed (definition: Type) (arguments: obj[]) =
        let arity = definition.GetGenericArguments().Length
        let types = Array.create arity (part.GetType())
        Activator.CreateInstance(definition.MakeGenericType types, arguments)

    let items count =
        let array = Array.CreateInstance(part.GetType(), (count: int))

        for i in 0 .. count - 1 do
            array.SetValue(part, i)

        array

    let mapped (definition: Type) =
        let map = Activator.CreateInstance(definition.MakeGenericType(typeof<string>, part.GetType()))
        let add = map.GetType().GetMethod("Add", [| typeof<string>; part.GetType() |])

        for key in [ "b"; "a" ] do
            add.Invoke(map, [| key; part |]) |> ignore

        map

    match random.Next 10 with
    | 0 -> items (random.Next 3)
    | 1 -> closed typedefof<List<_>> [| items 2 |]
    | 2 -> closed typedefof<Pair<_>> [| part; part |]
    | 3 -> closed typedefof<_ * _> [| part; part |]
    | 4 -> closed typedefof<struct (_ * _)> [| part; part |]
    | 5 -> closed typedefof<option<_>> [| part |]
    | 6 -> mapped typedefof<Dictionary<_, _>>
    | 7 -> mapped typedefof<SortedDictionary<_, _>>
    | 8 -> box [ part; part ]
    | _ -> box (Map [ "b", part; "a", part ])

[<Tests>]
let tests =
    testList "Laws of trees" [
        testProperty "a compiled function is the function, whatever structures it met before" (fun (seed: int) ->
            let random = Random seed
            let trees = List.init 8 (fun _ -> grow random 2)
            let compiled, gradient = AD.compile weigh, AD.compile (AD.grad total)

            for tree in trees @ trees do
                Expect.equal (compiled tree) (weigh tree) "value"
                Expect.equal (gradient tree) (AD.grad total tree) "gradient")

        testProperty "Rebuild(x, Flatten x) is x, for values of random types" (fun (seed: int) ->
            let random = Random seed
            let tree = Seq.fold (fun part _ -> wrap random part) (box (number random)) (seq { 0 .. random.Next 5 })
            let read = Tree.Read tree
            let again = Tree.Rebuild(tree, read.Leaves)
            let rebuilt = Tree.Read again
            Expect.equal (again.GetType()) (tree.GetType()) "type"
            Expect.isTrue (rebuilt.Structure.Equals read.Structure) "structure"
            Expect.sequenceEqual rebuilt.Leaves read.Leaves "leaves"
            Expect.sequenceEqual (Tree.Paths again) (Tree.Paths tree) "paths")

        testProperty "trees of different structures do not agree, and say where" (fun (seed: int) ->
            let random = Random seed
            let x, y = grow random 1, grow random 1

            if not ((Tree.Read x).Structure.Equals (Tree.Read y).Structure) then
                Expect.throwsC (fun () -> Params.map2 (+) x y |> ignore) (fun error ->
                    Expect.isTrue (error :? TreeException) "type"
                    Expect.stringStarts error.Message "Map2 wants " "message"))
    ]
