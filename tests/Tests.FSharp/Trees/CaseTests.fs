/// Parts without leaves, cases of unions, and static parts.
module Functional.Tests.Trees.CaseTests

open System
open System.Collections.Generic
open Expecto
open Functional.Core
open Functional.Models
open Functional.Samples
open Functional.Tests.Trees.TreeTests

type Shape =
    | Circle of radius: Tensor
    | Box of Tensor * Tensor
    | Nothing

type Four =
    | North
    | East
    | South
    | West of Tensor

type Wrapped = Wrapped of Tensor

type Branching =
    | Leaf of Tensor
    | Fork of Branching * Branching

[<Struct>]
type Either =
    | Left of left: Tensor
    | Right of right: Tensor[]

[<CompilationRepresentation(CompilationRepresentationFlags.UseNullAsTrueValue)>]
type Maybe =
    | Missing
    | Present of Tensor

type private Closed =
    | Open of Tensor
    | Shut

type Model = { W: Tensor; Shape: Shape; Activation: Four; Maybe: Maybe; Nothing: unit }

let private area =
    function
    | Circle r -> 3.0 * r * r
    | Box(a, b) -> a * b
    | Nothing -> Tensor.Zero

[<Tests>]
let unions =
    testList "Unions" [
        test "are trees by case and fields" {
            isEqualTree (Circle(t 1)) [ 1 ] [ ".Circle.radius" ]
            isEqualTree (Box(t 1, t 2)) [ 1; 2 ] [ ".Box.Item1"; ".Box.Item2" ]
            isEqualTree Nothing [] []
            isEqualTree (Wrapped(t 1)) [ 1 ] [ ".Wrapped.Item" ]

            isEqualTree (Fork(Leaf(t 1), Fork(Leaf(t 2), Leaf(t 3)))) [ 1; 2; 3 ] [
                ".Fork.Item1.Leaf.Item"
                ".Fork.Item2.Fork.Item1.Leaf.Item"
                ".Fork.Item2.Fork.Item2.Leaf.Item"
            ]

            isEqualTree (Left(t 1)) [ 1 ] [ ".Left.left" ]
            isEqualTree (Right [| t 1; t 2 |]) [ 1; 2 ] [ ".Right.right[0]"; ".Right.right[1]" ]
            isEqualTree (Ok(t 1): Result<Tensor, Tensor>) [ 1 ] [ ".Ok.ResultValue" ]
            isEqualTree (Choice2Of3(t 1): Choice<Tensor, Tensor, Tensor>) [ 1 ] [ ".Choice2Of3.Item" ]
            isEqualTree [ ValueSome(t 1); ValueNone ] [ 1 ] [ "[0].ValueSome.Item" ]
            isEqualTree (Open(t 1)) [ 1 ] [ ".Open.Item" ]
            isEqualTree [ Shut; Open(t 1) ] [ 1 ] [ "[1].Open.Item" ]

            for four in [ North; East; South ] do
                isEqualTree four [] []

            isEqualTree [ Present(t 1); Missing ] [ 1 ] [ "[0].Present.Item" ]
        }

        test "have gradients of their own case" {
            Expect.equal (AD.grad area (Circle(t 2))) (Circle(t 12)) "circle"
            Expect.equal (AD.grad area (Box(t 2, t 3))) (Box(t 3, t 2)) "box"
            Expect.equal (AD.grad area Nothing) Nothing "nothing"
        }

        test "are compiled case by case" {
            let f (model: Model) =
                match model.Activation with
                | North -> area model.Shape
                | _ -> -(area model.Shape)

            let compiled, gradient = AD.compile f, AD.compile (AD.grad f)
            let model = { W = t 0; Shape = Nothing; Activation = North; Maybe = Missing; Nothing = () }

            let models = [
                for shape in [ Circle(t 2); Box(t 2, t 3); Nothing ] do
                    for activation in [ North; East; South; West(t 1) ] do
                        for maybe in [ Missing; Present(t 1) ] do
                            { model with Shape = shape; Activation = activation; Maybe = maybe }
            ]

            for model in models @ List.rev models do
                Expect.equal (compiled model) (f model) "value"
                Expect.equal (gradient model) (AD.grad f model) "gradient"
        }

        test "of different cases do not agree" {
            Expect.throwsC (fun () -> Params.map2 (+) (Circle(t 1)) (Box(t 1, t 2)) |> ignore) (fun error ->
                Expect.stringStarts
                    error.Message
                    "Map2 wants Shape.Circle at its root, but got Shape.Box at its root."
                    "message")
        }

        test "a field that is no tree is named" {
            Expect.throwsC (fun () -> Tree.Flatten(Choice1Of2 1: Choice<int, Tensor>) |> ignore) (fun error ->
                Expect.stringContains error.Message "Int32 at leaf .Choice1Of2.Item" "message")
        }
    ]

[<Tests>]
let nothing =
    testList "Parts without leaves" [
        test "unit, None and null where the type says so" {
            Expect.sequenceEqual (Functional.Core.Tree.Flatten()) [] "unit"
            Expect.equal (Functional.Core.Tree.Rebuild((None: Tensor option), [])) None "None"
            Expect.equal (Functional.Core.Tree.Rebuild(Missing, [])) Missing "a case that is null"
            Expect.equal (Functional.Core.Tree.Rebuild(Nullable<Point>(), [])) (Nullable()) "a struct that may be null"
            isEqualTree (t 1, ()) [ 1 ] [ ".Item1" ]
            isEqualTree [ (); () ] [] []
            isEqualTree [ Nullable(Point(t 1, t 2)); Nullable() ] [ 1; 2 ] [ "[0].X"; "[0].Y" ]
            isEqualTree (Nullables(t 1, null, null, null)) [ 1 ] [ ".W" ]
            isEqualTree (Nullables(t 1, t 2, null, "x")) [ 1; 2 ] [ ".W"; ".B" ]
            isTree (Nullables(t 1, null, [| t 3 |], "x")) [ 1; 3 ] [ ".W"; ".Rest[0]" ]
        }

        test "pass through every transform" {
            Expect.equal (AD.grad (fun () -> Tensor.One) ()) () "grad"
            Expect.equal (AD.compile (fun () -> t 3) ()) (t 3) "compile"
            Expect.equal (AD.compile (fun (x: Tensor) -> struct (x, ())) (t 3)) (struct (t 3, ())) "answer"
            let struct (last, _) = Scan.unroll (fun c (x: Tensor) -> struct (c + x, ())) (t 0) (Tensor.ones [ 3 ])
            Expect.equal last (t 3) "scan"
            let gradient = AD.grad (fun (x: Nullables) -> x.W * x.W) (Nullables(t 3, null, null, "n"))
            Expect.equal gradient (Nullables(t 6, null, null, "n")) "record"

            Expect.equal
                (AD.vectorize (fun (x, ()) -> 2.0 * x) (Tensor.ones [ 2 ], ()))
                (Tensor.full 2.0 [ 2 ])
                "vectorize"
        }

        test "are in the key of a compiled function" {
            let f (x: Nullables) = if isNull x.B then x.W else x.W * x.B
            let compiled = AD.compile f

            for x in [ Nullables(t 2, null, null, ""); Nullables(t 2, t 3, null, ""); Nullables(t 2, null, null, "") ] do
                Expect.equal (compiled x) (f x) "value"
        }
    ]

[<Tests>]
let statics =
    testList "Static parts" [
        test "are kept by every transform, and no leaves" {
            let layer = Functional.Samples.Layer(t 2, Activation.Sin, [| 3; 4 |], IsFrozen = true)
            isTree layer [ 2 ] [ ".W" ]

            let f (x: Functional.Samples.Layer) =
                x.Scale.Invoke(if x.Activation = Activation.Sin then Tensor.Sin x.W else Tensor.Tanh x.W)

            let gradient = AD.grad f layer

            Expect.equal
                gradient
                (Functional.Samples.Layer(
                    Tensor.Cos(t 2),
                    Activation.Sin,
                    layer.Sizes,
                    IsFrozen = true,
                    Scale = layer.Scale
                ))
                "gradient"

            Expect.equal
                (AD.vectorize f (Tree.Map((fun _ -> Tensor.ones [ 2 ]), layer)))
                (Tensor.Sin(Tensor.ones [ 2 ]))
                "batch"
        }

        test "a tensor is no static part" {
            Expect.throwsC (fun () -> Functional.Core.Tree.Flatten(StaticTensor(t 1, t 2)) |> ignore) (fun error ->
                Expect.equal
                    error.Message
                    "A parameter tree wants static parts without tensors, but got a tensor at leaf .Rest. Remove [Static] from it."
                    "message")

            isTree (StaticTensor(t 1, "text")) [ 1 ] [ ".W" ]
        }
    ]
