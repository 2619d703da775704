module Functional.Tests.Programs.CompileTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Models
open Functional.Tests.Programs.Agreement

type private Mlp = { W1: Tensor; B1: Tensor; W2: Tensor; B2: Tensor }

let private start = {
    W1 = 0.1 * Key.Of(1).Normal([| 20; 8 |], DType.Float32)
    B1 = Tensor.Zeros([| 8 |], DType.Float32)
    W2 = 0.1 * Key.Of(2).Normal([| 8; 3 |], DType.Float32)
    B2 = Tensor.Zeros([| 3 |], DType.Float32)
}

let private batch size (seed: int) =
    struct (Key.Of(int64 seed).Normal([| size; 20 |], DType.Float32), (Tensor.Arange size % 3.0).Cast DType.Float32)

let private loss (struct (x: Tensor, labels)) p =
    Tensor.CrossEntropy(Tensor.Relu(x *@ p.W1 + p.B1) *@ p.W2 + p.B2, labels)

let private step p batch =
    let struct (value, gradient) = AD.valueAndGrad (loss batch) p
    struct (Tree.Map2((fun w g -> Tensor.Combine(1.0, w, -0.1, g)), p, gradient), value)

let private closeTrees what (expected: Mlp) (actual: Mlp) =
    close DType.Float32 what (List.ofArray (Tree.Flatten expected)) (List.ofArray (Tree.Flatten actual))

let private fold = Ad.CompileFold(fun p b -> step p b)

let private randomPrograms dtype =
    testCase $"random programs in {dtype}" (fun () ->
        for seed in 1..10 do
            let program = Programs.ofSeed dtype 1 8 seed

            try
                agrees untilFused dtype 2 program.Run program.Arguments
            with e ->
                failtest $"{program.Code}: {e.Message}")

[<Tests>]
let tests =
    testList "Compile" [
        testList "when steps have been fused" [
            for sample: ModelSamples.Sample in ModelSamples.all do
                for dtype in sample.DTypes do
                    testCase $"the model {sample.Name} in {dtype}" (fun () ->
                        agrees untilFused dtype 2 (sample.Loss dtype) (sample.Point dtype))

            for dtype in [ DType.Float64; DType.Float32 ] do
                randomPrograms dtype
        ]

        test "other numbers of the same shapes go through the same program, other shapes through another" {
            let traced = ref 0

            let f =
                AD.compile (fun (x: Tensor) ->
                    traced.Value <- traced.Value + 1
                    Tensor.sum (Tensor.Sin x))

            for size in [ 3; 5; 3 ] do
                for seed in 1..4 do
                    let x = Key.Of(int64 seed).Normal [| size |]
                    close DType.Float64 "value" [ Tensor.sum (Tensor.Sin x) ] [ f x ]

            Expect.equal traced.Value 2 "traced once a shape"
        }

        test "what it captures from an outer transform gets its derivative" {
            let x = Key.Of(3).Normal [| 4 |]
            let f (w: Tensor) = Tensor.sum (AD.compile (fun (x: Tensor) -> Tensor.Tanh(w * x)) x)
            let expected = AD.grad (fun (w: Tensor) -> Tensor.sum (Tensor.Tanh(w * x))) x
            close DType.Float64 "gradient" [ expected ] [ AD.grad f x ]
        }

        test "it is vectorized, nested and checkpointed" {
            let f = AD.compile (fun (x: Tensor) -> Tensor.sum (Tensor.Exp(Tensor.Sin x) * x))
            let g (x: Tensor) = Tensor.sum (Tensor.Exp(Tensor.Sin x) * x)
            let xs = Key.Of(4).Normal [| 3; 4 |]
            close DType.Float64 "batch" [ AD.vectorize g xs ] [ AD.vectorize f xs ]
            close DType.Float64 "gradients of a batch" [ AD.vectorize (AD.grad g) xs ] [ AD.vectorize (AD.grad f) xs ]
            close DType.Float64 "compiled again" [ g xs[0] ] [ AD.compile (fun x -> f x) xs[0] ]
            close DType.Float64 "checkpointed" [ AD.grad g xs[0] ] [ AD.grad (AD.checkpoint f) xs[0] ]
            close DType.Float64 "Hessian" [ AD.hessian g xs[0] ] [ AD.hessian f xs[0] ]
        }

        test "outputs may be inputs, constants, views and the same value twice" {
            let f (struct (x: Tensor, y: Tensor)) = [ y; x; x.Reshape(2, 3); x[1..2]; x + y; x + y; Tensor.ones [ 2 ] ]
            let point = struct (Key.Of(5).Normal [| 6 |], Key.Of(6).Normal [| 6 |])
            close DType.Float64 "values" (f point) (AD.compile f point)
        }

        test "a thousand calls from eight threads equal the serial ones" {
            let f =
                AD.compile (fun b -> let struct (p, value) = step start b in value :: List.ofArray (Tree.Flatten p))

            let expected = [| for seed in 0..999 -> f (batch 4 (seed % 10)) |> List.map _.ToArray() |]
            let actual = Array.zeroCreate 1000

            Threading.Tasks.Parallel.For(
                0,
                1000,
                Threading.Tasks.ParallelOptions(MaxDegreeOfParallelism = 8),
                fun seed -> actual[seed] <- f (batch 4 (seed % 10)) |> List.map _.ToArray()
            )
            |> ignore

            Expect.equal actual expected "bit for bit"
        }

        test "a fold is the loop, with batches of two sizes, and leaves its first state alone" {
            let batches = [ for seed in 1..9 -> batch (if seed = 9 then 5 else 16) seed ]
            let before = Tree.Flatten start |> Array.map _.ToArray()
            let losses = ResizeArray()

            let folded = fold.Invoke(start, batches, (fun i value -> losses.Add(i, Tensor.toScalar value)))

            let expected, values =
                ((start, []), batches)
                ||> List.fold (fun (p, values) b ->
                    let struct (p, value) = step p b in p, Tensor.toScalar value :: values)

            closeTrees "state" expected folded
            Expect.equal (List.map fst (List.ofSeq losses)) [ 0..8 ] "steps"

            for e, (_, a) in List.zip (List.rev values) (List.ofSeq losses) do
                Expect.floatClose Accuracy.medium a e "loss"

            Expect.equal (Tree.Flatten start |> Array.map _.ToArray()) before "the first state"
            closeTrees "without a listener" folded (fold.Invoke(start, batches, null))
            let heard = ref 0
            closeTrees "from F#" folded (AD.compileFold step (fun i _ -> heard.Value <- i) start batches)
            Expect.equal heard.Value 8 "the last step"
        }

        test "states may change places" {
            let swap =
                Ad.CompileFold(fun (struct (a: Tensor, b: Tensor)) (x: Tensor) -> struct (struct (b, a + x), a))

            let struct (a, b) =
                swap.Invoke(
                    struct (Tensor.scalar 1.0, Tensor.scalar 2.0),
                    [ for i in 1..5 -> Tensor.scalar (float i) ],
                    null
                )
            // (1, 2) (2, 2) (2, 4) (4, 5) (5, 8) (8, 10)
            Expect.equal (Tensor.toScalar a, Tensor.toScalar b) (8.0, 10.0) "after five"
        }

        test "a step of a fold allocates no tensor" {
            let b = batch 16 1
            let run count = fold.Invoke(start, Seq.replicate count b, null) |> ignore

            let bytes count =
                let before = GC.GetAllocatedBytesForCurrentThread()
                run count
                GC.GetAllocatedBytesForCurrentThread() - before

            run 10
            let perStep = float (bytes 1010 - bytes 10) / 1000.0
            // Walking the item and the label places make a few small objects; the weights alone have 832 bytes.
            Expect.isTrue (perStep < 700.0) $"{perStep} bytes a step"
        }

        test "a fold within another transform is an error" {
            Expect.throwsC
                (fun () -> AD.grad (fun p -> Tensor.sum (fold.Invoke(p, [ batch 2 1 ], null)).B1) start |> ignore)
                (fun e -> Expect.equal (e.GetType()) typeof<TraceException> e.Message)
        }
    ]
