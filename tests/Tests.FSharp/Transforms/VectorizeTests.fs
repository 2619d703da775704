module Functional.Tests.Transforms.VectorizeTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Transforms.Derivatives

let private vectorize (f: 'x -> Tensor) (xs: 'x) : Tensor = Ad.Vectorize(fun x -> f x).Invoke xs

let private along (axes: int option list) outAxis (f: 'x -> Tensor) (xs: 'x) =
    let ins = axes |> List.map Option.toNullable |> List.toArray
    Ad.Vectorize((fun x -> f x), ins, [| outAxis |]).Invoke xs

let private xs = Tensor.Create([| 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 |], 2, 3)

[<Tests>]
let tests =
    testList "Vectorize" [
        testCase "the batch may lie along any axis, in and out" (fun () ->
            let sums = along [ Some 1 ] 0 (fun (x: Tensor) -> x.Sum()) xs
            Expect.equal (numbers sums) [ 5.0; 7.0; 9.0 ] "Columns"
            let doubled = along [ Some 1 ] -1 (fun x -> 2.0 * x) xs
            Expect.equal (numbers doubled) (numbers (2.0 * xs)) "Back in its place")

        testCase "a leaf without an axis is shared by all" (fun () ->
            let dot = along [ Some 0; None ] 0 (fun (x: Tensor, w: Tensor) -> (x * w).Sum())
            Expect.equal (numbers (dot (xs, vector [ 1.0; 0.0; 2.0 ]))) [ 7.0; 16.0 ] "x·w")

        testCase "nested, it is a function of two batch axes" (fun () ->
            let table =
                vectorize (fun x -> along [ None; Some 0 ] 0 (fun (x, y: Tensor) -> x * y) (x, vector [ 1.0; 10.0 ]))

            Expect.equal (numbers (table (vector [ 2.0; 3.0 ]))) [ 2.0; 20.0; 3.0; 30.0 ] "The outer product")

        testCase "gradients of each example are one line" (fun () ->
            let loss (w: Tensor) (x: Tensor) = Tensor.Square((w * x).Sum())
            let w = vector [ 1.0; -1.0; 0.5 ]
            let each = vectorize (fun x -> reverse (fun w -> loss w x) w) xs

            let expected = [
                for i in 0..1 do
                    yield! numbers (reverse (fun w -> loss w (xs[i])) w)
            ]

            Expect.equal (numbers each) expected "As one by one")

        testCase "a gradient through a batch sums over it where the batch shares" (fun () ->
            let w = vector [ 1.0; -1.0; 0.5 ]
            let total (w: Tensor) = (vectorize (fun (x: Tensor) -> Tensor.Square((w * x).Sum())) xs).Sum()
            let direct (w: Tensor) = Tensor.Square((xs * w).Sum 1).Sum()
            Expect.equal (numbers (reverse total w)) (numbers (reverse direct w)) "Reverse"
            let push f = Ad.Pushforward((fun w -> f w), w, Tensor.OnesLike w).Tangent |> number
            Expect.equal (push total) (push direct) "Forward")

        testCase "the Hessian of each example" (fun () ->
            let f (x: Tensor) = (x * x * x).Sum()
            let hessians = vectorize (fun x -> Ad.Hessian(fun x -> f x).Invoke x) xs
            Expect.sequenceEqual hessians.Shape [ 2; 3; 3 ] "One matrix each"
            Expect.equal (numbers (hessians[1].Diagonal())) [ 24.0; 30.0; 36.0 ] "6x")

        testCase "an output that does not depend on the batch is repeated" (fun () ->
            Expect.equal (numbers (vectorize (fun _ -> scalar 2.0) xs)) [ 2.0; 2.0 ] "Constant")

        testCase "operands of one rank are taken as they are" (fun () ->
            let program = Ad.Explain((fun (x: Tensor) -> vectorize (fun x -> Tensor.Sin x * x) x), xs)
            Expect.equal [ for o in program.Operations -> o.Name ] [ "Sin"; "Multiply" ] "Operations")

        testCase "a compiled function may be shared in one argument or the other" (fun () ->
            let f (x: Tensor, y: Tensor) = Tensor.Sin x * y + x
            let compiled = Ad.Compile(fun (p: Tensor * Tensor) -> f p).Invoke
            let one, many = scalar 0.5, vector [ 1.0; 2.0; 3.0 ]

            for axes, p in
                [ [ Some 0; None ], (many, one); [ None; Some 0 ], (one, many); [ Some 0; Some 0 ], (many, many) ] do
                Expect.equal (numbers (along axes 0 compiled p)) (numbers (f p)) $"{axes}")

        testCase "rules of one's own are vectorized with their function" (fun () ->
            let calls = ref 0

            let square =
                Ad.CustomPullback(
                    (fun (x: Tensor) ->
                        incr calls
                        x * x),
                    (fun x _ yBar -> 3.0 * x * yBar)
                )

            let f x = square.Invoke(x).Sum()
            let gradients = vectorize (reverse f) xs
            Expect.equal (numbers gradients) (numbers (3.0 * xs)) "The rule's 3x, on purpose not 2x"
            Expect.equal calls.Value 1 "Called once for the batch"
            let total (x: Tensor) = (vectorize f x).Sum()
            Expect.equal (numbers (reverse total xs)) (numbers (3.0 * xs)) "Differentiated outside"

            let cube = Ad.CustomPushforward((fun (x: Tensor) -> x * x * x), (fun x _ xDot -> 5.0 * x * xDot))

            let g x = cube.Invoke(x).Sum()
            Expect.equal (numbers (vectorize (reverse g) xs)) (numbers (5.0 * xs)) "Transposed"
            Expect.equal (numbers (vectorize (forward cube.Invoke) xs)) (numbers (5.0 * xs)) "Forward")

        testCase "a rule reads the answer in the mode that transposes it too" (fun () ->
            let exp3 = Ad.CustomPushforward((fun (x: Tensor) -> Tensor.Exp x), (fun _ y xDot -> 3.0 * y * xDot))
            let back = Ad.Pullback((fun x -> exp3.Invoke x), vector [ 0.0; 1.0 ]).Pullback
            Expect.equal (numbers (back.Invoke(vector [ 2.0; 0.0 ]))) [ 6.0; 0.0 ] "3 y ȳ")

        testCase "a rule's shared argument collects the cotangents of all instances" (fun () ->
            let scaled =
                Ad.CustomPullback(
                    (fun (p: Tensor * Tensor) -> fst p * snd p),
                    (fun (x, w) _ yBar -> yBar * w, (yBar * x).Sum())
                )

            let total w = (vectorize (fun x -> scaled.Invoke(x, w).Sum()) xs).Sum()
            Expect.equal (number (reverse total (scalar 2.0))) 21.0 "Σ x")

        testList "errors" [
            testCase "batch sizes that differ" (fun () ->
                refuses<ShapeException> "Vectorize wants one batch size" (fun () ->
                    vectorize (fun (x: Tensor, y: Tensor) -> x.Sum() + y.Sum()) (xs, vector [ 1.0; 2.0; 3.0 ])
                    |> ignore))
            testCase "no batch at all" (fun () ->
                refuses<ShapeException> "no leaf with a batch axis" (fun () ->
                    along [ None ] 0 (fun x -> x) xs |> ignore))
            testCase "a scalar has no axis to be a batch" (fun () ->
                refuses<ShapeException> "Vectorize wants an axis" (fun () ->
                    vectorize (fun x -> x) (scalar 1.0) |> ignore))
            testCase "axes that are not one a leaf" (fun () ->
                refuses<TreeException> "Vectorize wants 1 input axes" (fun () ->
                    along [ None; Some 0 ] 0 (fun x -> x) xs |> ignore))
            testCase "reading a number of one instance" (fun () ->
                refuses<TraceException> "choose with Where" (fun () ->
                    vectorize (fun (x: Tensor) -> if x.Sum().ToScalar() > 0.0 then x else -x) xs |> ignore))
        ]
    ]
