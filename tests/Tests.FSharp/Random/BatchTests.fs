module Functional.Tests.Random.BatchTests

open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models

let private key = Key.Of 7
let private n = 4
let private xs = Tensor.Create([| for i in 0..11 -> 0.1 * float i - 0.5 |], n, 3)
let private rows (x: Tensor) = [ for i in 0 .. x.Shape[0] - 1 -> x[i] ]

let private same (message: string) (actual: Tensor) (expected: Tensor) = Compare.identical message expected actual

/// Sums over a batch may be added in another order.
let private close message (actual: Tensor) (expected: Tensor) = Compare.close 1e-13 message expected actual

/// A loss that draws a mask and noise with its key.
let private loss key (w: Tensor) (x: Tensor) =
    let struct (first, second) = Random.split key
    let kept = Tensor.Dropout(x, 0.5, first)
    Tensor.Square((w * kept + Random.normal [ 3 ] second).Sum())

let private w = Tensor.Create [| 1.0; -1.0; 0.5 |]

[<Tests>]
let tests =
    testList "Random numbers over a batch" [
        testCase "a key inside a vectorized function gives every instance the same numbers" (fun () ->
            same
                "the draw itself"
                (AD.vectorize (fun (_: Tensor) -> Random.normal [ 3 ] key) xs)
                (Tensor.Stack [ for _ in 1..n -> Random.normal [ 3 ] key ])

            same
                "dropout"
                (AD.vectorize (fun x -> Tensor.Dropout(x, 0.5, key)) xs)
                (Tensor.Stack [ for x in rows xs -> Tensor.Dropout(x, 0.5, key) ])

            let gradients = AD.vectorize (fun x -> AD.grad (fun w -> loss key w x) w) xs
            close "a gradient" gradients (Tensor.Stack [ for x in rows xs -> AD.grad (fun w -> loss key w x) w ]))
        testCase "a batch of draws is that of the keys one by one" (fun () ->
            same
                "normal"
                (Random.batch n (Random.normal [ 2; 3 ]) key)
                (Tensor.Stack [ for k in Random.splitMany n key -> Random.normal [ 2; 3 ] k ])

            let draws = rows (Random.batch n (Random.normal [ 3 ]) key) |> List.map (fun x -> x.ToArray())
            Expect.equal (List.distinct draws).Length n "all different")
        testCase "noise that comes in as an argument is each instance's own, in values and gradients" (fun () ->
            let noisy (w: Tensor) (x: Tensor) (noise: Tensor) = Tensor.Square((w * x + noise).Sum())
            let noise = Random.batch n (Random.normal [ 3 ]) key
            let keys = Random.splitMany n key

            let each f =
                Tensor.Stack [ for k, x in Seq.zip keys (rows xs) -> f x (Random.normal [ 3 ] k) ]

            close "value" (AD.vectorize (fun struct (x, e) -> noisy w x e) (struct (xs, noise))) (each (noisy w))

            close
                "gradient of each"
                (AD.vectorize (fun struct (x, e) -> AD.grad (fun w -> noisy w x e) w) (struct (xs, noise)))
                (each (fun x e -> AD.grad (fun w -> noisy w x e) w)))
        testCase "where chooses by each instance's own mask, forward and in reverse" (fun () ->
            let masks = Random.batch n (Random.bernoulli 0.5 [ 3 ]) key
            let kept (mask: Tensor) (x: Tensor) = Tensor.Where(mask, x * x, Tensor.Sqrt(1.0 - mask + 0.0 * x))
            let expected f = Tensor.Stack [ for mask, x in Seq.zip (rows masks) (rows xs) -> f mask x ]
            let over f = AD.vectorize (fun struct (mask, x) -> f mask x) (struct (masks, xs))
            let grad mask (x: Tensor) : Tensor = AD.grad (fun x -> (kept mask x).Sum()) x

            let push mask (x: Tensor) =
                let struct (_, dot) = AD.pushforward (kept mask) x (Tensor.OnesLike x)
                dot

            same "value" (over kept) (expected kept)
            same "gradient" (over grad) (expected grad)
            same "tangent" (over push) (expected push)

            same
                "gradient of the batch"
                (AD.grad
                    (fun xs -> (AD.vectorize (fun struct (m, x) -> (kept m x).Sum()) (struct (masks, xs))).Sum())
                    xs)
                (expected grad))
        testCase "a mask that all instances share may choose between batches" (fun () ->
            let mask = Tensor.Create [| 1.0; 0.0; 1.0 |]
            let f (x: Tensor) = Tensor.Where(mask, Tensor.Sin x, 2.0 * x)
            same "value" (AD.vectorize f xs) (f xs)
            same "gradient" (AD.vectorize (AD.grad (fun x -> (f x).Sum())) xs) (AD.grad (fun xs -> (f xs).Sum()) xs))
        testCase "a scan's steps draw with keys that are given one by one" (fun () ->
            let noise = Random.batch n (Random.normal [ 3 ]) key
            let walk x = Scan.fold (fun (x: Tensor) (e: Tensor) -> Tensor.Tanh(x + 0.1 * e)) x noise

            let looped x =
                Seq.fold (fun (x: Tensor) k -> Tensor.Tanh(x + 0.1 * Random.normal [ 3 ] k)) x (Random.splitMany n key)

            same "value" (walk xs[0]) (looped xs[0])
            same "gradient" (AD.grad (fun x -> (walk x).Sum()) xs[0]) (AD.grad (fun x -> (looped x).Sum()) xs[0]))
        testCase "keys that come in as an argument draw for each instance its own" (fun () ->
            let draw (bits: Tensor) =
                let key = Tree.Rebuild(key, [| bits |])
                let struct (first, second) = Random.split key
                Random.normal [ 3 ] first - Random.uniform 0.0 1.0 [ 3 ] second

            let bits = [ for key in Random.splitMany n key -> (Tree.Flatten key)[0] ]
            same "draws" (AD.vectorize draw (Tensor.Stack bits)) (Tensor.Stack(List.map draw bits))
            let compiled = AD.compile (AD.vectorize draw)
            same "compiled" (compiled (Tensor.Stack bits)) (Tensor.Stack(List.map draw bits)))
        testCase "no key is too few" (fun () ->
            Expect.throwsC (fun () -> Random.batch 0 (Random.normal [ 3 ]) key |> ignore) (fun error ->
                Expect.isTrue (error :? DomainException) "type"
                Expect.equal error.Message "Batch wants 1 key or more, but got 0." "message"))
    ]
