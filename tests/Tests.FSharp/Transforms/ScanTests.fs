module Functional.Tests.Transforms.ScanTests

open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models

type private Weights = { W: Tensor; U: Tensor; B: Tensor }

let private weights = {
    W = 0.4 * Key.Of(1).Normal([| 3; 3 |])
    U = 0.4 * Key.Of(2).Normal([| 2; 3 |])
    B = 0.1 * Key.Of(3).Normal([| 3 |])
}

let private inputs length = Key.Of(4).Normal([| length; 2 |])
let private start = struct (Tensor.zeros [ 3 ], Tensor.ones [ 3 ])

/// A step with two carries, of which one is gated, and an output.
let private step p (struct (h, c)) x =
    let gate = Tensor.Sigmoid(Tensor.MatMul(x, p.U) + Tensor.MatMul(h, p.W) + p.B)
    let c = gate * c + (1.0 - gate) * Tensor.Tanh(Tensor.MatMul(h, p.W))
    struct (struct (Tensor.Tanh c * gate, c), c * c)

let private scanned options p xs =
    let struct (struct (h, c), ys) = Scan.Using.unroll options (step p) start xs
    Tensor.sum (h * c) + Tensor.sum (Tensor.Sin ys)

/// The same with F#'s own fold.
let private folded fromEnd p (xs: Tensor) =
    let times = [ 0 .. xs.Shape[0] - 1 ] |> (if fromEnd then List.rev else id)

    let struct (h, c), loss =
        ((start, Tensor.Zero), times)
        ||> List.fold (fun (carry, loss) t ->
            let struct (carry, y) = step p carry (xs.Slice(0, t, t + 1).Reshape(2))
            carry, loss + Tensor.sum (Tensor.Sin y))

    Tensor.sum (h * c) + loss

let private close expected actual what = Compare.close 1e-12 what expected actual

let private policies = [
    "everything kept", Checkpoints.None
    "√n", Checkpoints.SquareRoot
    "every 4", Checkpoints.Every 4
    "within 2 kB", Checkpoints.Within 2000L
]

let private law (name, checkpoints) length fromEnd =
    testCase $"{length} steps, {name}" (fun () ->
        let options = ScanOptions(FromEnd = fromEnd, Checkpoints = checkpoints)
        let point = struct (weights, inputs length)
        let f (struct (p, xs)) = scanned options p xs
        let g (struct (p, xs)) = folded fromEnd p xs
        let v = Tree.Map((fun x -> Tensor.Cos(3.0 * x)), point)
        close (g point) (f point) "value"
        close (AD.grad g point) (AD.grad f point) "gradient"
        let struct (_, expected) = AD.pushforward g point v
        let struct (_, actual) = AD.pushforward f point v
        close expected actual "pushforward"
        close (AD.hvp g point v) (AD.hvp f point v) "forward over reverse"
        let along h point = AD.pushforward h point v |> fun (struct (_, dot)) -> dot
        close (AD.grad (along g) point) (AD.grad (along f) point) "reverse over forward"

        let slope h point =
            (Tensor.Zero, Tree.Flatten(AD.grad h point)) ||> Array.fold (fun sum g -> sum + Tensor.sum (g * g))

        close (AD.grad (slope g) point) (AD.grad (slope f) point) "reverse over reverse")

[<Tests>]
let tests =
    testList "Scan" [
        testList "is the fold" [
            for policy in policies do
                for length in [ 1; 2; 7; 9 ] do
                    law policy length false
        ]

        test "in a batch every answer is what the instance alone gives, of what all share too" {
            let times = Tensor.ofSeq [ 3.0; 5.0; 7.0 ]

            let f (x: Tensor) =
                let step (struct (n: Tensor, y: Tensor)) t = struct (struct (n + t, y * x), struct (2.0 * n + t, y - t))
                let struct (struct (n, y), struct (ns, ys)) = Scan.unroll step (struct (Tensor.One, x)) times
                [ n; y; ns; ys ]

            let xs = Tensor.ofSeq [ 2.0; -1.0 ]
            let expected = [ f xs[0]; f xs[1] ] |> List.transpose |> List.map Tensor.Stack
            Expect.equal (AD.vectorize f xs) expected "carries and sequences"
        }

        testList "from the end is the fold from the end" [
            for policy in policies do
                law policy 7 true
        ]
    ]
