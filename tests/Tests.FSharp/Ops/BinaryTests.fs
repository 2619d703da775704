module Functional.Tests.Ops.BinaryTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Semantics.Modes

let private masks =
    let values = [ 0.0; -0.0; 1.0; -1.0; inf; -inf; nan; 5e-324 ]

    [
        "Equal", (fun (x: Tensor, y: Tensor) -> Tensor.Equal(x, y)), (fun x y -> x = y)
        "NotEqual", (fun (x: Tensor, y: Tensor) -> Tensor.NotEqual(x, y)), (fun x y -> x <> y)
        "Less", (fun (x: Tensor, y: Tensor) -> Tensor.Less(x, y)), (fun x y -> x < y)
        "LessEqual", (fun (x: Tensor, y: Tensor) -> Tensor.LessEqual(x, y)), (fun x y -> x <= y)
        "Greater", (fun (x: Tensor, y: Tensor) -> Tensor.Greater(x, y)), (fun x y -> x > y)
        "GreaterEqual", (fun (x: Tensor, y: Tensor) -> Tensor.GreaterEqual(x, y)), (fun x y -> x >= y)
        "And", (fun (x: Tensor, y: Tensor) -> Tensor.And(x, y)), (fun x y -> x <> 0.0 && y <> 0.0)
        "Or", (fun (x: Tensor, y: Tensor) -> Tensor.Or(x, y)), (fun x y -> x <> 0.0 || y <> 0.0)
    ]
    |> List.map (fun (name, f: Tensor * Tensor -> Tensor, relation: float -> float -> bool) ->
        test $"{name} at ±0, ±∞, NaN and denormals" {
            let pairs = List.allPairs values values

            let side (pick: float * float -> float) =
                Tensor.Create(pairs |> List.map pick |> List.toArray, [| pairs.Length |])

            let actual = f (side fst, side snd)
            let expected = [| for x, y in pairs -> if relation x y then 1.0 else 0.0 |]
            Expect.equal (actual.ToArray()) expected name
        })

let private message<'e when 'e :> exn> (f: unit -> Tensor) =
    try
        f () |> ignore
        "no error"
    with :? 'e as e ->
        e.Message

let private errors =
    let x, y = Tensor.Zeros [| 2; 3 |], Tensor.Zeros [| 4 |]
    let single = x.Cast DType.Float32

    let mixed name =
        $"{name} wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."

    let shapes name = $"{name} wants shapes that broadcast, but got [2, 3] and [4]."

    [
        for name, f in
            [
                "Max", (fun (x: Tensor, y: Tensor) -> Tensor.Max(x, y))
                "Pow", (fun (x: Tensor, y: Tensor) -> Tensor.Pow(x, y))
                "Atan2", (fun (x: Tensor, y: Tensor) -> Tensor.Atan2(x, y))
                "Hypot", (fun (x: Tensor, y: Tensor) -> Tensor.Hypot(x, y))
                "Less", (fun (x: Tensor, y: Tensor) -> Tensor.Less(x, y))
                "And", (fun (x: Tensor, y: Tensor) -> Tensor.And(x, y))
                "Divide", (fun (x: Tensor, y: Tensor) -> x / y)
            ] do
            test $"{name} names shapes and dtypes that do not fit" {
                Expect.equal (message<ShapeException>(fun () -> f (x, y))) (shapes name) "shapes"
                Expect.equal (message<DTypeException>(fun () -> f (x, single))) (mixed name) "dtypes"
            }
    ]

[<Tests>]
let tests =
    testList "Binary operations" [
        testList "masks" masks
        testList "errors" errors
        forDTypes "the slope of a remainder in its divisor is a whole number, to the last bit" (fun dtype ->
            let x = Tensor.Create([| for i in 1..500 -> 0.1 * float i |], [| 500 |]).Cast dtype

            let slopes: Tensor =
                Ad
                    .Pullback((fun y -> Tensor.Rem(x, y)), Tensor.Scalar(0.3, dtype) + 0.0 * x)
                    .Pullback.Invoke(Tensor.OnesLike x)

            Expect.all (slopes.ToArray()) Double.IsInteger "whole")
        forDTypes "the third derivatives of hypot stand on the axes, those of a power are 0 at (0, 0)" (fun dtype ->
            // Along (x, y) + t·direction: of hypot at (3, 0), with direction (1, 1), 3 · ∂³/∂x∂y² = −3/9.
            let along (f: Tensor * Tensor -> Tensor) x y t = f (x + t, y + t)
            third dtype "Hypot" (along Tensor.Hypot 3.0 0.0) 0.0 (-1.0 / 3.0)
            third dtype "Pow" (along Tensor.Pow 0.0 0.0) 0.0 0.0)
        test "where chooses, NaN and ∞ in the other branch notwithstanding" {
            let mask = Tensor.Create([| 1.0; 0.0; nan; -0.0 |], [| 4 |])
            let x = Tensor.Create([| 1.0; nan; 3.0; inf |], [| 4 |])
            let y = Tensor.Create([| nan; 2.0; nan; 4.0 |], [| 4 |])
            let pulled = Ad.Pullback((fun (x, y) -> Tensor.Where(mask, x, y)), (x, y))
            Expect.equal (pulled.Value.ToArray()) [| 1.0; 2.0; 3.0; 4.0 |] "a mask of NaN is not 0"
            let xBar, yBar = pulled.Pullback.Invoke(Tensor.Create([| inf; 5.0; 6.0; 7.0 |], [| 4 |]))
            Expect.equal (xBar.ToArray()) [| inf; 0.0; 6.0; 0.0 |] "x̄"
            Expect.equal (yBar.ToArray()) [| 0.0; 5.0; 0.0; 7.0 |] "ȳ"
        }
        test "the remainder is exact where the quotient rounds up to a whole number" {
            // 1 = 9 · 0.1 + 0.09999999999999995, since 0.1 is a little more than a tenth; 1 / 0.1 is 10.
            let pulled =
                Ad.Pullback((fun (y: Tensor) -> Tensor.Rem(Tensor.One, y)), Tensor.Create([| 0.1 |], [| 1 |]))

            Expect.equal (pulled.Value.ToArray()) [| 0.09999999999999995 |] "value"
            Expect.equal (pulled.Pullback.Invoke(Tensor.Create([| 1.0 |], [| 1 |])).ToArray()) [| -9.0 |] "slope"
        }
        test "zero-size operands broadcast" {
            let empty = Tensor.Zeros [| 0; 3 |]

            let pulled =
                Ad.Pullback((fun (x: Tensor, y: Tensor) -> Tensor.Max(x, y) / Tensor.Hypot(x, y)), (empty, Tensor.One))

            Expect.sequenceEqual pulled.Value.Shape [ 0; 3 ] "shape"
            let xBar, yBar = pulled.Pullback.Invoke(Tensor.ZerosLike pulled.Value)
            Expect.sequenceEqual xBar.Shape [ 0; 3 ] "x̄"
            Expect.equal (yBar.ToScalar()) 0.0 "ȳ"
        }
    ]
