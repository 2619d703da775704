/// Taylor coefficients of functions on Real.
module Functional.Tests.Scalars.TaylorTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Tests.Semantics
open Functional.Tests.Scalars.RealModes

let private taylor order (f: Real -> Real) (x: float) = Scalars.Taylor((fun x -> f x), x, order)

let private factorial n = Seq.fold (*) 1.0 (seq { 1.0 .. float n })

let private close tolerance what (actual: float[]) (expected: float seq) =
    Seq.iteri2
        (fun i (a: float) e ->
            Expect.isTrue (Compare.near (tolerance * max 1.0 (abs e)) e a) $"{what}, coefficient {i}: {a}, not {e}")
        actual
        expected

let private published =
    testList "published series" [
        test "eˣ, sin x, 1/(1 − x), ln(1 + x), (1 + x)^½, tan x" {
            let coefficients n f = Seq.init n f
            close 1e-15 "exp" (taylor 20 exp 0.0) (coefficients 21 (fun n -> 1.0 / factorial n))

            close
                1e-15
                "sin"
                (taylor 20 sin 0.0)
                (coefficients 21 (fun n ->
                    match n % 4 with
                    | 1 -> 1.0 / factorial n
                    | 3 -> -1.0 / factorial n
                    | _ -> 0.0))

            close 1e-15 "geometric" (taylor 20 (fun x -> 1.0 / (1.0 - x)) 0.0) (coefficients 21 (fun _ -> 1.0))

            close
                1e-15
                "log"
                (taylor 20 Real.Log1p 0.0)
                (coefficients 21 (fun n -> if n = 0 then 0.0 else (if n % 2 = 1 then 1.0 else -1.0) / float n))

            // 1, 1/2, −1/8, 1/16, −5/128, 7/256.
            let root = [ 1.0; 0.5; -0.125; 0.0625; -5.0 / 128.0; 7.0 / 256.0 ]
            close 1e-15 "root" (taylor 5 (fun x -> sqrt (1.0 + x)) 0.0) root
            // Abramowitz, Stegun 4.3.67.
            let tangent = [ 0.0; 1.0; 0.0; 1.0 / 3.0; 0.0; 2.0 / 15.0; 0.0; 17.0 / 315.0; 0.0; 62.0 / 2835.0 ]
            close 1e-15 "tan" (taylor 9 tan 0.0) tangent
        }
        test "a polynomial ends, and an order of 0 is the value" {
            Expect.equal
                (taylor 5 (fun x -> x * x * x - 2.0 * x + 7.0) 2.0)
                [| 11.0; 10.0; 6.0; 1.0; 0.0; 0.0 |]
                "x³ − 2x + 7"

            Expect.equal (taylor 0 exp 0.0) [| 1.0 |] "order 0"
            Expect.equal (taylor 2 (fun _ -> real 3.0) 1.0) [| 3.0; 0.0; 0.0 |] "constant"
        }
        test "order 200 of e^sin x follows its own recurrence" {
            // y′ = cos x · y, by convolution.
            let c = taylor 200 (fun x -> exp (sin x)) 0.3
            let cosine = taylor 200 cos 0.3

            for n in 1..200 do
                let sum = Seq.sumBy (fun k -> cosine[k] * c[n - 1 - k]) (seq { 0 .. n - 1 })
                Expect.isLessThan (abs (float n * c[n] - sum)) 1e-13 $"coefficient {n}"
        }
    ]

/// Where the rows are smooth about the point, four derivatives by nesting are four coefficients.
let private everyFunction =
    let rows =
        PointTests.families
        |> List.take 3
        |> List.collect snd
        |> List.filter (fun row -> (row.Points 1.0).Head.At.Length = 1)

    testList "every function has the coefficients that nested derivatives give" [
        for row in rows do
            testCase row.Operation (fun () ->
                let f (x: Real) = RealFunctions.all[row.Operation] [ x ]

                for x in [ 0.3; 0.8; 1.7; -0.4 ] do
                    let nested =
                        [ f; push f; push (push f); push (push (push f)) ]
                        |> List.mapi (fun n d -> float (d (real x)) / factorial n)

                    close 1e-11 $"{row.Operation} at {x}" (taylor 3 f x) nested)

        for name in [ "Pow"; "Atan2"; "Hypot"; "Max"; "Rem"; "XLogY"; "LogAddExp" ] do
            testCase name (fun () ->
                let f (x: Real) = RealFunctions.all[name] [ 1.0 + x * x; 2.0 - x ]

                let nested =
                    [ f; push f; push (push f); push (push (push f)) ]
                    |> List.mapi (fun n d -> float (d (real 0.4)) / factorial n)

                close 1e-11 name (taylor 3 f 0.4) nested)
    ]

let private nesting =
    testList "coefficients nest" [
        inEveryMixture "a derivative of a coefficient, and a coefficient of a derivative" (fun outer inner ->
            // The second coefficient in t of x³ (x t + 1)⁵ is 10 x⁵.
            let second (x: Real) =
                Scalars.Taylor((fun t -> x * x * x * Real.Pow(x * t + 1.0, 5.0)), real 0.0, 2)[2]

            Expect.floatClose Accuracy.high (float (outer second (real 1.5))) (50.0 * 1.5 ** 4.0) "50 x⁴"
            Expect.floatClose Accuracy.high (float (outer (inner second) (real 1.5))) (200.0 * 1.5 ** 3.0) "200 x³"
            let expected = taylor 3 cos 0.7
            close 1e-14 "of sin′" (taylor 3 (inner sin) 0.7) expected)

        test "a series of coefficients of a series" {
            // The coefficient of t in (x + t)⁴ is 4x³; that of s in 4(x + s)³ is 12x².
            let f (x: Real) = Scalars.Taylor((fun x -> x * x * x * x), x, 1)[1]
            Expect.floatClose Accuracy.high (Array.last (taylor 1 f 2.0)) 48.0 "12x²"
        }
    ]

let private errors =
    testList "errors" [
        test "a negative order" {
            let message =
                try
                    taylor -1 sin 0.0 |> ignore
                    ""
                with :? DomainException as e ->
                    e.Message

            Expect.equal message "Scalars.Taylor wants an order of 0 or more, but got -1." "message"
        }
        test "a number that outlived its call" {
            let mutable kept = real 0.0

            taylor
                2
                (fun x ->
                    kept <- x * x
                    kept)
                3.0
            |> ignore

            Expect.throwsT<TraceException> (fun () -> kept + 1.0 |> ignore) "by type"
        }
        test "a long chain is not followed by recursion" {
            let chain (x: Real) = Seq.fold (fun y _ -> y + x * 1e-5) x (seq { 1..100_000 })
            Expect.floatClose Accuracy.medium (Array.last (taylor 1 chain 1.0)) 2.0 "2"
        }
    ]

[<Tests>]
let tests = testList "Real Taylor" [ published; everyFunction; nesting; errors ]
