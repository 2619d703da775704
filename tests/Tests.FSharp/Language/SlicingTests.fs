module Functional.Tests.Language.SlicingTests

open Expecto
open Functional.Core
open Functional.Models

let private numbered (shape: int list) = Tensor.ofShape shape (Seq.init (List.reduce (*) shape) float)

let private x = numbered [ 2; 3 ]
let private y = numbered [ 2; 3; 4 ]
let private z = numbered [ 2; 3; 4; 5 ]

let private is (shape: int list) (elements: float list) (t: Tensor) =
    Expect.equal (Tensor.shape t, List.ofArray (Tensor.toArray t)) (shape, elements) ""

let private at4 i j k l = float (((i * 3 + j) * 4 + k) * 5 + l)

[<Tests>]
let tests =
    testList "Slicing" [
        test "an index drops its axis" {
            x[1] |> is [ 3 ] [ 3.0; 4.0; 5.0 ]
            x[1, 2] |> is [] [ 5.0 ]
            y[1, 2, 3] |> is [] [ 23.0 ]
            z[1, 2, 3, 4] |> is [] [ at4 1 2 3 4 ]
        }

        test "a range has both its ends" {
            x[0..0, *] |> is [ 1; 3 ] [ 0.0; 1.0; 2.0 ]
            x[*, 1..2] |> is [ 2; 2 ] [ 1.0; 2.0; 4.0; 5.0 ]
            x[1..] |> is [ 1; 3 ] [ 3.0; 4.0; 5.0 ]
            x.[1.., ..1] |> is [ 1; 2 ] [ 3.0; 4.0 ]
        }

        test "indices and ranges mix" {
            x[0, *] |> is [ 3 ] [ 0.0; 1.0; 2.0 ]
            x[*, 0] |> is [ 2 ] [ 0.0; 3.0 ]
            y[1, 0, 1..2] |> is [ 2 ] [ 13.0; 14.0 ]
            y[*, 2, 3] |> is [ 2 ] [ 11.0; 23.0 ]
            y[0, 1.., 0] |> is [ 2 ] [ 4.0; 8.0 ]
            y[1, *, *] |> is [ 3; 4 ] [ for i in 12..23 -> float i ]
            z[1, *, 2, 4] |> is [ 3 ] [ for j in 0..2 -> at4 1 j 2 4 ]
            z[0..0, 1, 2..3, 4] |> is [ 1; 2 ] [ at4 0 1 2 4; at4 0 1 3 4 ]

            z[*, *, *, 0]
            |> is [ 2; 3; 4 ] [
                for i in 0..1 do
                    for j in 0..2 do
                        for k in 0..3 -> at4 i j k 0
            ]
        }

        test "axes not mentioned are whole" {
            z[1, 2]
            |> is [ 4; 5 ] [
                for k in 0..3 do
                    for l in 0..4 -> at4 1 2 k l
            ]
        }

        test "what lies beyond an axis is left out, as with F#'s arrays" {
            let array = [| 0.0; 1.0; 2.0 |]
            let v = Tensor.ofArray array
            v[-1 .. 1] |> is [ 2 ] (List.ofArray array[-1 .. 1])
            v[2..9] |> is [ 1 ] (List.ofArray array[2..9])
            v[0 .. -1] |> is [ 0 ] (List.ofArray array[0 .. -1])
            v[5..9] |> is [ 0 ] (List.ofArray array[5..9])
        }

        test "the gradient goes back to where the numbers came from" {
            AD.grad (fun (x: Tensor) -> Tensor.sum (Tensor.square x[1, 1..])) x
            |> is [ 2; 3 ] [ 0.0; 0.0; 0.0; 0.0; 8.0; 10.0 ]
        }

        test "positions from the end and steps are a function's" {
            x |> Tensor.slice 1 (Some -1) None -2 |> is [ 2; 2 ] [ 2.0; 0.0; 5.0; 3.0 ]
            Expect.equal (x.GetReverseIndex(1, 0)) 2 "^0 is the last"
        }

        test "an index outside its axis is an error" {
            let message = "Index wants a position from -3 to 2 along axis 1 of size 3, but got 3."

            Expect.throwsC (fun () -> x[0, 3] |> ignore) (fun e ->
                Expect.equal (e.GetType(), e.Message) (typeof<DomainException>, message) "")

            Expect.throwsC (fun () -> x[1.., 3] |> ignore) (fun e ->
                Expect.equal (e.GetType(), e.Message) (typeof<DomainException>, message) "beside a range")

            Expect.throwsT<DomainException> (fun () -> x[-3, 0] |> ignore) "negative"
        }

        test "a negative index counts from the end" {
            x[-1, 0] |> is [] [ 3.0 ]
            x[-1, 1..] |> is [ 2 ] [ 4.0; 5.0 ]
        }

        test "more indices than axes are an error" {
            Expect.throwsC (fun () -> x[0, 1, 2] |> ignore) (fun e ->
                Expect.equal
                    (e.GetType(), e.Message)
                    (typeof<ShapeException>, "Index wants at most 2 positions for [2, 3], but got 3.")
                    "")
        }
    ]
