/// Equality of values, and distances between them.
module Functional.Tests.Tensors.EqualityTests

open System
open Expecto
open Functional.Core

let private t (x: float list) = Tensor.Create(Array.ofList x)
let private f32 (x: float32 list) = Tensor.Create(Array.ofList x)

let private same (x: Tensor) (y: Tensor) =
    Expect.isTrue (x.Equals y && y.Equals x) $"{x} = {y}"
    Expect.equal (x.GetHashCode()) (y.GetHashCode()) "hash codes"

let private differ (x: Tensor) (y: Tensor) = Expect.isFalse (x.Equals y || y.Equals x) $"{x} ≠ {y}"

[<Tests>]
let equality =
    testList "Equality of tensors" [
        test "tensors with equal dtype, shape and elements are equal" {
            same (t [ 1; 2 ]) (t [ 1; 2 ])
            same (f32 [ 1f; 2f ]) (f32 [ 1f; 2f ])
            same (Tensor.Zeros [| 0; 3 |]) (Tensor.Zeros [| 0; 3 |])
            same (Tensor.Scalar 1.0) Tensor.One
            let x = Tensor.Arange 100
            same (x.Reshape(2, 50)) (Tensor.Create(x.ToArray(), 2, 50))
        }

        test "another dtype, shape or element makes another value" {
            differ (t [ 1; 2 ]) (f32 [ 1f; 2f ])
            differ (t [ 1; 2 ]) (t [ 1; 3 ])
            differ (f32 [ 1f ]) (f32 [ 1.0000001f ])
            differ (t [ 1; 2 ]) (Tensor.Create([| 1.0; 2.0 |], 1, 2))
            differ (Tensor.Zeros [| 0; 3 |]) (Tensor.Zeros [| 3; 0 |])
            Expect.isFalse ((t [ 1 ]).Equals null) "null"
            Expect.isFalse ((t [ 1 ]).Equals(box [| 1.0 |])) "an array"
        }

        test "NaN equals NaN whatever its payload, and 0 differs from −0" {
            let other = BitConverter.Int64BitsToDouble 0x7ff8_0000_dead_beefL
            same (t [ nan; 1 ]) (t [ other; 1 ])
            same (t [ nan ]) (t [ -nan ])
            same (f32 [ nanf ]) (f32 [ BitConverter.Int32BitsToSingle 0x7fc0_beef ])
            differ (t [ nan; 1 ]) (t [ nan; 2 ])
            differ (t [ nan ]) (t [ 1 ])
            differ (t [ 0.0 ]) (t [ -0.0 ])
            differ (f32 [ 0.0f ]) (f32 [ -0.0f ])
        }

        test "F#'s = and a dictionary see the value" {
            Expect.isTrue (t [ 1; 2 ] = t [ 1; 2 ]) "="
            Expect.hasLength (List.distinct [ t [ 1 ]; t [ 2 ]; t [ 1 ] ]) 2 "distinct"
        }

        test "a traced tensor equals what has its numbers" {
            Ad
                .Grad(fun (x: Tensor) ->
                    Expect.isTrue (x.Equals x) "itself"
                    same x (t [ 1; 2 ])
                    same x (x * 1.0)
                    differ x (x * 2.0)
                    x.Sum())
                .Invoke(t [ 1; 2 ])
            |> ignore
        }
    ]

[<Tests>]
let distance =
    testList "Distances of tensors" [
        test "AllClose bounds the difference by absolute + relative · |y|" {
            let close (x: float) y relative absolute = Tensor.AllClose(t [ x ], t [ y ], relative, absolute)
            Expect.isTrue (close 1.09 1.0 0.1 0.0) "relative"
            Expect.isFalse (close 1.11 1.0 0.1 0.0) "relative"
            Expect.isFalse (close 1.0 0.9 0.1 0.0) "relative to y, not to x"
            Expect.isTrue (close 0.01 0.0 0.0 0.011) "absolute"
            Expect.isFalse (close 0.01 0.0 0.5 0.009) "absolute"
            Expect.isTrue (close 1.15 1.0 0.1 0.06) "both"
            Expect.isTrue (Tensor.AllClose(t [ 1.0 + 1e-6 ], t [ 1 ])) "default"
            Expect.isFalse (Tensor.AllClose(t [ 1.0; 1.1 ], t [ 1; 1 ])) "every element counts"
        }

        test "equal infinities are close, NaN is not" {
            Expect.isTrue (Tensor.AllClose(t [ infinity; -infinity ], t [ infinity; -infinity ])) "equal"
            Expect.isFalse (Tensor.AllClose(t [ infinity ], t [ -infinity ])) "opposite"
            Expect.isFalse (Tensor.AllClose(t [ 1 ], t [ infinity ])) "finite and infinite"
            Expect.isFalse (Tensor.AllClose(t [ nan ], t [ nan ])) "NaN"
            Expect.isTrue (Tensor.AllClose(Tensor.Zeros [| 0 |], Tensor.Zeros [| 0 |])) "empty"
        }

        test "MaxAbsDifference is the largest distance" {
            Expect.equal (Tensor.MaxAbsDifference(t [ 1; 5; -2 ], t [ 1; 4; 0.5 ])) 2.5 "finite"
            Expect.equal (Tensor.MaxAbsDifference(t [ infinity ], t [ infinity ])) 0.0 "equal infinities"
            Expect.equal (Tensor.MaxAbsDifference(t [ infinity ], t [ 1 ])) infinity "infinite"
            Expect.isTrue (Double.IsNaN(Tensor.MaxAbsDifference(t [ nan; 1 ], t [ 1; 9 ]))) "NaN"
            Expect.equal (Tensor.MaxAbsDifference(Tensor.Zeros [| 0 |], Tensor.Zeros [| 0 |])) 0.0 "empty"
            Expect.equal (Tensor.MaxAbsDifference(f32 [ 1f ], t [ 3 ])) 2.0 "dtypes may differ"
        }

        test "MaxUlpDifference counts the numbers between" {
            let ulps x y = Tensor.MaxUlpDifference(t [ x ], t [ y ])
            Expect.equal (ulps 1.0 1.0) 0L "equal"
            Expect.equal (ulps 1.0 (Math.BitIncrement 1.0)) 1L "next"
            Expect.equal (ulps 1.0 2.0) (1L <<< 52) "a binade"
            Expect.equal (ulps 0.0 -0.0) 0L "zeros"
            Expect.equal (ulps Double.Epsilon -Double.Epsilon) 2L "across zero"
            Expect.equal (ulps Double.MaxValue infinity) 1L "infinity"
            Expect.equal (ulps infinity -infinity) Int64.MaxValue "saturated"
            Expect.equal (ulps nan nan) 0L "NaNs"
            Expect.equal (ulps nan 1.0) Int64.MaxValue "NaN and a number"
            Expect.equal (Tensor.MaxUlpDifference(f32 [ 1f; 3f ], f32 [ 1f; MathF.BitDecrement 3f ])) 1L "Float32"
        }

        test "distances want tensors of one shape, and ulps of one dtype" {
            let message kind expected f =
                Expect.throwsC f (fun error ->
                    Expect.equal error.Message expected "message"
                    Expect.equal (error.GetType()) kind "type")

            let x, y = t [ 1; 2 ], t [ 1 ]

            let shape name =
                message typeof<ShapeException> $"{name} wants tensors of one shape, but got [2] and [1]."

            shape "AllClose" (fun () -> Tensor.AllClose(x, y) |> ignore)
            shape "MaxAbsDifference" (fun () -> Tensor.MaxAbsDifference(x, y) |> ignore)
            shape "MaxUlpDifference" (fun () -> Tensor.MaxUlpDifference(x, y) |> ignore)

            message
                typeof<DTypeException>
                "MaxUlpDifference wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."
                (fun () -> Tensor.MaxUlpDifference(y, f32 [ 1f ]) |> ignore)
        }
    ]
