/// Wherever two trees must agree their structures are compared, and the error names the place in both.
module Functional.Tests.Trees.AgreementTests


open System.Collections.Generic
open Expecto
open Functional.Core
open Functional.Models
open Functional.Samples
open Functional.Tests.Trees.TreeTests
open Functional.Tests.Trees.CompileKeyTests

let private cure = "Give both trees the same types, keys, lengths, cases and static parts."

let private differ (wanted: string) (got: string) (operation: string) (f: unit -> 'a) =
    Expect.throwsC (fun () -> f () |> ignore) (fun error ->
        Expect.equal (error.GetType()) typeof<TreeException> error.Message
        Expect.equal error.Message $"{operation} wants {wanted}, but got {got}. {cure}" "message")

let private a, b = Map [ "a", t 1 ], Map [ "b", t 1 ]
let private renamed (_: Map<string, Tensor>) = b
let private keys operation f = differ "a tensor at [a]" "a tensor at [b]" operation f
let private total (m: Map<string, Tensor>) = m |> Map.toSeq |> Seq.sumBy snd

[<Tests>]
let tests =
    testList "Trees that must agree" [
        test "a step may not rename what it carries" {
            keys "Scan" (fun () -> Scan.iterate 3 renamed a)
            keys "While" (fun () -> Scan.whileDo (fun m -> Tensor.Less(total m, 3.0)) renamed a)
            keys "While" (fun () -> Scan.whileWithin 3 (fun m -> Tensor.Less(total m, 3.0)) renamed a)
            keys "FixedPoint" (fun () -> AD.fixedPoint renamed a)
            keys "Root" (fun () -> AD.root renamed a)
            keys "SolveLinear" (fun () -> AD.solveLinear renamed a)
            keys "Ode.Solve" (fun () -> Ode.solve (fun _ m -> renamed m) a (Tensor.ofSeq [ 0.0; 1.0 ]))

            keys "CompileFold" (fun () ->
                AD.compileFold (fun m (_: Tensor) -> struct (renamed m, t 0)) (fun _ _ -> ()) a [ t 1 ])
        }

        test "tangents and cotangents" {
            let f (m: Map<string, Tensor>) = m |> Map.map (fun _ x -> x * x)
            keys "Pushforward" (fun () -> AD.pushforward f a b)
            keys "Pullback" (fun () -> let struct (_, pull) = AD.pullback f a in pull b)
            keys "Linearize" (fun () -> let struct (_, push) = AD.linearize f a in push b)
            keys "LinearTranspose" (fun () -> AD.linearTranspose (Map.map (fun _ x -> 2.0 * x)) a b)
            keys "Jet" (fun () -> AD.jet 2 f [ a; b ])
            keys "Pushforward" (fun () -> AD.hvp total a b)
            keys "Pushforward" (fun () -> AD.gaussNewton f total a b)
        }

        test "the answers of rules of one's own" {
            let f (m: Map<string, Tensor>) = m
            let pull = AD.customPullback f (fun _ _ _ -> b)
            keys "CustomPullback" (fun () -> AD.grad (pull >> total) a)
            let push = AD.customPushforward f (fun _ _ _ -> b)
            keys "CustomPushforward" (fun () -> AD.pushforward push a a)
        }

        test "the two answers of Cond, whether it chooses now or in a program" {
            let cond p x = AD.cond p id renamed x

            for p in [ Tensor.One; Tensor.Zero ] do
                keys "Cond" (fun () -> cond p a)
                keys "Cond" (fun () -> AD.compile (fun (struct (p, x)) -> cond p x) (struct (p, a)))
        }

        test "Map2: keys, lengths, cases, types, comparers, static parts" {
            let map2 (x: 'x) (y: 'x) () = Params.map2 (+) x y
            keys "Map2" (map2 a b)
            let wanted, got = "a tensor at [0][1]", "Tensor[] at [1]"
            differ wanted got "Map2" (map2 [| [| t 1; t 2 |]; [| t 3 |] |] [| [| t 1 |]; [| t 2; t 3 |] |])
            differ "a tensor at [1]" "nothing after a tensor at [0]" "Map2" (map2 [ t 1; t 2 ] [ t 1 ])
            differ "nothing after a tensor at [0]" "a tensor at [1]" "Map2" (map2 [ t 1 ] [ t 1; t 2 ])
            let none, some = { A = Some(t 1); B = None }, { A = None; B = Some(t 1) }
            differ "FSharpOption<Tensor> at .A" "null at .A" "Map2" (map2 none some)
            differ "Base at its root" "Derived at its root" "Map2" (map2 (Base(t 1)) (Derived(t 1, t 2)))
            let list, array: IReadOnlyList<Tensor> * IReadOnlyList<Tensor> = List [ t 1 ], [| t 1 |]
            differ "List<Tensor> at its root" "Tensor[] at its root" "Map2" (map2 list array)
            let two, three = Activated(t 1, 2), Activated(t 1, 3)
            differ "the static part 2 at .Units" "the static part 3 at .Units" "Map2" (map2 two three)
        }

        test "trees by their own account agree unless they say otherwise" {
            let sum = Params.map2 (+) (Custom(t 1, t 2, "x")) (Custom(t 3, t 4, "y"))
            Expect.equal (Tree.Flatten sum) [| t 4; t 6 |] "a class that cannot tell"
            Expect.equal (Params.map2 (+) (Own(t 1, 2)) (Own(t 3, 2))) (Own(t 4, 2)) "a record with equal members"
            Expect.throwsT<TreeException> (fun () -> Params.map2 (+) (Own(t 1, 2)) (Own(t 3, 3)) |> ignore) "not equal"
        }

        test "a list that is rebuilt as an array agrees with it" {
            let x = Factory.Interfaces(t 1, t 2)
            let gradient = AD.grad (fun (x: Interfaces) -> x.Layers[0] * x.Layers[1]) x
            let sum = Params.map2 (+) x gradient
            Expect.equal (Tree.Flatten sum) [| t 3; t 3; t 1 |] "x + gradient"
        }
    ]
