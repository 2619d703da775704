module Functional.Tests.Language.ADTests

open Expecto
open Functional.Core
open Functional.Models

let private is (shape: int list) (elements: float list) (t: Tensor) =
    Expect.equal (Tensor.shape t, List.ofArray (Tensor.toArray t)) (shape, elements) ""

let private v = Tensor.ofArray [| 3.0; 4.0 |]
let private squares (x: Tensor) = Tensor.sum (x * x)
let private cubes (x: Tensor) = x * x * x

[<Tests>]
let tests =
    testList "AD" [
        test "the gradient of x² + y² at (3, 4) is (6, 8)" { AD.grad squares v |> is [ 2 ] [ 6.0; 8.0 ] }

        test "an auxiliary output comes back as it is" {
            let struct (value, auxiliary, gradient) =
                AD.valueAndGradWith (fun x -> struct (squares x, [ x + 1.0 ])) v

            value |> is [] [ 25.0 ]
            auxiliary.Head |> is [ 2 ] [ 4.0; 5.0 ]
            gradient |> is [ 2 ] [ 6.0; 8.0 ]
        }

        test "a pushforward, a linear map and a pullback of one function agree" {
            let xDot = Tensor.ofArray [| 1.0; 10.0 |]
            let struct (y, yDot) = AD.pushforward cubes v xDot
            y |> is [ 2 ] [ 27.0; 64.0 ]
            yDot |> is [ 2 ] [ 27.0; 480.0 ]
            let struct (_, push) = AD.linearize cubes v
            push xDot |> is [ 2 ] [ 27.0; 480.0 ]
            let struct (_, pull) = AD.pullback cubes v
            pull xDot |> is [ 2 ] [ 27.0; 480.0 ]
            pull (xDot * 2.0) |> is [ 2 ] [ 54.0; 960.0 ]
        }

        test "Jacobian, Hessian and its product with a vector" {
            AD.jacobian cubes v |> is [ 2; 2 ] [ 27.0; 0.0; 0.0; 48.0 ]
            AD.hessian (cubes >> Tensor.sum) v |> is [ 2; 2 ] [ 18.0; 0.0; 0.0; 24.0 ]
            AD.hvp (cubes >> Tensor.sum) v (Tensor.ofArray [| 1.0; 2.0 |]) |> is [ 2 ] [ 18.0; 48.0 ]
        }

        test "what stopGradient gives is constant" {
            AD.grad (fun x -> Tensor.sum (x * AD.stopGradient x)) v |> is [ 2 ] [ 3.0; 4.0 ]
        }

        test "a function takes a pullback or a pushforward of one's own" {
            let reversed = AD.customPullback cubes (fun _ _ yBar -> -yBar)
            AD.grad (reversed >> Tensor.sum) v |> is [ 2 ] [ -1.0; -1.0 ]
            let slow = AD.customPushforward cubes (fun x _ xDot -> 0.5 * x * xDot)
            AD.grad (slow >> Tensor.sum) v |> is [ 2 ] [ 1.5; 2.0 ]
        }

        test "options reach the core" {
            let strict = AdOptions(Strict = true)

            Expect.throwsT<TreeException>
                (fun () -> AD.Using.grad strict (fun (x, _) -> squares x) (v, v) |> ignore)
                "an input is not used"

            let unused = AD.grad (fun (x: Tensor, _: Tensor) -> squares x) (v, v)
            snd unused |> is [ 2 ] [ 0.0; 0.0 ]
        }
    ]
