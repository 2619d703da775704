module Functional.Tests.Transforms.StructureTests

open System
open System.Runtime.CompilerServices
open System.Threading.Tasks
open Expecto
open Functional.Core
open Functional.Tests.Transforms.Derivatives

let private sharing =
    testList "sharing" [
        testCase "an unused input gets zeros of its shape" (fun () ->
            let gradient =
                Ad.Grad(fun (p: Tensor * Tensor) -> (fst p).Sum()).Invoke(vector [ 1.0; 2.0 ], Tensor.Ones [| 2; 3 |])

            Expect.sequenceEqual (snd gradient).Shape [ 2; 3 ] "The shape of the input"
            Expect.all (numbers (snd gradient)) ((=) 0.0) "Zeros")

        testCase "Strict lists the inputs that are not used" (fun () ->
            let strict = AdOptions(Strict = true)

            Expect.throwsC
                (fun () ->
                    Ad.Grad((fun (p: {| A: Tensor; B: Tensor |}) -> p.A.Sum()), strict).Invoke {|
                        A = scalar 1.0
                        B = scalar 1.0
                    |}
                    |> ignore)
                (fun error ->
                    Expect.isTrue (error :? TreeException) "By type"
                    Expect.stringContains error.Message ".B" "The unused leaf"))

        testCase "an output that does not depend on the input has derivative zero" (fun () ->
            for name, mode in modes do
                Expect.equal (number (mode (fun _ -> scalar 3.0) (scalar 1.0))) 0.0 name)

        testCase "a value used twice collects both cotangents" (fun () ->
            for name, mode in modes do
                Expect.equal (number (mode (fun x -> x * x) (scalar 3.0))) 6.0 name
                Expect.equal (number (mode (fun x -> x + x) (scalar 3.0))) 2.0 name)

        testCase "tied weights sum" (fun () ->
            let w = scalar 2.0
            let gradient = Ad.Grad(fun (p: Tensor list) -> p[0] * p[1] * p[1]).Invoke [ w; w ]
            Expect.equal (gradient |> List.map number) [ 4.0; 8.0 ] "Each place has its own"
            Expect.equal (number (reverse (fun w -> w * w * w) w)) 12.0 "The one weight has their sum")

        testCase "fifty doublings give 2⁵⁰ by fifty operations" (fun () ->
            let f x = List.fold (fun y _ -> y + y) x [ 1..50 ]
            let recorded = Recording<Tensor, Tensor>((fun x -> f x), scalar 1.0, null)
            Expect.equal (Seq.length recorded.Operations) 50 "Operations on the tape"

            for name, mode in modes do
                Expect.equal (number (mode f (scalar 1.0))) (2.0 ** 50.0) name)
    ]

let private pullbacks =
    testList "pullbacks" [
        testCase "a cotangent of another shape is refused by name" (fun () ->
            let result = Ad.Pullback((fun (x: Tensor) -> x + 1.0), vector [ 1.0; 2.0 ])

            Expect.throwsC (fun () -> result.Pullback.Invoke(scalar 1.0) |> ignore) (fun error ->
                Expect.isTrue (error :? ShapeException) "By type"
                Expect.equal error.Message "Pullback wants [2], but got []." "Both shapes"))

        testCase "a cotangent of another dtype is refused by name" (fun () ->
            let result = Ad.Pullback((fun (x: Tensor) -> x + 1.0), scalar 1.0)

            Expect.throwsC
                (fun () -> result.Pullback.Invoke(Tensor.Scalar(1.0, DType.Float32)) |> ignore)
                (fun error ->
                    Expect.isTrue (error :? DTypeException) "By type"
                    Expect.equal error.Message "Pullback wants Float64, but got Float32." "Both dtypes"))

        testCase "a leaf of another shape is named by its path" (fun () ->
            let p = {| W = vector [ 1.0; 2.0 ]; B = scalar 1.0 |}
            let dot = {| W = vector [ 1.0; 2.0 ]; B = vector [ 1.0 ] |}

            Expect.throwsC
                (fun () -> Ad.Pushforward((fun (p: {| W: Tensor; B: Tensor |}) -> p.W.Sum() + p.B), p, dot) |> ignore)
                (fun error ->
                    Expect.isTrue (error :? ShapeException) "By type"
                    Expect.equal error.Message "Pushforward wants [] at leaf .B, but got [1]." "The path"))

        testCase "Grad refuses a function whose answer is not a scalar" (fun () ->
            Expect.throwsC (fun () -> reverse (fun x -> x) (vector [ 1.0; 2.0 ]) |> ignore) (fun error ->
                Expect.isTrue (error :? ShapeException) "By type"
                Expect.stringStarts error.Message "Grad wants a function with a scalar answer" "By name"
                Expect.stringEnds error.Message "but got [2]." "The shape"))

        testCase "called concurrently, the answers are those of serial calls" (fun () ->
            let x = vector [ 0.1; 0.2; 0.3 ]
            let result = Ad.Pullback((fun (x: Tensor) -> Tensor.Sin(x * x) * Tensor.Exp x), x)
            let expected = numbers (result.Pullback.Invoke x)
            let actual = Array.create 200 []
            Parallel.For(0, 200, (fun i -> actual[i] <- numbers (result.Pullback.Invoke x))) |> ignore
            Expect.all actual ((=) expected) "Bit for bit")

        testCase "the caller's array may change after the forward pass" (fun () ->
            let data = [| 1.0; 2.0 |]
            let result = Ad.Pullback((fun (x: Tensor) -> x * x), Tensor.Create data)
            data[0] <- 100.0
            Expect.equal (numbers (result.Pullback.Invoke(vector [ 1.0; 1.0 ]))) [ 2.0; 4.0 ] "It was copied")

        testCase "an exception in the function leaves the next gradient right, and nothing behind" (fun () ->
            let failing () =
                let x = vector [ 1.0; 2.0 ]

                try
                    reverse (fun x -> if (x * x).Count = 2 then invalidOp "stop" else x.Sum()) x |> ignore
                with :? InvalidOperationException ->
                    ()

                WeakReference x

            let retained = failing ()
            Expect.equal (numbers (reverse (fun x -> (x * x).Sum()) (vector [ 1.0; 2.0 ]))) [ 2.0; 4.0 ] "Right"
            GC.Collect()
            GC.WaitForPendingFinalizers()
            GC.Collect()
            Expect.isFalse retained.IsAlive "Let go")

        testCase "what is computed again drops what was dropped" (fun () ->
            let x = vector [ for i in 1..100 -> float i ]
            let f (x: Tensor) = (Tensor.Square(Tensor.Dropout(x, 0.5, Key.Of 3))).Sum()
            let again (x: Tensor) = Ad.Checkpoint(fun x -> f x).Invoke x
            Expect.equal (numbers (reverse again x)) (numbers (reverse f x)) "The same mask"
            Expect.contains (numbers (reverse f x)) 0.0 "Some are dropped")

        testCase "Float32 stays Float32 through literals" (fun () ->
            let x = Tensor.Create [| 1.0f; 2.0f |]
            let f (x: Tensor) = (2.0 * x * x / 3.0 - 1.0 + Tensor.Exp(0.5 - x)).Sum()
            Expect.equal (f x).DType DType.Float32 "The value"
            Expect.equal (reverse f x).DType DType.Float32 "The gradient")
    ]

let private scale =
    testList "scale" [
        testCase "tapes of every length around the ends of chunks are swept in full" (fun () ->
            for n in [ 1; 2; 62; 63; 64; 65; 66; 191; 192; 193; 4000; 4031; 4032; 4033 ] do
                let f x = Seq.fold (fun y _ -> y + x) x (seq { 2..n })
                Expect.equal (number (reverse f (scalar 1.0))) (float n) $"{n} uses")

        testCase "a chain of a million operations needs no stack" (fun () ->
            let f (x: Tensor) = Seq.fold (fun (y: Tensor) _ -> y * 1.0000001) x (seq { 1..1_000_000 })

            Expect.floatClose Accuracy.medium (number (reverse f (scalar 1.0))) (1.0000001 ** 1e6) "By reverse"
            Expect.floatClose Accuracy.medium (number (forward f (scalar 1.0))) (1.0000001 ** 1e6) "By forward")

        testCase "ten thousand gradients in parallel equal the serial ones bit for bit" (fun () ->
            let gradient i =
                let x = vector [ float i * 1e-3; 1.0; -0.5 ]
                numbers (reverse (fun x -> (Tensor.Sin x * Tensor.Exp(x * x) / (1.0 + Tensor.Square x)).Sum()) x)

            let serial = Array.init 10_000 gradient
            let concurrent = Array.zeroCreate 10_000
            Parallel.For(0, 10_000, (fun i -> concurrent[i] <- gradient i)) |> ignore
            Expect.isTrue (serial = concurrent) "Equal")

        testCaseTask "a gradient may await" (fun () ->
            task {
                let gradient i =
                    task {
                        let x = scalar (float i)
                        do! Task.Yield()
                        return number (reverse (fun x -> Task.Run(fun () -> x * x).Result * x) x)
                    }

                let! results = Task.WhenAll [ for i in 1..50 -> gradient i ]
                Expect.equal (List.ofArray results) [ for i in 1..50 -> 3.0 * float i * float i ] "3x²"
            })

        testCase "an operation on traced values may run on several threads" (fun () ->
            let f (x: Tensor) =
                let terms = Array.zeroCreate<Tensor> 500
                Parallel.For(0, 500, (fun i -> terms[i] <- x * float i)) |> ignore
                Array.reduce (+) terms

            Expect.equal (number (reverse f (scalar 1.0))) (float (List.sum [ 0..499 ])) "Every term is on the tape")
    ]

let private broadcasts =
    testList "broadcasting" [
        for xShape, yShape in
            [
                [ 2; 3 ], [ 3 ]
                [ 2; 3 ], []
                [ 2; 1 ], [ 1; 3 ]
                [ 4; 1; 3 ], [ 2; 1 ]
                [], [ 0; 3 ]
                [ 1 ], [ 0 ]
                [ 3 ], [ 2; 0; 3 ]
            ] do
            testCase $"{xShape} with {yShape}: each cotangent has the shape of its operand" (fun () ->
                let x, y = Tensor.Ones(List.toArray xShape), Tensor.Ones(List.toArray yShape)
                let z = x * y
                let bars = Ad.Grad(fun (p: Tensor * Tensor) -> (fst p * snd p).Sum()).Invoke(x, y)
                Expect.sequenceEqual (fst bars).Shape xShape "x̄"
                Expect.sequenceEqual (snd bars).Shape yShape "ȳ"
                Expect.all (numbers (fst bars)) ((=) (float z.Count / float (max 1 x.Count))) "How often x was used"
                Expect.all (numbers (snd bars)) ((=) (float z.Count / float (max 1 y.Count))) "How often y was used")
    ]

[<Tests>]
let tests = testList "Structure" [ sharing; pullbacks; scale; broadcasts ]
