/// A batch is a loop over its instances, also where an instance fails that did not choose what fails: in value, gradient and error.
module Functional.Tests.Transforms.ChoiceLawTests

open System
open System.Threading.Tasks
open Expecto
open FsCheck
open FsCheck.FSharp
open Functional.Core
open Functional.Models
open Functional.Testing
open Functional.Tests.Transforms.Choices

/// One instance: the predicate, 0 for the second branch, and the argument.
type private Instance = { Choice: float; X: float list }

/// The function of shared weights and an instance, which fails if that chooses to. The branches take the argument, or capture it.
let private choose captures (failing: Failing) (w: Tensor) (choice: Tensor) (x: Tensor) : Tensor =
    let risky x = Tensor.sum (Tensor.Square(failing.Of w x))
    let safe x = Tensor.sum (w * w * Tensor.Sin x)

    if captures then
        AD.cond choice (fun () -> risky x) (fun () -> safe x) ()
    else
        AD.cond choice risky safe x

let private joined (struct (w: Tensor, x: Tensor)) = Tensor.Concat [ w.Reshape -1; x.Reshape -1 ]

let private along (struct (w: Tensor, x: Tensor)) = struct (Tensor.Cos(3.0 * w), Tensor.Cos x)

type private Pair = (struct (Tensor * Tensor))
type private Function = Pair -> Tensor

/// What is asked of a scalar function of weights and argument, as one tensor.
let private derivatives: (string * bool * (Function -> Function)) list = [
    "value", false, (fun f p -> f p)
    "forward", false, (fun f p -> let struct (y, dot) = AD.pushforward f p (along p) in Tensor.Stack [ y; dot ])
    "gradient", true, (fun f p -> joined (AD.grad f p))
    "second order", true, (fun f p -> joined (AD.hvp f p (along p)))
]

let private w = Tensor.ofSeq [ 0.5; -0.75; 1.0; 0.25 ]


let private twice (f: Function) (struct (choices: Tensor, xs: Tensor)) =
    let halves (x: Tensor) = x.Reshape [| 2; x.Shape[0] / 2; yield! Seq.skip 1 x.Shape |]
    let ys = AD.vectorize f (struct (halves choices, halves xs))
    ys.Reshape [| choices.Shape[0]; yield! Seq.skip 2 ys.Shape |]

/// How a function of a batch is evaluated; a nested one has an even number of instances.
let private modes: (string * (Function -> Function)) list = [
    "eager", id
    "compiled", AD.compile
    "nested", twice
    "compiled, nested", (fun f -> AD.compile (twice f))
]

let private batch instances =
    let choices = instances |> List.map _.Choice |> Tensor.ofSeq
    let xs = Tensor.Create(instances |> List.collect _.X |> List.toArray, instances.Length, 4)
    struct (choices, xs)

/// Some instances: those that do not choose what fails have any argument, and one that chooses it may fail.
let private draw (failing: Failing) (random: Random) =
    let pick (list: 'a list) = list[random.Next list.Length]
    let fails = failing.Ends && random.Next 4 = 0
    // All alike, or each for itself.
    let share = pick [ 0.0; 0.3; 0.7; 1.0 ]

    List.init (2 * random.Next 5) (fun _ ->
        if random.NextDouble() < share then
            {
                Choice = pick [ 1.0; -2.0; 1e-300; nan ]
                X = pick (if fails && random.Next 3 = 0 then failing.Bad else failing.Good)
            }
        else
            { Choice = pick [ 0.0; -0.0 ]; X = pick (failing.Bad @ failing.Good) })

/// The answer, or the type of the error.
let private outcome (f: unit -> Tensor) =
    try
        Ok(f ())
    with e ->
        Error(e.GetType())

/// The answer of a function that is expected to end.
let private ended (f: unit -> Tensor) =
    let run = Task.Run(fun () -> outcome f)
    if run.Wait 60_000 then run.Result else Error typeof<TimeoutException>

let private agree what (expected: Result<Tensor, Type>) (actual: Result<Tensor, Type>) =
    match expected, actual with
    | Ok expected, Ok actual -> Compare.close 1e-7 what expected actual
    | _ -> Expect.equal actual expected what

let private property name (failing: Failing) (law: bool -> Instance list -> unit) =
    testPropertyWithConfig
        { FsCheckConfig.defaultConfig with maxTest = 12 }
        name
        (Prop.forAll (Arb.fromGen (Gen.choose (0, Int32.MaxValue))) (fun seed ->
            let random = Random seed
            law (random.Next 2 = 0) (draw failing random)))

let private each (failing: Failing) = [
    for name, reverses, derivative in derivatives do
        if failing.Reverses || not reverses then
            for mode, run in modes do
                property $"{name}, {mode}" failing (fun captures instances ->
                    let alone (struct (choice: Tensor, x: Tensor)) =
                        derivative (fun (struct (w, x)) -> choose captures failing w choice x) (struct (w, x))

                    let struct (choices, xs) = batch instances

                    let expected =
                        outcome (fun () ->
                            match [ for i in 0 .. instances.Length - 1 -> alone (struct (choices[i], xs[i])) ] with
                            | [] -> Tensor.zeros [ 0 ]
                            | ys -> Tensor.Stack ys)

                    let actual = ended (fun () -> run (AD.vectorize alone) (struct (choices, xs)))

                    if instances.IsEmpty then
                        Expect.equal (Result.map (fun (y: Tensor) -> y.Count) actual) (Ok 0) "none"
                    else
                        agree name expected actual)
]

/// Derivatives of the sum over the batch, in the weights that all instances share too.
let private together (failing: Failing) = [
    for name, reverses, derivative in derivatives do
        if failing.Reverses || not reverses then
            for mode, run in modes do
                property $"{name} of the sum, {mode}" failing (fun captures instances ->
                    let struct (choices, xs) = batch instances

                    let looped (struct (w, xs: Tensor)) =
                        Seq.init instances.Length (fun i -> choose captures failing w choices[i] xs[i])
                        |> Seq.fold (+) Tensor.Zero

                    let batched (struct (w, xs)) =
                        let one (struct (choice, x)) = choose captures failing w choice x
                        Tensor.sum (run (AD.vectorize one) (struct (choices, xs)))

                    let expected = outcome (fun () -> derivative looped (struct (w, xs)))
                    agree name expected (ended (fun () -> derivative batched (struct (w, xs)))))
]

[<Tests>]
let tests =
    testList "Choices in a batch" [
        for failing in failings do
            testList failing.Name [ yield! each failing; yield! together failing ]
    ]
