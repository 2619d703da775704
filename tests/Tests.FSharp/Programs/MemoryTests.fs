/// What a compiled function keeps between its calls: a bounded number of programs, one memory for all of them, and nothing of its caller's.
module Functional.Tests.Programs.MemoryTests

open System
open System.Runtime.CompilerServices
open System.Threading
open Expecto
open Functional.Core
open Functional.Models

let private vector n (value: float) = Tensor.full value [ n ]

/// Bytes of the heap that are in use.
let private heap () =
    GC.Collect()
    GC.WaitForPendingFinalizers()
    GC.Collect()
    GC.GetTotalMemory true

/// Bytes that are in use after a function, more than before.
let private kept (f: unit -> unit) =
    let before = heap ()
    f ()
    heap () - before

let private mega = 1048576L

[<MethodImpl(MethodImplOptions.NoInlining)>]
let private weakly (call: Tensor -> Tensor) x =
    let argument = Tensor.Sin x
    let answer = call argument
    [ WeakReference argument; WeakReference answer ]

let private sum f x = Tensor.sum (f x)

let private chain (x: Tensor) = Tensor.Sin(Tensor.Exp(Tensor.Cos x) * x) + Tensor.sum x

/// Functions of a vector that keep programs of their own.
let private compiled: (string * (Tensor -> Tensor)) list =
    let scan (x: Tensor) =
        let struct (_, ys) =
            Scan.unroll (fun (c: Tensor) (x: Tensor) -> struct (c + x, c * x)) (Tensor.Scalar 0.0) x

        ys

    let choice (x: Tensor) = AD.cond (Tensor.sum x) chain (fun x -> 2.0 * x) x

    let loop (x: Tensor) =
        Ad.While((fun (x: Tensor) -> Tensor.Less(Tensor.sum x, 1e3)), (fun x -> 2.0 * x + 1.0), x)

    let f = AD.compile chain
    let steps = AD.compileFold (fun (s: Tensor) (x: Tensor) -> struct (s + x, s * x))

    [
        "a program", AD.compile chain
        "a program of views", AD.compile (fun x -> x.Reshape(1, x.Count).Reshape(x.Count))
        "a program of a gradient", AD.compile (AD.grad (sum chain))
        "a gradient of a program", AD.grad (sum f)
        "a pushforward of a program", (fun x -> (let struct (_, dot) = AD.pushforward f x x in dot))
        "a batch of a program", (fun x -> AD.vectorize f (x.ExpandDims 0))
        "a program of a scan", AD.compile scan
        "a program of a gradient of a scan", AD.compile (AD.grad (sum scan))
        "a program of a choice", AD.compile choice
        "a program of a loop", AD.compile loop
        "a program of a checkpoint", AD.compile (AD.grad (sum (AD.checkpoint chain)))
        "a fold", (fun x -> steps (fun _ _ -> ()) x [ x; x ])
    ]

[<Tests>]
let tests =
    testSequenced
    <| testList "Memory of compiled functions" [
        for name, f in compiled do
            testCase $"holds neither argument nor answer of the last call: {name}" (fun () ->
                weakly f (vector 10 0.5) |> ignore
                let references = weakly f (vector 10 0.25)
                heap () |> ignore

                for reference in references do
                    Expect.isFalse reference.IsAlive "collected"

                GC.KeepAlive f)

            testCase $"does not grow with the number of shapes: {name}" (fun () ->
                let bytes =
                    kept (fun () ->
                        for n in 1..200 do
                            f (vector (10000 + n) 0.01) |> ignore)

                GC.KeepAlive f
                // Each of the shapes takes some 80 kB for each value.
                Expect.isLessThan bytes (16L * mega) "bytes")

        test "agrees with the function while shapes take turns in one memory" {
            let twice (x: Tensor) =
                let struct (s, ys) =
                    Scan.unroll
                        (fun (c: Tensor) (x: Tensor) -> struct (Tensor.Tanh(c + x), c * x))
                        (Tensor.Scalar 0.1)
                        x

                AD.cond s (fun (y: Tensor) -> chain y * s) (fun y -> y) ys

            let f = Ad.Compile(twice, CompileOptions(Programs = 3))
            let g = Ad.Compile(AD.grad (sum twice), CompileOptions(Programs = 3))

            for round in 1..3 do
                for n in [ 5; 700; 3; 5; 64; 700; 1 ] do
                    let x = Tensor.Sin(Tensor.Arange(n) + float round)
                    Expect.isTrue (Tensor.AllClose(f.Invoke x, twice x, 1e-13, 1e-13)) $"{n}"
                    Expect.isTrue (Tensor.AllClose(g.Invoke x, AD.grad (sum twice) x, 1e-13, 1e-13)) $"gradient, {n}"
        }

        test "keeps the programs that were used last, as many as the option says" {
            let traced = ResizeArray<int>()

            let f =
                Ad.Compile(
                    (fun (x: Tensor) ->
                        traced.Add x.Count
                        2.0 * x),
                    CompileOptions(Programs = 2)
                )

            for n in [ 1; 2; 1; 3; 1; 2; 1 ] do
                f.Invoke(vector n 1.0) |> ignore

            Expect.equal (List.ofSeq traced) [ 1; 2; 3; 2 ] "traced"
        }

        test "keeps 64 programs by default, of a fold too" {
            let count (call: int -> unit) (traced: int ref) =
                for n in 1..64 do
                    call n

                for n in 1..64 do
                    call n

                Expect.equal traced.Value 64 "all are kept"
                call 65
                call 2
                Expect.equal traced.Value 65 "the second is kept"
                call 1
                Expect.equal traced.Value 66 "the first is not"

            let traced = ref 0

            let note (x: Tensor) =
                traced.Value <- traced.Value + 1
                x

            let f = AD.compile note
            count (fun n -> f (vector n 1.0) |> ignore) traced
            traced.Value <- 0
            let fold = AD.compileFold (fun (s: Tensor) x -> struct (s, note x))
            count (fun n -> fold (fun _ _ -> ()) (Tensor.Scalar 1.0) [ vector n 1.0 ] |> ignore) traced
        }

        test "wants one program or more" {
            for programs in [ 0; -1; Int32.MinValue ] do
                Expect.throwsC (fun () -> CompileOptions(Programs = programs) |> ignore) (fun error ->
                    Expect.equal error.Message $"CompileOptions wants 1 program or more, but got {programs}." "message"
                    Expect.equal (error.GetType()) typeof<DomainException> "type")
        }

        test "is trimmed to the processors after a burst of threads" {
            let threads = 16
            use together = new Barrier(threads)

            let meet =
                AD.customPullbackWith
                    Tensor.ZerosLike
                    (fun (x: Tensor) ->
                        (together.SignalAndWait()
                         x))
                    (fun _ _ yBar -> yBar)

            // A megabyte for each value.
            let f = AD.compile (fun (x: Tensor) -> Tensor.Sin((chain (meet (chain x))).CumSum(0)))
            let x = vector (1 <<< 17) 0.1

            let bytes =
                kept (fun () ->
                    let all = [ for _ in 1..threads -> Thread(fun () -> f x |> ignore) ]
                    all |> List.iter _.Start()
                    all |> List.iter _.Join())

            GC.KeepAlive f
            Expect.isLessThan bytes (int64 Environment.ProcessorCount * 6L * mega) "bytes"
        }
    ]
