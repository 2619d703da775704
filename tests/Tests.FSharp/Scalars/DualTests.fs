/// Dual numbers beside Real: the same functions, with the same derivatives, in one direction and in eight.
module Functional.Tests.Scalars.DualTests

open System
open System.Numerics
open System.Reflection
open Expecto
open Functional.Core
open Functional.Samples
open Functional.Tests.Scalars.RealModes

type private One = Dual<Tangent1>
type private Eight = Dual<Tangent8>

let private numbers = [ 0.0; -0.0; 0.3; -0.7; 1.0; 2.5; -3.0; 1e-310; Double.PositiveInfinity; nan ]

let private statics (t: Type) =
    t.GetMethods(BindingFlags.Public ||| BindingFlags.Static)
    |> Array.filter (fun m -> m.ReturnType = t)
    |> Array.toList

/// A name and its parameters, with S for the type itself.
let private signature (t: Type) (m: MethodInfo) =
    m.Name, [ for p in m.GetParameters() -> if p.ParameterType = t then "S" else p.ParameterType.Name ]

/// Arguments of every kind that is asked for: one moves, the others are held.
let private choices (m: MethodInfo) (self: Type) : float list list =
    let rec pick (parameters: Type list) =
        match parameters with
        | [] -> [ [] ]
        | t :: rest ->
            let here =
                if t = self then numbers
                elif t = typeof<int> then [ 0.0; 2.0 ]
                else [ 0.5; -2.0 ]

            List.allPairs here (pick rest) |> List.map List.Cons

    pick [ for p in m.GetParameters() -> p.ParameterType ]

let private call (m: MethodInfo) (self: Type) at moving (constant: float -> obj) (x: obj) =
    let arguments = [|
        for i, p in Array.indexed (m.GetParameters()) do
            if i = moving then x
            elif p.ParameterType = self then constant (List.item i at)
            elif p.ParameterType = typeof<int> then box (int (List.item i at))
            else box (List.item i at)
    |]

    m.Invoke(null, arguments)

/// A constant has the tangent 0, which an infinite factor makes NaN in sums of products: Real, which knows constants, has not.
let private isInfiniteProduct name (at: float list) = name = "op_Multiply" && not (List.forall Double.IsFinite at)

let private same what (actual: float) (expected: float) =
    Expect.isTrue
        (actual = expected || Double.IsNaN actual && Double.IsNaN expected)
        $"{what}: {actual}, not {expected}"

let private parity name (real: MethodInfo) (one: MethodInfo) (eight: MethodInfo) =
    for at in choices real typeof<Real> do
        for moving, p in Array.indexed (real.GetParameters()) do
            if p.ParameterType = typeof<Real> && not (isInfiniteProduct name at) then
                let what = $"{name} at {at}, operand {moving}"

                let expected =
                    Scalars.ValueAndDerivative(
                        (fun x -> call real typeof<Real> at moving (Real >> box) (box x) :?> Real),
                        at[moving]
                    )

                let actual = call one typeof<One> at moving (One >> box) (box (One(at[moving], Tangent1 1.0))) :?> One

                same $"{what}, value" actual.Value expected.Value
                same what actual.Tangent.Value expected.Derivative

                let actual =
                    call eight typeof<Eight> at moving (Eight >> box) (box (Eight(at[moving], Tangent8.Along 5)))
                    :?> Eight

                same $"{what}, value of eight" actual.Value expected.Value
                same $"{what}, lane 5" actual.Tangent[5] expected.Derivative

let private functions =
    let find (self: Type) = Map [ for m in statics self -> signature self m, m ]

    let one, eight = find typeof<One>, find typeof<Eight>

    testList "every function of Real, with the same derivative" [
        for real in statics typeof<Real> |> List.filter (fun m -> m.GetParameters().Length > 0) do
            let key = signature typeof<Real> real

            if snd key |> List.contains "S" then
                testCase $"{fst key} {snd key}" (fun () -> parity (fst key) real one[key] eight[key])
    ]

let private transforms =
    testList "transforms" [
        test "derivative, gradient and Jacobian" {
            let inline f (x: ^t) = x * sin x
            let result = Duals.ValueAndDerivative(f, 2.0)
            Expect.floatClose Accuracy.high result.Value (2.0 * sin 2.0) "value"
            Expect.floatClose Accuracy.high (Duals.Derivative(f, 2.0)) (sin 2.0 + 2.0 * cos 2.0) "derivative"
            // Eleven inputs take two evaluations.
            let x = Array.init 11 (fun i -> float (i + 1))
            Expect.equal (Duals.Gradient((fun x -> Array.sumBy (fun x -> x * x) x), x)) (Array.map ((*) 2.0) x) "2x"

            let jacobian = Duals.Jacobian((fun x -> [| x[0] * x[10]; x[9] |]), x)

            let expected =
                Array2D.init 2 11 (fun i j ->
                    match i, j with
                    | 0, 0 -> 11.0
                    | 0, 10
                    | 1, 9 -> 1.0
                    | _ -> 0.0)

            Expect.equal jacobian expected "J"
            Expect.equal (Array2D.length1 (Duals.Jacobian((fun _ -> [| Eight 3.0 |]), [||]))) 1 "no inputs"
        }
        test "evaluations that give different numbers of answers are an error" {
            let mutable calls = 0

            let f (_: Eight[]) =
                calls <- calls + 1
                Array.create calls (Eight 0.0)

            let message =
                try
                    Duals.Jacobian(f, Array.zeroCreate 9) |> ignore
                    ""
                with :? ShapeException as e ->
                    e.Message

            Expect.equal message "Duals.Jacobian wants as many answers from each evaluation, but got 1 and 2." "message"
        }
    ]

let private generic =
    testList "one generic method" [
        test "gives on Real and on a dual what it gives on a double, bit for bit" {
            for x in [ 0.3; 0.5; 0.7; 1.4 ] do
                let expected = Mechanics.Everything<float> x
                Expect.equal (float (Mechanics.Everything<Real>(real x))) expected "a constant"
                Expect.equal (Scalars.ValueAndDerivative((fun x -> Mechanics.Everything x), x).Value) expected "forward"
                let reverse = Scalars.ValueAndGradient((fun (x: Real[]) -> Mechanics.Everything(x[0])), [| x |])
                Expect.equal reverse.Value expected "reverse"
                Expect.equal (Duals.ValueAndDerivative((fun x -> Mechanics.Everything x), x).Value) expected "dual"
        }
        test "has one derivative by every way" {
            let difference f x = (f (x + 1e-6) - f (x - 1e-6)) / 2e-6

            for x in [ 0.3; 0.7; 1.4 ] do
                let expected = Scalars.Derivative((fun x -> Mechanics.Everything x), x)

                Expect.floatClose
                    Accuracy.medium
                    expected
                    (difference (fun x -> Mechanics.Everything<float> x) x)
                    "differences"

                Expect.floatClose Accuracy.high (Duals.Derivative((fun x -> Mechanics.Everything x), x)) expected "dual"

                Expect.floatClose
                    Accuracy.high
                    (float (pull (fun x -> Mechanics.Everything x) (real x)))
                    expected
                    "reverse"

            let orbit (x: Real[]) = Mechanics.Orbit(x[0], x[1], 500)
            let reverse = Scalars.Gradient(orbit, [| 1.0; 1.1 |])
            let eight = Duals.Gradient((fun x -> Mechanics.Orbit(x[0], x[1], 500)), [| 1.0; 1.1 |])
            Expect.floatClose Accuracy.medium reverse[0] eight[0] "by the start"
            Expect.floatClose Accuracy.medium reverse[1] eight[1] "by the velocity"
        }
        test "angles in half turns are exact at quarter turns, to the second derivative" {
            let inline sinPi (x: 'T :> ITrigonometricFunctions<'T>) = 'T.SinPi x
            let inline cosPi (x: 'T :> ITrigonometricFunctions<'T>) = 'T.CosPi x

            for quarter in -9 .. 9 do
                let x = 0.5 * float quarter
                Expect.equal (float (sinPi (real x))) (Double.SinPi x) $"sin {x}π"
                Expect.equal (float (cosPi (real x))) (Double.CosPi x) $"cos {x}π"
                let pi = Math.PI
                Expect.floatClose Accuracy.high (float (push sinPi (real x))) (pi * Double.CosPi x) $"sin′ {x}π"
                Expect.floatClose Accuracy.high (float (push cosPi (real x))) (-pi * Double.SinPi x) $"cos′ {x}π"
                let second = push (pull sinPi) (real x)
                Expect.floatClose Accuracy.high (float second) (-pi * pi * Double.SinPi x) $"sin″ {x}π"
        }
        test "conversions take plain numbers, and refuse numbers with derivatives of another kind" {
            let create (x: 'T) : 'U when 'U :> INumberBase<'U> and 'T :> INumberBase<'T> = 'U.CreateChecked x
            let from x : Real = create x
            Expect.equal (List.map float [ Real.One; from 2; from 2.5f; from 3.5m ]) [ 1.0; 2.0; 2.5; 3.5 ] "plain"
            Expect.throwsT<NotSupportedException> (fun () -> from (One 1.0) |> ignore) "it would lose its derivative"
        }
    ]

[<Tests>]
let tests = testList "Dual" [ functions; transforms; generic ]
