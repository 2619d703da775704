/// The tape of Real: its chunks, its reuse, and numbers that outlive it.
module Functional.Tests.Scalars.TapeTests

open System
open System.Threading.Tasks
open Expecto
open Functional.Core
open Functional.Tests.Scalars.RealModes

let private gradient (f: Real[] -> Real) (x: float[]) = Scalars.Gradient((fun x -> f x), x)

/// y ← y + x, so often: the derivative is one more than the number of operations.
let private chain count (x: Real) =
    let mutable y = x

    for _ in 1..count do
        y <- y + x

    y

let private chunks =
    // The first chunk has 256 nodes, the next twice as many, and so on up to 65,536.
    testList "a chain ends anywhere about the end of a chunk" [
        for boundary in [ 0; 256; 768; 1792; 65280; 130816; 196352 ] do
            for count in [ boundary - 1; boundary; boundary + 1 ] do
                if count >= 0 then
                    testCase $"{count} operations" (fun () ->
                        Expect.equal (float (pull (chain count) (real 1.0))) (float (count + 1)) "one an operation")
    ]

let private long =
    testList "long chains" [
        testCase "3,000,000 operations" (fun () ->
            Expect.equal (float (pull (chain 3_000_000) (real 1.0))) 3_000_001.0 "no recursion")

        testCase "a deep tape crosses chunks: the inner call is plain, then nested" (fun () ->
            let f (x: Real) =
                pull
                    (fun y ->
                        let flat = chain 1000 y
                        flat * x + chain 1000 (y * x))
                    (real 2.0)

            for name, mode in modes do
                Expect.equal (float (mode f (real 3.0))) 2002.0 name)

        testCase "50 doublings are 2⁵⁰ in 50 operations" (fun () ->
            let f (x: Real) = Seq.fold (fun y _ -> y + y) x (seq { 1..50 })
            Expect.equal (float (pull f (real 1.0))) (2.0 ** 50.0) "2⁵⁰")
    ]

let private structure =
    testList "structure" [
        test "an unused input and an answer that depends on nothing have derivative 0" {
            Expect.equal (gradient (fun x -> x[0] * x[0]) [| 3.0; 4.0 |]) [| 6.0; 0.0 |] "unused"
            Expect.equal (gradient (fun _ -> real 3.0) [| 3.0; 4.0 |]) [| 0.0; 0.0 |] "constant"
            Expect.equal (gradient (fun x -> x[1]) [| 3.0; 4.0 |]) [| 0.0; 1.0 |] "an input itself"
            Expect.equal (gradient (fun _ -> real 1.0) [||]) [||] "no inputs"
        }
        test "what does not lead to the answer leaves nothing behind" {
            let dead (x: Real[]) =
                Real.Log(x[0] * 0.0) |> ignore
                x[0] * x[1]

            Expect.equal (gradient dead [| 3.0; 4.0 |]) [| 4.0; 3.0 |] "once"
            Expect.equal (gradient dead [| 3.0; 4.0 |]) [| 4.0; 3.0 |] "again, on the same memory"
        }
        test "the value and the gradient come from one evaluation" {
            let mutable calls = 0

            let result =
                Scalars.ValueAndGradient(
                    (fun (x: Real[]) ->
                        calls <- calls + 1
                        x[0] * x[1]),
                    [| 3.0; 4.0 |]
                )

            Expect.equal (result.Value, result.Gradient, calls) (12.0, [| 4.0; 3.0 |], 1) "x y"
        }
        test "room for another number of derivatives is an error" {
            let error =
                try
                    Scalars.Gradient(
                        (fun (x: Real[]) -> x[0]),
                        ReadOnlySpan [| 1.0; 2.0 |],
                        Span(Array.zeroCreate<float> 3)
                    )
                    |> ignore

                    "no error"
                with :? ShapeException as e ->
                    e.Message

            Expect.equal
                error
                "Scalars.Gradient wants room for as many derivatives as there are inputs, but got 3 for 2."
                "message"
        }
    ]

let private escaped =
    let message (f: unit -> Real) =
        try
            f () |> ignore
            "no error"
        with :? TraceException as e ->
            e.Message

    let expected name =
        $"{name} wants its numbers to be used while it runs, but got one after it had returned. Return it from the function that is differentiated instead of keeping it on the side."

    testList "a number that outlived its call says so" [
        for name, mode, transform in [ "forward", push, "Scalars.Derivative"; "reverse", pull, "Scalars.Gradient" ] do
            testCase name (fun () ->
                let mutable kept = real 0.0

                let keep =
                    mode (fun x ->
                        kept <- x * x
                        kept)

                keep (real 3.0) |> ignore
                Expect.equal (float kept) 9.0 "its number can still be read"

                for use' in
                    [
                        (fun () -> kept * kept)
                        (fun () -> kept + 1.0)
                        (fun () -> 1.0 / kept)
                        (fun () -> sin kept)
                        (fun () -> push (fun y -> y * kept) (real 1.0))
                        (fun () -> pull (fun y -> y * kept) (real 1.0))
                        (fun () -> pull (fun y -> y * kept) kept)
                    ] do
                    Expect.equal (message use') (expected transform) "by name")
    ]

let private exceptions =
    test "an exception in the function leaves the next derivative right" {
        let failing (x: Real[]) : Real =
            chain 1000 x[0] |> ignore
            invalidOp "on purpose"

        for _ in 1..3 do
            Expect.throwsT<InvalidOperationException>
                (fun () -> gradient failing [| 1.0 |] |> ignore)
                "it passes through"

            Expect.equal (gradient (fun x -> x[0] * x[0]) [| 3.0 |]) [| 6.0 |] "the next one"
    }

let private parallelCalls =
    testCase "10,000 gradients on all threads are those of one thread, bit for bit" (fun () ->
        let f (x: Real[]) = sin (x[0] * x[1]) + chain 300 x[1] / x[0]
        let at i = gradient f [| 1.0 + float i; 0.5 |]
        let expected = Array.init 10_000 at
        let actual = Array.zeroCreate 10_000
        Parallel.For(0, 10_000, (fun i -> actual[i] <- at i)) |> ignore
        Expect.equal actual expected "the same bits")

let private steady =
    testCase "nothing is allocated once the tape has grown" (fun () ->
        let f = Func<Real[], Real>(fun x -> chain 100_000 (x[0] * x[1]))
        let x, into = [| 1.0; 2.0 |], Array.zeroCreate 2
        let call () = Scalars.Gradient(f, ReadOnlySpan x, Span into) |> ignore
        // The array of results and the compiler's own allocations come before.
        for _ in 1..40 do
            call ()

        let least =
            Seq.init 20 (fun _ ->
                let before = GC.GetAllocatedBytesForCurrentThread()
                call ()
                GC.GetAllocatedBytesForCurrentThread() - before)
            |> Seq.min

        Expect.equal least 0L "bytes")

[<Tests>]
let tests = testList "Real tape" [ chunks; long; structure; escaped; exceptions; parallelCalls; steady ]
