/// What is no tree, or does not fit one, is an error that names the leaf.
module Functional.Tests.Trees.ErrorTests

open System.Collections.Generic
open System.Collections.Immutable
open Expecto
open Functional.Core
open Functional.Samples
open Functional.Tests.Trees.TreeTests

let private message<'error when 'error :> exn> expected f =
    Expect.throwsC f (fun error ->
        Expect.equal error.Message expected "message"
        Expect.equal (error.GetType()) typeof<'error> "type")

let private kinds = "tensors, records, tuples, unions, arrays, lists or maps with comparable keys"
let private cure = "Mark it [Static], keep it outside the tree, or make it a tensor."

let private typeCure =
    "Name the parameters of a public constructor as the members that they set, or let the type implement ITree."

let private refused tree got cure =
    let expected = $"A parameter tree wants {kinds}, but got {got}. {cure}"
    message<TreeException> expected (fun () -> Tree.Flatten tree |> ignore)
    message<TreeException> expected (fun () -> Tree.Paths tree |> ignore)
    message<TreeException> expected (fun () -> Tree.Rebuild(tree, [| t 1; t 2 |]) |> ignore)

let private notATree tree got = refused tree got cure

[<Tests>]
let tests =
    testList "Tree errors" [
        test "what is no tensor and has no parts is named with its path" {
            notATree 1.0 "Double at its root"
            notATree "text" "String at its root"
            notATree (t 1, 2) "Int32 at leaf .Item2"
            notATree [ {| W = t 1; Name = "x" |} ] "String at leaf [0].Name"
            notATree (WithRate(t 1, 0.1)) "Double at leaf .Rate"
            notATree (Map [ "a", [| box (t 1); box true |] ]) "Boolean at leaf [a][1]"
        }

        test "types that cannot be put together again are refused whole" {
            refused Opaque.Instance "Opaque at its root, which has no public constructor" typeCure
            notATree (array2D [ [ t 1 ] ]) "Tensor[,] at its root"
            notATree (Queue [ t 1 ]) "Queue<Tensor> at its root"
            notATree (Dictionary(dict [ Label "a", t 1 ])) "Dictionary<Label, Tensor> at its root"
            notATree (set [ 1 ]) "FSharpSet<Int32> at its root"
        }

        test "a part that is missing is named" {
            let missing tree where =
                let expected = $"A parameter tree wants a value at {where}, but got null."
                message<TreeException> expected (fun () -> Tree.Flatten tree |> ignore)
                message<TreeException> expected (fun () -> Tree.Rebuild(tree, [| t 1; t 2 |]) |> ignore)

            missing (Unchecked.defaultof<Dense>) "its root"
            missing { W = t 1; B = Unchecked.defaultof<Tensor> } "leaf .B"
            missing (Functional.Samples.Dense(t 1, Unchecked.defaultof<Tensor>)) "leaf .B"
            missing [ t 1; Unchecked.defaultof<Tensor> ] "leaf [1]"
            missing (Map [ "k", Unchecked.defaultof<Tensor> ]) "leaf [k]"
            missing [| Unchecked.defaultof<Tensor[]> |] "leaf [0]"

            let expected = "A parameter tree wants a value, but got the default of ImmutableArray<Tensor>."
            let none = [ ImmutableArray<Tensor>() ]
            message<TreeException> expected (fun () -> Tree.Flatten none |> ignore)
            message<TreeException> expected (fun () -> Tree.Rebuild(none, [||]) |> ignore)
        }

        test "a tree by its own account names each leaf" {
            message<TreeException>
                "A parameter tree wants a name for each leaf of Unnamed, but got 1 names for 2 leaves."
                (fun () -> Tree.Paths(Unnamed(t 1, t 2)) |> ignore)
        }

        test "Rebuild wants as many leaves as the tree has" {
            let tree = { W = t 1; B = t 2 }
            let wants = "Rebuild wants a tree of 2 leaves (.W, .B), but got"
            message<TreeException> $"{wants} 1." (fun () -> Tree.Rebuild(tree, [| t 1 |]) |> ignore)
            message<TreeException> $"{wants} 0." (fun () -> Tree.Rebuild(tree, [||]) |> ignore)
            message<TreeException> $"{wants} 3." (fun () -> Tree.Rebuild(tree, [| t 1; t 2; t 3 |]) |> ignore)

            message<TreeException> "Rebuild wants tensors, but got null for leaf .B." (fun () ->
                Tree.Rebuild(tree, [| t 1; Unchecked.defaultof<Tensor> |]) |> ignore)

            let custom = Custom(t 1, t 2, "")

            message<TreeException> "Rebuild wants a tree of 2 leaves (.weight, .bias), but got 1." (fun () ->
                Tree.Rebuild(custom, [| t 1 |]) |> ignore)
        }

        test "Map2 wants trees with the same leaves" {
            let add x y = Tree.Map2((fun a b -> a + b), x, y) |> ignore

            message<TreeException>
                "Map2 wants a tensor at [1], but got nothing after a tensor at [0]. \
                 Give both trees the same types, keys, lengths, cases and static parts."
                (fun () -> add [ t 1; t 2 ] [ t 1 ])

            message<ShapeException> "Map2 wants [] at leaf .B, but got [2]." (fun () ->
                add { W = t 1; B = t 2 } { W = t 1; B = Tensor.Zeros [| 2 |] })

            message<DTypeException> "Map2 wants Float64 at leaf [1], but got Float32." (fun () ->
                add [ t 1; t 2 ] [ t 1; Tensor.Scalar(1.0, DType.Float32) ])
        }

        test "the same errors reach the user of a transform" {
            let gradient = Ad.Grad(fun (x: WithRate) -> x.W * x.Rate)

            message<TreeException> $"A parameter tree wants {kinds}, but got Double at leaf .Rate. {cure}" (fun () ->
                gradient.Invoke(WithRate(t 1, 2.0)) |> ignore)
        }
    ]
