module Functional.Tests.Transforms.WhileTests

open Expecto
open Functional.Core
open Functional.Models

let private scalar (x: float) = Tensor.scalar x

/// Newton's steps towards √a, until the residual is small: their number depends on a.
let private root loop (a: Tensor) =
    let step (x: Tensor) = 0.5 * (x + a / x)
    let condition (x: Tensor) = Tensor.Greater(Tensor.Abs(x * x - a), 1e-9)
    loop condition step (a * 0.5 + 0.5)

let private unbounded = root Scan.whileDo
let private bounded = root (Scan.whileWithin 60)

let private near (expected: float) (actual: Tensor) what =
    Expect.floatClose Accuracy.high (actual.ToScalar()) expected what

[<Tests>]
let tests =
    testList "While" [
        for a in [ 0.25; 2.0; 900.0 ] do
            testCase $"√{a} by Newton's steps" (fun () ->
                let x, slope, bend = sqrt a, 0.5 / sqrt a, -0.25 / (a * sqrt a)

                for name, f in [ "unbounded", unbounded; "bounded", bounded ] do
                    near x (f (scalar a)) $"{name}, value"
                    let struct (_, dot) = AD.pushforward f (scalar a) (scalar 1.0)
                    near slope dot $"{name}, pushforward"

                near slope (AD.grad bounded (scalar a)) "gradient"
                near bend (AD.grad (AD.grad bounded) (scalar a)) "second derivative"
                near bend (AD.hvp bounded (scalar a) (scalar 1.0)) "forward over reverse")

        test "a batch steps until its last instance has finished" {
            let a = Tensor.ofSeq [ 0.25; 2.0; 900.0 ]
            let expected = [ for x in Tensor.toArray a -> sqrt x ]
            let slopes = [ for x in expected -> 0.5 / x ]
            let near expected actual what = Expect.isTrue (Tensor.AllClose(Tensor.ofSeq expected, actual, 1e-9)) what
            near expected (AD.vectorize unbounded a) "unbounded"
            near expected (AD.vectorize bounded a) "bounded"
            near slopes (AD.vectorize (AD.grad bounded) a) "gradients, one an instance"
            near slopes (AD.grad (fun a -> Tensor.sum (AD.vectorize bounded a)) a) "gradient of the batch"
            let struct (_, dots) = AD.pushforward (AD.vectorize unbounded) a (Tensor.ones [ 3 ])
            near slopes dots "pushforward of the batch"
        }

        test "a condition that the batch shares stops it together" {
            let f (x: Tensor) =
                let struct (_, y) =
                    Scan.whileDo
                        (fun (struct (n, _)) -> Tensor.Less(n, 5.0))
                        (fun (struct (n, y)) -> struct (n + 1.0, y * x))
                        (struct (scalar 0.0, x))

                y

            let x = Tensor.ofSeq [ 1.0; 2.0; 3.0 ]
            Expect.sequenceEqual (Tensor.toArray (AD.vectorize f x)) [ 1.0; 64.0; 729.0 ] "sixth powers"
        }

        test "no step is the identity" {
            let f x = Scan.whileWithin 9 (fun _ -> scalar 0.0) (fun (x: Tensor) -> x * x) x
            near 3.0 (f (scalar 3.0)) "value"
            near 1.0 (AD.grad f (scalar 3.0)) "gradient"
        }

        test "the bound stops it" {
            near 8.0 (Scan.whileWithin 3 (fun _ -> scalar 1.0) (fun x -> 2.0 * x) (scalar 1.0)) "2³"
        }

        test "reverse mode asks for a bound" {
            Expect.throwsC (fun () -> AD.grad unbounded (scalar 2.0) |> ignore) (fun e ->
                Expect.equal (e.GetType()) typeof<TraceException> "type"

                Expect.equal
                    e.Message
                    "While runs forward only, since reverse mode must know how many steps to keep; say the most that it may take (maxSteps), or use Scan."
                    "message")
        }

        test "reverse mode passes a loop without a bound that no derivative reaches" {
            let steps (x: Tensor) =
                Scan.whileDo (fun n -> Tensor.Less(n, 2.5)) (fun n -> n + Tensor.Greater(x, 0.0)) Tensor.Zero

            let f (x: Tensor) = x * x * steps x
            let x = Tensor.scalar 2.0
            Expect.equal (AD.grad f x) (Tensor.scalar 12.0) "eager"
            Expect.equal (AD.compile (AD.grad f) x) (Tensor.scalar 12.0) "compiled"
            Expect.equal (AD.vectorize (AD.grad f) (x.Reshape 1)) (Tensor.ofSeq [ 12.0 ]) "in a batch"
        }

        test "a condition that is no scalar is an error" {
            Expect.throwsC (fun () -> Scan.whileDo (fun x -> x) (fun x -> x) (Tensor.ones [ 2 ]) |> ignore) (fun e ->
                Expect.equal e.Message "While wants a condition that is a scalar, but got [2]." "message")
        }

        test "on numbers the bits are those of the loop" {
            let w, b = Key.Of(1).Normal [| 3; 3 |], Key.Of(2).Normal [| 1; 3 |]
            let step (x: Tensor) = 0.9 * Tensor.Tanh(x + (b - Tensor.MatMul(x, w)))
            let condition (x: Tensor) = Tensor.Greater(Tensor.sum (x * x), 0.05)

            let rec loop n (x: Tensor) =
                if n < 500 && (condition x).ToScalar() <> 0.0 then
                    loop (n + 1) (step x)
                else
                    x, n

            let start = Key.Of(3).Normal [| 1; 3 |]
            let counted (struct (x, n: Tensor)) = Tensor.And(condition x, Tensor.Less(n, 500.0))
            let expected, steps = loop 0 start

            let struct (x, n) =
                Scan.whileDo counted (fun (struct (x, n)) -> struct (step x, n + 1.0)) (struct (start, Tensor.Zero))

            Expect.equal (x, n.ToScalar()) (expected, float steps) "state and steps"
        }

        test "carries may change places, and no step is taken where the condition fails at once" {
            let swap (limit: Tensor) =
                Scan.whileDo
                    (fun (struct (n: Tensor, _: Tensor, _: Tensor)) -> Tensor.Less(n, limit))
                    (fun (struct (n, a, b)) -> struct (n + 1.0, b, a + 10.0))
                    (struct (Tensor.Zero, scalar 1.0, scalar 2.0))

            for run in [ swap; (fun limit -> AD.compile (fun (l: Tensor) -> swap l) limit) ] do
                for limit, expected in [ 0.0, (0.0, 1.0, 2.0); 1.0, (1.0, 2.0, 11.0); 3.0, (3.0, 12.0, 21.0) ] do
                    let struct (n, a, b) = run (scalar limit)
                    Expect.equal (n.ToScalar(), a.ToScalar(), b.ToScalar()) expected $"{limit} steps"
        }

        test "in a batch every carry is what the instance alone gives, whichever of the operands have instances" {
            // The second carry has instances where w or x has, the third by the step alone, the fourth never.
            let loop (xs: Tensor list) =
                let struct (n, x, y, z) =
                    Scan.whileDo
                        (fun (struct (n: Tensor, _: Tensor, _: Tensor, _: Tensor)) -> Tensor.Less(n, xs[0]))
                        (fun (struct (n, x, y, z)) -> struct (n + 1.0, xs[1] * x, y + x, 2.0 * z))
                        (struct (Tensor.Zero, xs[2], Tensor.zeros [ 2 ], Tensor.ones [ 3 ]))

                [ n; x; y; z ]

            let tangent (xs: Tensor list) =
                let alone (ys: Tensor list) = loop (xs.Head :: ys) |> List.take 3
                let struct (_, dots) = AD.pushforward alone xs.Tail (xs.Tail |> List.map Tensor.Cos)
                dots

            let limits = Tensor.ofSeq [ 1.0; 3.0; 0.0 ]
            let w, x = Key.Of(1).Normal [| 3; 2 |], Key.Of(2).Normal [| 3; 2 |]

            for name, f in [ "values", loop; "tangents", tangent ] do
                for batched in
                    [ [ true; true; true ]; [ true; false; false ]; [ false; true; false ]; [ false; false; true ] ] do
                    let pick i =
                        List.map2 (fun whole (all: Tensor) -> all[if whole then i else 1]) batched [ limits; w; x ]

                    let inputs =
                        List.map2 (fun whole (all: Tensor) -> if whole then all else all[1]) batched [ limits; w; x ]

                    let axes = batched |> List.map (fun whole -> if whole then Some 0 else None)
                    let expected = [ for i in 0..2 -> f (pick i) ] |> List.transpose |> List.map Tensor.Stack
                    let actual = AD.vectorizeWith axes [ for _ in expected -> 0 ] f inputs

                    for y, z in List.zip actual expected do
                        Expect.sequenceEqual y.Shape z.Shape $"{name} of {batched}: shape"

                        for a, b in Seq.zip (Tensor.toArray y) (Tensor.toArray z) do
                            Expect.floatClose Accuracy.veryHigh a b $"{name} of {batched}"
        }

        test "the condition may be a carry itself, in every derivative" {
            let power (x: Tensor) =
                let struct (_, y) =
                    Scan.whileDo
                        (fun (struct (n: Tensor, _)) -> n)
                        (fun (struct (n, y)) -> struct (n - 1.0, y * x))
                        (struct (scalar 3.0, x))

                y

            let push f x = let struct (_, dot) = AD.pushforward f x (scalar 1.0) in dot
            near 16.0 (power (scalar 2.0)) "x⁴"
            near 32.0 (push power (scalar 2.0)) "4 x³"
            near 48.0 (push (push power) (scalar 2.0)) "12 x²"
        }

        test "what the steps capture need not move, in second derivatives either" {
            // y ↦ w y² twice.
            let f (w: Tensor) (y: Tensor) =
                let struct (_, y) =
                    Scan.whileDo
                        (fun (struct (n: Tensor, _)) -> Tensor.Less(n, 2.0))
                        (fun (struct (n, y)) -> struct (n + 1.0, w * y * y))
                        (struct (Tensor.Zero, y))

                y

            let push f x = let struct (_, dot) = AD.pushforward f x (scalar 1.0) in dot
            let both (struct (w, y)) = struct (push (f w) y, push (push (f w)) y)
            let struct (slope, bend) = AD.compile both (struct (scalar 2.0, scalar 0.5))
            near 4.0 slope "4 w³ y³"
            near 24.0 bend "12 w³ y²"
        }

        test "in a batch a tangent that all instances share stays one" {
            // The first carry has instances, the second has a tangent.
            let along (w: Tensor) =
                let loop (y: Tensor) =
                    Scan.whileDo
                        (fun (struct (_: Tensor, y: Tensor)) -> Tensor.Less(y, 10.0))
                        (fun (struct (x, y)) -> struct (x * w, y * y))
                        (struct (Tensor.ones [ 2 ], y))

                let struct (struct (x, y), struct (xDot, yDot)) = AD.pushforward loop (scalar 2.0) (scalar 1.0)
                [ x; y; xDot; yDot ]

            let ws = Tensor.Stack [ Tensor.ofSeq [ 2.0; 3.0 ]; Tensor.ofSeq [ 5.0; 7.0 ] ]
            let expected = [ Tensor.square ws; Tensor.full 16.0 [ 2 ]; Tensor.zeros [ 2; 2 ]; Tensor.full 32.0 [ 2 ] ]
            Expect.equal (AD.vectorize along ws) expected "values and tangents"
        }

        test "in a batch a condition that all instances share stays one number, another one is a whole one" {
            let steps (limit: Tensor) (x: Tensor) =
                let struct (_, y) =
                    Scan.whileDo
                        (fun (struct (n: Tensor, _)) -> Tensor.Less(n, limit))
                        (fun (struct (n, y)) -> struct (n + 1.0, y * x))
                        (struct (Tensor.Zero, x))

                y

            let program =
                AD.explain
                    (fun (struct (limit, xs)) -> AD.vectorize (steps limit) xs)
                    (struct (Tensor.One, Tensor.ones [ 4 ]))

            let loop = program.Operations |> Seq.find (fun o -> o.Name = "While")
            let shapes = [ for o in loop.Bodies[0].Outputs -> o.Shape.ToArray() ]
            Expect.equal shapes [ [||] ] "a scalar"
            Expect.equal [ for o in loop.Bodies[0].Operations -> o.Name ] [ "Less" ] "asked of that alone"
        }

        test "in a batch a condition may set what all share beside each instance's own" {
            let below (x: Tensor) = Tensor.Less(Tensor.sum (Tensor.Stack [ x; Tensor.One ]), 10.0)
            let f = Scan.whileDo below (fun x -> 2.0 * x)
            Expect.equal (AD.vectorize f (Tensor.ofSeq [ 1.0; 3.0; 20.0 ])) (Tensor.ofSeq [ 16.0; 12.0; 20.0 ]) "each"
        }

        test "the condition may have another dtype than the carries" {
            let single (x: float) = Tensor.cast DType.Float32 (scalar x)

            let powers loop (limit: Tensor) =
                let below (struct (n: Tensor, _: Tensor)) = Tensor.Less(n, limit)
                let step (struct (n: Tensor, y: Tensor)) = struct (n + 1.0, 2.0 * y)
                let struct (_: Tensor, y: Tensor) = loop below step (struct (Tensor.Zero, single 1.0))
                y

            let limits = Tensor.ofSeq [ 1.0; 3.0; 0.0 ]
            let expected = Tensor.Stack [ single 2.0; single 8.0; single 1.0 ]
            Expect.equal (AD.vectorize (powers Scan.whileDo) limits) expected "in a batch"
            Expect.equal (AD.vectorize (powers (Scan.whileWithin 5)) limits) expected "in a batch, with a bound"
            let compiled = AD.compile (powers (Scan.whileWithin 5))
            Expect.equal (Tensor.Stack [ for i in 0..2 -> compiled limits[i] ]) expected "compiled, with a bound"
        }

        test "what is not 0 goes on" {
            let count = Scan.whileDo (fun (n: Tensor) -> n - 3.0) (fun n -> n + 1.0)
            Expect.equal ((count Tensor.Zero).ToScalar()) 3.0 "on numbers"
            Expect.equal ((AD.compile count Tensor.Zero).ToScalar()) 3.0 "compiled"
        }

        test "a compiled loop of many steps allocates what one of few does" {
            let count =
                AD.compile (fun (limit: Tensor) ->
                    Scan.whileDo (fun (n: Tensor) -> Tensor.Less(n, limit)) (fun n -> n + 1.0) Tensor.Zero)

            let bytes limit =
                let limit = scalar limit
                let before = System.GC.GetAllocatedBytesForCurrentThread()
                count limit |> ignore
                System.GC.GetAllocatedBytesForCurrentThread() - before

            for _ in 1..3 do
                bytes 10000.0 |> ignore

            Expect.isLessThan (bytes 10000.0 - bytes 10.0) 1000L "bytes of 9,990 steps"
        }
    ]
