/// Keys as arguments of functions that are traced: what is drawn with them is what is drawn without a trace, bit for bit.
module Functional.Tests.Random.TracedKeyTests

open Expecto
open Functional.Core
open Functional.Models

let private draws: (string * (Key -> Tensor)) list = [
    for dtype in [ DType.Float64; DType.Float32 ] do
        $"Uniform {dtype}", (fun key -> key.Uniform([| 7; 3 |], -2.0, 3.0, dtype))
        $"Normal {dtype}", (fun key -> key.Normal([| 700 |], dtype))
        $"TruncatedNormal {dtype}", (fun key -> key.TruncatedNormal([| 5 |], -1.0, 2.0, dtype))
        $"Gumbel {dtype}", (fun key -> key.Gumbel([| 5 |], dtype))
        $"Bernoulli {dtype}", (fun key -> key.Bernoulli(0.3, [| 600 |], dtype))
        $"Integers {dtype}", (fun key -> key.Integers(-3L, 9L, [| 600 |], dtype))
        $"Dropout {dtype}", (fun key -> Tensor.Dropout(Tensor.Ones([| 40 |], dtype), 0.5, key))
    "Categorical", (fun key -> key.Categorical(Tensor.zeros [ 20; 4 ]))
    "a child", (fun key -> (key.FoldIn 5).Normal [| 3 |])
    "two children", (fun key -> let struct (a, b) = key.Split() in a.Normal [| 3 |] + b.Normal [| 3 |])
    "a batch", (fun key -> key.Batch(3, fun key -> key.Normal [| 2 |]))
]

let private keys = [ Key.Of 0L; Key.Of 7L; Key.Of -1L; (Key.Of 1L).FoldIn 3 ]

let private x = Tensor.linspace 0.5 1.5 4

[<Tests>]
let tests =
    testList "Traced keys" [
        for name, draw in draws do
            test $"a compiled function draws {name} anew with each key" {
                let compiled = AD.compile draw

                for key in keys do
                    Expect.equal (compiled key) (draw key) $"{key}"
            }

        test "a key is a tree of its bits" {
            for key in keys do
                Expect.equal (Tree.Rebuild(Key.Of 99L, Tree.Flatten key)) key "rebuilt"
        }

        test "bits that are none are an error" {
            for bits in [ [| 0.5; 0.0 |]; [| -1.0; 0.0 |]; [| 0.0; 4294967296.0 |]; [| nan; 0.0 |] ] do
                Expect.throwsC (fun () -> Tree.Rebuild(Key.Of 0L, [| Tensor.create bits [| 2 |] |]) |> ignore) (fun e ->
                    Expect.equal (e.GetType()) typeof<DomainException> e.Message)
        }

        test "bits of another dtype or shape are an error" {
            for bits in [ Tensor.zerosOf DType.Float32 [ 2 ]; Tensor.zeros [ 3 ]; Tensor.zeros [ 1; 2 ] ] do
                Expect.throwsC (fun () -> Tree.Rebuild(Key.Of 0L, [| bits |]) |> ignore) (fun e ->
                    Expect.equal
                        (e.GetType(), e.Message)
                        (typeof<TreeException>,
                         $"Key wants its bits as Float64[2], but got {bits.DType}{bits.Shape}; convert other leaves alone.")
                        "")
        }

        test "a captured key is a constant, another draw than that of an argument" {
            let captured = Key.Of 3L
            let f = AD.compile (fun (key: Key) -> captured.Normal [| 3 |] + key.Normal [| 3 |])

            for key in keys do
                Expect.equal (f key) (captured.Normal [| 3 |] + key.Normal [| 3 |]) ""
        }

        test "a draw is constant to derivatives in every mode" {
            let f (struct (x: Tensor, key: Key)) = Tensor.sum (x * x * key.Normal [| 4 |])
            let at key x = AD.grad (fun x -> f (struct (x, key))) x

            for key in keys do
                let slope = 2.0 * x * key.Normal [| 4 |]
                let compiled = AD.compile (fun (struct (x, key)) -> at key x) (struct (x, key))
                Expect.equal (at key x) slope "eager"
                Expect.equal compiled slope "compiled gradient"
                Expect.equal (AD.grad (fun x -> AD.compile f (struct (x, key))) x) slope "gradient of the compiled"

                let struct (_, tangent) = AD.pushforward (fun x -> AD.compile f (struct (x, key))) x x
                Expect.floatClose Accuracy.high (Tensor.toScalar tangent) (Tensor.toScalar (Tensor.sum (x * slope))) ""
        }

        test "a fold and a scan carry a key" {
            let next (struct (x: Tensor, key: Key)) =
                let struct (now, later) = key.Split()
                struct (x + now.Normal [| 2 |], later)

            let start = struct (Tensor.zeros [ 2 ], Key.Of 5L)
            let struct (expected, key) = Seq.fold (fun state _ -> next state) start (seq { 1..6 })
            let step state (_: Tensor) = struct (next state, Tensor.scalar 0.0)

            let struct (folded, last) =
                AD.compileFold step (fun _ _ -> ()) start (Seq.replicate 6 (Tensor.scalar 0.0))

            Expect.equal (folded, last) (expected, key) "fold"
            let struct (scanned, last) = Scan.fold (fun state (_: Tensor) -> next state) start (Tensor.zeros [ 6 ])
            Expect.equal (scanned, last) (expected, key) "scan"
        }

        test "an order cannot be drawn before there are numbers" {
            Expect.throwsC
                (fun () ->
                    let first (key: Key) = let order = key.Permutation 3 in Tensor.scalar (float order[0])
                    AD.compile first keys[0] |> ignore)
                (fun e -> Expect.equal (e.GetType()) typeof<TraceException> e.Message)
        }

        test "draws are told apart by distribution and constants, in programs as well" {
            let f (key: Key) =
                key.Uniform [| 3 |] + key.Uniform([| 3 |], 0.0, 2.0) + key.Normal [| 3 |] + key.Uniform [| 3 |]

            Expect.equal (AD.compile f keys[1]) (f keys[1]) ""
        }
    ]
