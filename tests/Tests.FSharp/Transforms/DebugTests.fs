module Functional.Tests.Transforms.DebugTests

open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Transforms.Derivatives

let private debug (f: Tensor -> Tensor) (x: Tensor) : Tensor = Ad.Debug(fun x -> f x).Invoke x

/// The finding of a call that must have one.
let private finding (call: unit -> 'a) =
    try
        call () |> ignore
        failtest "nothing was found"
    with :? NonFiniteException as error ->
        error

let private says message call = Expect.equal (finding call).Message message "message"

/// ln of (x − 1), by two operations.
let private logOfDifference (x: Tensor) = Tensor.Log(x - scalar 1.0)

let private forwards =
    testList "forward" [
        testCase "an operation is named with its number, the place, and its operands" (fun () ->
            let call () = debug logOfDifference (vector [ 2.0; 0.5; 0.25 ])

            says
                "Log wants a finite answer, but got NaN at [1] of [3]. It is operation 2; operand 1 is the answer of operation 1, Subtract, of shape [3]."
                call

            let error = finding call
            Expect.equal (error.Operation, error.Number, error.Quantity) ("Log", 2, "answer") "typed"
            Expect.isFalse error.IsBackward "forward")
        testCase "inputs and constants are told apart" (fun () ->
            says
                "Divide wants a finite answer, but got −∞ at [] of []. It is operation 1; operand 1 is the input .A, of shape []; operand 2 is a constant, of shape []."
                (fun () ->
                    Ad.Debug(fun (p: {| A: Tensor; B: Tensor |}) -> p.A / scalar 0.0).Invoke {|
                        A = scalar -1.0
                        B = scalar 1.0
                    |}))
        testCase "an input that is not finite is named by its path" (fun () ->
            says "Debug wants a finite input, but got NaN at [1, 0] of [2, 1]. It is the input .W." (fun () ->
                Ad.Debug(fun (p: {| W: Tensor |}) -> p.W).Invoke {| W = Tensor.Create([| 1.0; nan |], 2, 1) |})

            says "Debug wants a finite input, but got ∞ at [0] of [1]." (fun () -> debug id (vector [ infinity ])))
        testCase "infinities may be allowed" (fun () ->
            let options = DebugOptions(Infinities = false)
            let f (x: Tensor) = x / (x - x)
            let call x = Ad.Debug((fun x -> f x), options).Invoke x
            Expect.equal (number (call (scalar 1.0))) infinity "allowed"

            says
                "Divide wants a finite answer, but got NaN at [] of []. It is operation 2; operand 1 is the input, of shape []; operand 2 is the answer of operation 1, Subtract, of shape []."
                (fun () -> call (scalar 0.0)))
        testCase "a report is called once, and the function goes on" (fun () ->
            let seen = ResizeArray<string>()
            let options = DebugOptions(Report = fun error -> seen.Add error.Operation)
            let y = Ad.Debug((fun x -> Tensor.Exp(logOfDifference x)), options).Invoke(scalar 0.5)
            Expect.isTrue (System.Double.IsNaN(number y)) "the value of the function"
            Expect.equal (List.ofSeq seen) [ "Log" ] "the first finding alone")
        testCase "the stack of the operation's call is kept where that is asked for" (fun () ->
            let inner x = logOfDifference x * scalar 1.0
            let error = finding (fun () -> AD.debugWith (DebugOptions(Stacks = true)) inner (scalar 0.5))
            Expect.stringContains error.Message "It was called\n   at Functional.Tests" "the code that called it"
            Expect.stringContains error.Message "DebugTests" "this file")
    ]

let private derivatives =
    testList "derivatives" [
        testCase "under a gradient, the operation whose rule made a cotangent is named" (fun () ->
            let call () = reverse (debug (fun x -> (2.0 * Tensor.Sqrt x).Sum())) (vector [ 1.0; 0.0 ])

            says
                "Sqrt wants a finite cotangent of operand 1, but got ∞ at [1] of [2]. It is operation 1; operand 1 is the input, of shape [2]."
                call

            Expect.isTrue (finding call).IsBackward "backward")
        testCase "under a pushforward, the operation whose rule made a tangent is named" (fun () ->
            says
                "Sqrt wants a finite tangent of the answer, but got ∞ at [] of []. It is operation 2; operand 1 is the answer of operation 1, Multiply, of shape []."
                (fun () -> forward (debug (fun x -> Tensor.Sqrt(2.0 * x))) (scalar 0.0)))
        testCase "cotangents that add up to no number are named" (fun () ->
            says
                "Multiply wants a finite cotangent of the answer, but got ∞ at [] of []. It is operation 1; operand 1 is the input, of shape []; operand 2 is a constant, of shape []."
                (fun () ->
                    reverse
                        (debug (fun x ->
                            let y = x * scalar 1.0
                            1e308 * y + 1e308 * y - 1e308))
                        (scalar 0.5)))
        testCase "of a second derivative too" (fun () ->
            // x^1.5 has a first derivative at 0, but no second.
            let f = debug (fun x -> Tensor.Pow(x, 1.5))
            Expect.equal (number (reverse f (scalar 0.0))) 0.0 "first"

            for outer in [ forward; reverse ] do
                for inner in [ forward; reverse ] do
                    let error = finding (fun () -> outer (inner f) (scalar 0.0))
                    Expect.isTrue (error.Operation.StartsWith "Pow") "second")
        testCase "over a gradient, the step of the sweep is named" (fun () ->
            let call () = debug (reverse (fun x -> (2.0 * Tensor.Sqrt x).Sum())) (vector [ 1.0; 0.0 ])
            let error = finding call
            Expect.isTrue error.IsBackward "backward"

            Expect.stringEnds
                error.Message
                "That was in the reverse sweep of Pullback, at the answer of Sqrt, number 1 on its tape."
                "sweep")
        testCase "over a linear map, the operation whose coefficient it is is named" (fun () ->
            let linear x =
                Ad.Linearize((fun (x: Tensor) -> Tensor.Sqrt x), x).Pushforward.Invoke(Tensor.OnesLike x)

            let error = finding (fun () -> debug linear (scalar 0.0))
            Expect.stringContains error.Message "a coefficient of the tangent of Sqrt" "operation")
        testCase "over a batch the operation is named, under it the instance too" (fun () ->
            let xs = Tensor.Create([| 2.0; 3.0; 2.0; 1.0 |], 2, 2)
            let vectorize f (x: Tensor) : Tensor = Ad.Vectorize(fun (x: Tensor) -> f x).Invoke x
            let over = finding (fun () -> debug (vectorize logOfDifference) xs)
            Expect.stringStarts over.Message "Log wants a finite answer, but got −∞ at [1, 1] of [2, 2]." "over"
            let under = finding (fun () -> vectorize (debug logOfDifference) xs)

            Expect.stringStarts
                under.Message
                "Log wants a finite answer, but got −∞ at [1] of [2] in instance [1]."
                "under"

            let gradient = finding (fun () -> vectorize (reverse (debug (fun x -> Tensor.Sqrt(x - 1.0).Sum()))) xs)

            Expect.stringStarts
                gradient.Message
                "Sqrt wants a finite cotangent of operand 1, but got ∞ at [1] of [2] in instance [1]."
                "under, backward")
        testCase "under a batch of batches the instance of each is named" (fun () ->
            let xs = Tensor.Create([| 2.0; 3.0; 2.0; 1.0 |], 2, 2)
            let vectorize f (x: Tensor) : Tensor = Ad.Vectorize(fun (x: Tensor) -> f x).Invoke x
            let error = finding (fun () -> vectorize (vectorize (debug logOfDifference)) xs)

            Expect.stringStarts
                error.Message
                "Log wants a finite answer, but got −∞ at [] of [] in instance [1, 1]."
                "")
        testCase "a rule of one's own is transposed where it is 0, whatever it is at other numbers" (fun () ->
            let large (x: Tensor) = 1e200 * x
            let pulled = Ad.CustomPullback((fun (x: Tensor) -> x), (fun _ _ yBar -> large yBar))
            let pushed = Ad.CustomPushforward((fun (x: Tensor) -> x), (fun _ _ xDot -> large xDot))

            for d, rule in [ forward, pulled; reverse, pushed ] do
                Expect.equal (number (debug (d rule.Invoke) (scalar 1e200))) 1e200 "the factor of the rule")
        testCase "it changes no value and no derivative" (fun () ->
            let f (x: Tensor) = Tensor.Sin x * Tensor.Exp(x * x) / (1.0 + x)
            let x = scalar 0.7

            for outer, d in modes do
                Expect.equal (number (debug (d f) x)) (number (d f x)) $"over {outer}"
                // Probes change the order in which cotangents are added.
                Expect.floatClose Accuracy.veryHigh (number (d (debug f) x)) (number (d f x)) $"under {outer}"

                for inner, e in modes do
                    let expected = number (d (e f) x)
                    let actual = number (d (debug (e (debug f))) x)
                    Expect.floatClose Accuracy.veryHigh actual expected $"between {outer} and {inner}")
        testCase "calls on several threads find their own" (fun () ->
            let found =
                Array.Parallel.init 100 (fun i ->
                    (finding (fun () -> debug logOfDifference (vector [ if i % 2 = 0 then 0.5 else 1.0 ]))).Message)

            Expect.hasLength (Array.distinct found) 2 "by what they were given")
    ]

let private bodies =
    let scan f x : Tensor = Scan.fold (fun (c: Tensor) (_: Tensor) -> f c) x (Tensor.Zeros [| 3 |])

    testList "bodies" [
        testCase "an operation in the step of a scan is named" (fun () ->
            says
                "Log wants a finite answer, but got NaN at [] of []. It is operation 2 in the body of operation 1, Scan; operand 1 is the answer of operation 1, Subtract, of shape []."
                (fun () -> debug (scan logOfDifference) (scalar 1.5)))
        testCase "so is one in a checkpoint in a scan" (fun () ->
            says
                "Log wants a finite answer, but got −∞ at [] of []. It is operation 2 in the body of operation 1, Checkpoint in the body of operation 1, Scan; operand 1 is the answer of operation 1, Subtract, of shape []."
                (fun () -> debug (scan (AD.checkpoint logOfDifference)) (scalar 1.0)))
        testCase "so is one in a loop" (fun () ->
            let loop = Scan.whileDo (fun (c: Tensor) -> Tensor.Less(c, 1.0)) (fun c -> 1.0 / (c - c))
            let error = finding (fun () -> debug loop (scalar 0.5))
            Expect.equal error.Operation "Divide" "operation"
            Expect.stringContains error.Message "in the body of operation 1, While" "place")
        testCase "under a gradient, the operation in the body whose rule made a cotangent is named" (fun () ->
            for name, f in
                [
                    "Scan", scan (fun c -> Tensor.Sqrt(2.0 * c))
                    "Checkpoint", AD.checkpoint (fun x -> Tensor.Sqrt(2.0 * x))
                    "Compile", AD.compile (fun x -> Tensor.Sqrt(2.0 * x))
                ] do
                for mode, d in [ "forward", forward; "reverse", reverse; "vectorized reverse", vectorized reverse ] do
                    let error = finding (fun () -> d (debug f) (scalar 0.0))
                    Expect.equal error.Operation "Sqrt" $"{mode} of {name}"
                    Expect.equal error.IsBackward (mode <> "forward") $"{mode} of {name}"
                    Expect.stringContains error.Message $"in the body of operation 1, {name}" $"{mode} of {name}")
        testCase "over a gradient, an operation in the body of a sweep is named" (fun () ->
            let error = finding (fun () -> debug (reverse (scan (fun c -> Tensor.Sqrt(2.0 * c)))) (scalar 0.0))
            Expect.isTrue error.IsBackward "backward"
            Expect.stringContains error.Message "in the body of operation" "place")
    ]

let private kept transform (call: (Tensor -> Tensor) -> unit) =
    let mutable kept = None

    call (fun x ->
        kept <- Some(Tensor.Sin x)
        Tensor.Sin x)

    Expect.throwsC (fun () -> kept.Value + 1.0 |> ignore) (fun error ->
        Expect.isTrue (error :? TraceException) "type"

        Expect.equal
            error.Message
            $"{transform} Return it from the function that is transformed instead of keeping it on the side."
            "message")

let private dead =
    testList "a value that outlived its transform says where it was made" [
        testCase "Pushforward" (fun () ->
            kept
                "Pushforward wants its values to be used while it runs, but got one after Pushforward had returned: the answer of Sin, of shape [], in a call of Pushforward."
                (fun f -> forward f (scalar 1.0) |> ignore))
        testCase "Pullback" (fun () ->
            kept
                "Pullback wants its values to be used while it runs, but got one after Pullback had returned: the answer of Sin, number 1 on its tape, of shape [], in a call of Pullback."
                (fun f -> reverse f (scalar 1.0) |> ignore))
        testCase "Vectorize" (fun () ->
            kept
                "Vectorize wants its values to be used while it runs, but got one after Vectorize had returned: the answer of Sin, of shape [], in a call of Vectorize."
                (fun f -> Ad.Vectorize(fun (x: Tensor) -> f x).Invoke(vector [ 1.0 ]) |> ignore))
        testCase "Debug" (fun () ->
            kept
                "Debug wants its values to be used while it runs, but got one after Debug had returned: the answer of operation 1, Sin, of shape [], in a call of Debug."
                (fun f -> debug f (scalar 1.0) |> ignore))
        for transform, call in
            [
                "Jet", (fun f x -> AD.jet 2 f [ x; x ] |> ignore)
                "Laplacian", (fun f x -> AD.laplacian f x |> ignore)
                "SparsityPattern", (fun f x -> AD.jacobianPattern f x |> ignore)
                "Explain", (fun f x -> AD.explain f x |> ignore)
            ] do
            testCase transform (fun () ->
                kept
                    $"{transform} wants its values to be used while it runs, but got one after {transform} had returned: the answer of Sin, of shape [], in a call of {transform}."
                    (fun f -> call f (scalar 1.0)))
        testCase "an input, and one of several answers" (fun () ->
            let mutable values = []

            Ad
                .Grad(fun (x: Tensor, y: Tensor) ->
                    let sorted = y.Sort()
                    values <- [ x; y; sorted.Values ]
                    x)
                .Invoke(scalar 1.0, vector [ 2.0; 1.0 ])
            |> ignore

            let messages = [
                for value in values ->
                    try
                        value + 1.0 |> ignore
                        ""
                    with :? TraceException as error ->
                        error.Message
            ]

            Expect.stringContains messages[0] "returned: input 0, of shape []" "the first"
            Expect.stringContains messages[1] "returned: input 1, of shape [2]" "the second"
            Expect.stringContains messages[2] "returned: the answer of " "an answer")
    ]

[<Tests>]
let tests = testList "Debug" [ forwards; derivatives; bodies; dead ]
