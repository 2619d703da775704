/// Functional.Testing finds what is planted, says where, and finds nothing where nothing is.
module Functional.Tests.Testing.LawTests

open System
open System.Threading
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Samples

let private any = Draw.tensor Numbers.Default Shapes.any

let private rule f pushforward =
    Ad.CustomPushforward((fun (x: Tensor) -> f x), (fun x _ xDot -> pushforward x xDot)).Invoke

/// The message of the law that fails.
let private failure action =
    try
        action ()
        failtest "Nothing failed."
    with :? LawException as e ->
        e.Message

let private finds (law: Law) (f: Tensor -> Tensor) text =
    testCase $"{law}, {text}" (fun () ->
        let message =
            failure (fun () -> Laws.check LawOptions.Default "f" (Laws.property LawOptions.Default [ law ] f any))

        Expect.stringContains message $"where {law}: " "the law"
        Expect.stringContains message text "the reason")

/// Another answer at each call.
let private unsteady () =
    let calls = ref 0
    fun (x: Tensor) -> float (Interlocked.Increment calls) * x

/// The derivative at first order, and a wrong one of it.
let private flat = rule Tensor.Sin (fun x xDot -> Ad.StopGradient(Tensor.Cos x) * xDot)

let private planted =
    testList "finds what is planted" [
        finds Pushforward (rule Tensor.Sin (fun x xDot -> Tensor.Sin x * xDot)) "by differences"
        finds SecondOrder flat "by differences"
        finds Linear (rule Tensor.Sin (fun x xDot -> Tensor.Cos x * xDot * Tensor.Greater(xDot, 0.0))) "linear"
        finds Pure (unsteady ()) "called again"
        finds Compiled (unsteady ()) "compiled"
        finds Checkpointed (unsteady ()) "checkpointed"
        finds Scanned (unsteady ()) "scanned"
        finds Vectorized (unsteady ()) "over a batch"
        finds Modes (unsteady ()) "Linearize"
        finds Transpose (unsteady ()) "transpose"
        finds Sums (unsteady ()) "sum"
        finds Chain (unsteady ()) "chain rule"
        finds Permuted (unsteady ()) "another order"
        finds Constant Tensor.Sin "zero"
        finds Precision (fun x -> (1e4 + x) - 1e4) "Float32"
        finds Pushforward (fun x -> Tensor.Sin(1e6 * x)) "do not settle"
        test "what is too steep for one step is resolved by a narrower one" {
            let steep =
                Laws.property LawOptions.Default [ Pushforward; SecondOrder ] (fun x -> Tensor.Tanh(300.0 * x)) any

            Laws.check LawOptions.Default "steep" steep
        }
        test "what is not differentiated is held to the laws of values" {
            let options = LawOptions(constants = [ "" ])
            let law f = Laws.property options (Law.All 2) f any
            Laws.check LawOptions.Default "steps" (law Tensor.Floor)
            let message = failure (fun () -> Laws.check LawOptions.Default "f" (law (unsteady ())))
            Expect.stringContains message "where Compiled: " "the law"
        }
    ]

type private Layer = { W: Tensor; B: Tensor }

let private layer = { W = Key.Of(2).Normal [| 3; 2 |]; B = Key.Of(3).Normal [| 2 |] }

/// The identity, whose cotangent is wrong in one element.
let private spoilt place factor =
    Ad.CustomPullback(
        (fun (x: Tensor) -> x),
        (fun x _ (bar: Tensor) -> bar * (Tensor.Ones [| 3; 2 |]).ScatterSet([| fst place |], factor))
    )

let private grads =
    testList "Check.grads" [
        test "a gradient that is right, to the third order" {
            Expect.equal (Check.grads 3 (fun p -> Tensor.Tanh(p.W + p.B).Sum()) layer) (Ok()) "right"
        }

        test "names the leaf, the element, both numbers and the step" {
            let factor = Tensor.Create([| 1.0; 3.0 |], 1, 2)
            let f p = (spoilt (2, 1) factor).Invoke(p.W).Sum() + Tensor.Square(p.B).Sum()

            match Check.grads 1 f layer with
            | Ok() -> failtest "It is wrong."
            | Error m ->
                Expect.equal (m.Leaf, m.Index, m.Order, m.Step) (".W", [ 2; 1 ], 1, 0.004) "where"
                Expect.floatClose Accuracy.high m.Expected 1.0 "expected"
                Expect.floatClose Accuracy.high m.Got 3.0 "got"
                Expect.isGreaterThan m.Ulps 1e15 "units in the last place"

                Expect.stringStarts
                    (string m)
                    "the derivative in x.W[2; 1] is 1 by differences (step 0.004), but 3 in"
                    "in words"
        }

        test "finds a wrong second derivative that is right at first order" {
            match Check.grads 1 flat (Tensor.Scalar 0.5), Check.grads 2 flat (Tensor.Scalar 0.5) with
            | Ok(), Error m -> Expect.equal m.Order 2 "at the second"
            | other -> failtest $"{other}"
        }

        test "single precision has steps and tolerances of its own" {
            let x = Key.Of(4).Normal([| 5 |], DType.Float32)
            Expect.equal (Check.grads 2 (fun (x: Tensor) -> Tensor.Exp(0.3 * x)) x) (Ok()) "right"
            let wrong = rule Tensor.Sin (fun x xDot -> 1.01 * Tensor.Cos x * xDot)
            Expect.isError (Check.grads 1 wrong x) "wrong by a hundredth"
        }

        test "leaves that are constant are left alone" {
            let options = LawOptions(constants = [ ".Item2" ])
            let f (struct (x: Tensor, places: Tensor)) = x.Gather(places)
            let point = struct (Tensor.Create [| 1.0; 2.0; 3.0 |], Tensor.Create [| 2.0; 0.0 |])
            Expect.equal (Check.gradsWith options 2 f point) (Ok()) "right"

            Expect.throwsC (fun () -> Check.gradsWith (LawOptions(constants = [ "y" ])) 1 f point |> ignore) (fun e ->
                Expect.stringContains e.Message "LawOptions wants constants among" "the cure")
        }
    ]

let private runs =
    testList "Laws.check" [
        test "the same samples for the same name, others for another seed" {
            let first options =
                let seen = ref None

                let f (x: Tensor) =
                    (if seen.Value.IsNone then
                         seen.Value <- Some x)

                    x

                Laws.check options "f" (Laws.property options [ Pure ] f any)
                seen.Value

            Expect.equal (first LawOptions.Default) (first LawOptions.Default) "the same"
            Expect.notEqual (first LawOptions.Default) (first (LawOptions(seed = 1))) "others"
        }

        test "a failure is minimal, and its seed replays it" {
            let wrong =
                rule Tensor.Sin (fun x xDot ->
                    Tensor.Where(Tensor.Less(x, 1.5), Tensor.Cos x, Tensor.OnesLike x) * xDot)

            let check options =
                failure (fun () -> Laws.check options "f" (Laws.derivativeWith options wrong any))

            let message = check LawOptions.Default
            Expect.stringContains message "\n    2.0, directions of seed" "one element, and a round one"
            let replay = message.Split('"')[1]
            let again = check (LawOptions(replay = replay))
            Expect.stringContains again "on the sample 1, " "at once"
            Expect.equal (again.Split('\n')[1]) (message.Split('\n')[1]) "the same counterexample"

            Expect.throwsC (fun () -> check (LawOptions(replay = "1")) |> ignore) (fun e ->
                Expect.stringContains e.Message "LawOptions wants a replay as a failure prints it" "the cure")
        }

        test "errors of the function are passed on, and are no counterexamples to shrink to" {
            let f (x: Tensor) = if x.Rank = 0 then x.Reshape(2) else x

            Expect.throwsC (fun () -> Laws.check LawOptions.Default "f" (Laws.derivative f any)) (fun e ->
                Expect.stringContains e.Message "Reshape wants" "the error")

            let wrong (x: Tensor) = if x.Rank = 0 then x.Reshape(2) else rule Tensor.Sin (fun _ xDot -> xDot) x
            let vectors = Draw.ofShape Numbers.Default [ 2; 3 ]
            let message = failure (fun () -> Laws.check LawOptions.Default "f" (Laws.derivative wrong vectors))
            Expect.stringContains message "where Pushforward" "the law"
        }
    ]

[<Tests>]
let tests =
    testList "Testing" [ planted; grads; runs; test "from C#, with plain asserts" { Proofs.Run() } ]
