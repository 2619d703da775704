/// Functions on Real that are traced once and replayed.
module Functional.Tests.Scalars.ProgramTests

open System
open System.Threading.Tasks
open Expecto
open Functional.Core
open Functional.Samples
open Functional.Tests.Semantics
open Functional.Tests.Scalars.RealModes

let private trace (f: Real[] -> Real) (x: float[]) = Scalars.Trace((fun x -> f x), x)

let private f (x: Real[]) =
    sin (x[0] * x[1]) / (2.0 + x[2]) + Real.Max(x[0], x[2]) ** 3.0 - Real.Gelu x[1]
    + Real.Hypot(x[1], 3.0)

let private points = [ [| 0.3; 0.8; 1.2 |]; [| -1.0; 2.0; 0.5 |]; [| 4.0; -3.0; 0.0 |] ]

let private replays =
    testList "a replay" [
        test "has the values and gradients of the function, bit for bit" {
            let program = trace f points.Head

            for x in points do
                let expected = Scalars.ValueAndGradient(f, x)
                Expect.equal (program.Value(ReadOnlySpan x)) expected.Value "value"
                Expect.equal (program.Gradient x) expected.Gradient "gradient"
        }
        test "has those of every function" {
            for row in PointTests.families |> List.take 4 |> List.collect snd do
                match RealFunctions.all.TryFind row.Operation with
                | None -> ()
                | Some f ->
                    for point in row.Points Double.Epsilon do
                        let at = List.toArray point.At
                        let expected = Scalars.ValueAndGradient((fun x -> f (List.ofArray x)), at)
                        let program = trace (List.ofArray >> f) at
                        let same (a: float) (b: float) = Expect.isTrue (a.Equals b) $"{row.Operation} at {point.At}"
                        same (program.Value(ReadOnlySpan at)) expected.Value
                        Array.iter2 same (program.Gradient at) expected.Gradient
        }
        test "is a function on Real like any other" {
            let program = trace f points.Head
            let replay (x: Real[]) = program.Value x

            for x in points do
                Expect.equal (Scalars.Gradient(replay, x)) (Scalars.Gradient(f, x)) "gradient"
                Expect.equal (Scalars.Hessian(replay, x)) (Scalars.Hessian(f, x)) "Hessian"
        }
        test "of a gradient is a gradient" {
            // x₀ ↦ ∂f/∂x₁, traced as a whole and then differentiated.
            let smooth (x: Real[]) = sin (x[0] * x[1]) / (2.0 + x[2]) - Real.Gelu x[1] * Real.Hypot(x[1], x[0])
            let slope (x: Real[]) = Scalars.Gradient((fun x -> smooth x), x)[1]
            let program = trace slope points.Head

            for x in points do
                let hessian = Scalars.Hessian(smooth, x)
                Array.iteri (fun j a -> Expect.floatClose Accuracy.high a hessian[1, j] "row 1") (program.Gradient x)
        }
        test "of a thousand steps of a generic method" {
            let orbit (x: Real[]) = Mechanics.Orbit(x[0], x[1], 1000)
            let program = trace orbit [| 1.0; 1.0 |]
            Expect.isGreaterThan program.OperationCount 10_000 "operations"
            let x = [| 1.1; 0.95 |]
            Expect.equal (program.Gradient x) (Scalars.Gradient(orbit, x)) "the same bits"
        }
        test "of what does not depend on its inputs" {
            Expect.equal (trace (fun _ -> real 3.0) [| 1.0 |] |> _.Gradient([| 2.0 |])) [| 0.0 |] "constant"
            Expect.equal (trace (fun x -> x[1]) [| 1.0; 2.0 |] |> _.Gradient([| 2.0; 5.0 |])) [| 0.0; 1.0 |] "an input"
        }
        test "on many threads is that on one" {
            let program = trace f points.Head
            let at i = program.Gradient [| float i / 100.0; 0.5; 1.0 |]
            let expected = Array.init 1000 at
            let actual = Array.zeroCreate 1000
            Parallel.For(0, 1000, (fun i -> actual[i] <- at i)) |> ignore
            Expect.equal actual expected "the same bits"
        }
        test "allocates nothing, once its buffers have been used" {
            let program = trace (fun x -> Mechanics.Orbit(x[0], x[1], 100)) [| 1.0; 1.0 |]
            let x, into = [| 1.1; 0.95 |], Array.zeroCreate 2
            let call () = program.Gradient(ReadOnlySpan x, Span into) |> ignore

            for _ in 1..40 do
                call ()

            let least =
                Seq.init 20 (fun _ ->
                    let before = GC.GetAllocatedBytesForCurrentThread()
                    call ()
                    GC.GetAllocatedBytesForCurrentThread() - before)
                |> Seq.min

            Expect.equal least 0L "bytes"
        }
        test "prints as equations" {
            let program = trace (fun x -> 1.0 - sin (x[0] * 3.0)) [| 0.5 |]
            Expect.equal (string program) "x1 = Multiply(x0, 3)\nx2 = Sin(x1)\nx3 = Subtract(1, x2)\nreturn x3" "text"
        }
    ]

let private message (f: unit -> obj) =
    try
        f () |> ignore
        "no error"
    with :? FunctionalException as e ->
        $"{e.GetType().Name}: {e.Message}"

let private changed found got =
    "TraceException: A replay wants what the function looks at to be as it was when it was traced, "
    + $"{found}, but got {got}: the function may do something else here. Trace it again at these inputs."

let private branches =
    testList "a function that looks at its numbers" [
        for name, f, found, got in
            [
                "a comparison",
                (fun (x: Real) -> if Real.op_LessThan (x, real 1.0) then x else x * x),
                "0.5 < 1 is true",
                "2 < 1 is false"
                "an equality",
                (fun x -> if Real.op_Equality (x, real 0.5) then x else x * x),
                "0.5 == 0.5 is true",
                "2 == 0.5 is false"
                "F#'s comparison",
                (fun x -> if x < real 1.0 then x else x * x),
                "compare(0.5, 1) = -1",
                "compare(2, 1) = 1"
                "F#'s max", (fun x -> max x (real 1.0)), "compare(0.5, 1) = -1", "compare(2, 1) = 1"
                "a conversion", (fun x -> x * float x), "double(0.5)", "double(2)"
                "a comparison within an inner derivative",
                (fun x -> push (fun y -> if Real.op_GreaterThan (y, real 1.0) then y else y * y) x),
                "0.5 > 1 is false",
                "2 > 1 is true"
            ] do
            test $"{name} is replayed where it comes out the same, and else an error" {
                let program = trace (fun x -> f x[0]) [| 0.5 |]
                Expect.equal (program.Value(ReadOnlySpan [| 0.5 |])) (float (f (real 0.5))) "the same"
                Expect.equal (message (fun () -> box (program.Gradient [| 2.0 |]))) (changed found got) "changed"
                let value () = box (program.Value [| real 2.0 |])
                Expect.equal (message value) (changed found got) "changed, on Real"
            }

        test "an option turns the check off: the branch of the trace is replayed" {
            let f (x: Real[]) = if Real.op_LessThan (x[0], real 1.0) then x[0] else x[0] * x[0]
            let program = Scalars.Trace(f, [| 0.5 |], false)
            Expect.equal (program.Value(ReadOnlySpan [| 2.0 |])) 2.0 "x"
        }
        test "operations that choose do not branch" {
            let program = trace (fun x -> Real.Max(x[0], 1.0) + Real.Relu x[0] + Real.Abs x[0]) [| 0.5 |]
            Expect.equal (program.Gradient [| 2.0 |]) [| 3.0 |] "max, relu, abs"
        }
        test "captures plain numbers only" {
            let inner (x: Real) = Real((trace (fun y -> x * y[0]) [| 1.0 |]).Value(ReadOnlySpan [| 2.0 |]))

            Expect.equal
                (message (fun () -> box (push inner (real 3.0))))
                "TraceException: Scalars.Trace wants to capture plain numbers only, but got one that Scalars.Derivative traces; give it to the program as an input."
                "message"
        }
        test "another number of inputs is an error" {
            let program = trace f points.Head

            Expect.equal
                (message (fun () -> box (program.Gradient [| 1.0 |])))
                "ShapeException: ScalarProgram wants 3 numbers, but got 1."
                "message"
        }
        test "its numbers are dead when it has been traced" {
            let mutable kept = real 0.0

            trace
                (fun x ->
                    kept <- x[0]
                    x[0])
                [| 1.0 |]
            |> ignore

            Expect.throwsT<TraceException> (fun () -> kept * kept |> ignore) "by type"
        }
    ]

[<Tests>]
let tests = testList "Real program" [ replays; branches ]
