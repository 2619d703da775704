module Functional.Tests.Ops.UnaryTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Semantics.Modes

/// What is made of singular parts.
let compositions =
    testList "Compositions" [
        forDTypes "the third derivative of sinc at 0 is 0, that of x³ is 6, that of x² is 0" (fun dtype ->
            third dtype "Sinc" Tensor.Sinc 0.0 0.0
            third dtype "Pow 3" (fun x -> Tensor.Pow(x, 3.0)) 0.0 6.0
            third dtype "Pow 2" (fun x -> Tensor.Pow(x, 2.0)) 0.0 0.0)
        forDTypes "a root of a square at 0 is NaN in every mode: Hypot and Norm are for this" (fun dtype ->
            let zero = fill dtype 0.0

            for f in [ (fun (x: Tensor) -> Tensor.Sqrt(x * x)); Tensor.Square >> Tensor.Sqrt ] do
                for name, derivative in modes do
                    agree dtype name (single name (derivative f zero)) nan)
        forDTypes "0 · ln 0 is NaN: XLogY is for this" (fun dtype ->
            let zero = fill dtype 0.0
            agree dtype "0 · ln 0" (single "value" (zero * Tensor.Log zero)) nan)
    ]

[<Tests>]
let tests =
    testList "Unary operations" [
        compositions
        forDTypes "bounds that cross: high wins in a release, an error in a debug build" (fun dtype ->
            let f (x: Tensor) = Tensor.Clamp(x, 1.0, -1.0)
#if DEBUG
            let error =
                try
                    first dtype "Clamp" f 0.0 -1.0 0.0
                    ""
                with :? DomainException as e ->
                    e.Message

            Expect.equal error "Clamp wants a low bound that is not above the high one, but got 1 and -1." "message"
#else
            first dtype "Clamp" f 0.0 -1.0 0.0
#endif
        )
        test "a negative order is an error" {
            let message (f: Tensor -> Tensor) =
                try
                    f Tensor.One |> ignore
                    "no error"
                with :? DomainException as e ->
                    e.Message

            Expect.equal
                (message (fun x -> Tensor.Polygamma(-1, x)))
                "Polygamma wants an order of 0 or more, but got -1."
                "Polygamma"

            Expect.equal
                (message (fun x -> Tensor.SincDerivative(-2, x)))
                "SincDerivative wants an order of 0 or more, but got -2."
                "SincDerivative"
        }
        forDTypes "a cast in a batch is that of each instance" (fun dtype ->
            let other = if dtype = DType.Float32 then DType.Float64 else DType.Float32
            let x = Tensor.Create([| 1.0; -2.0; 0.5; 8.0 |], [| 2; 2 |]).Cast dtype
            let y = vectorize (fun x -> x.Cast other) x
            Expect.equal (y.DType, y.ToArray()) (other, x.ToArray()) "cast")
        test "a cast rounds to nearest, and its pullback casts back" {
            let x = Tensor.Create([| 0.1; 1e300; -0.0; 1e-46; nan |], [| 5 |])
            let pulled = Ad.Pullback((fun (x: Tensor) -> x.Cast DType.Float32), x)
            Expect.equal pulled.Value.DType DType.Float32 "cast"
            let expected = [| float 0.1f; inf; -0.0; 0.0; nan |]
            Array.iter2 (fun (a: float) b -> Expect.isTrue (a.Equals b) $"{a} = {b}") (pulled.Value.ToArray()) expected
            let bar = pulled.Pullback.Invoke(Tensor.ZerosLike pulled.Value + 1.0)
            Expect.equal bar.DType DType.Float64 "the cotangent is cast back"

            Expect.isTrue
                (Object.ReferenceEquals(x.Cast DType.Float64, x))
                "a cast to its own dtype is the tensor itself"
        }
    ]
