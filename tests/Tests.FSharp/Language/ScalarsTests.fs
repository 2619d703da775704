/// The F# face of scalar derivatives: curried functions, inline functions and units of measure.
module Functional.Tests.Language.ScalarsTests

open Expecto
open Functional.Core
open Functional.Models

[<Measure>]
type private m

[<Measure>]
type private s

/// One inline function for every kind of number.
let inline private wave (x: ^t) : ^t =
    (sin x * exp (-x) + sqrt (abs x) + abs x ** x) / (LanguagePrimitives.GenericOne + x * x) - tanh x
    + log (cosh x)

let private scalar (x: Real[]) = x[0] * sin x[1] + x[1] * x[1]

let private functions =
    testList "the functions of Scalars" [
        test "derivative, gradient, Jacobian, Hessian and their like" {
            let x, v = [| 2.0; 0.5 |], [| 1.0; -1.0 |]
            let gradient = [| sin 0.5; 2.0 * cos 0.5 + 1.0 |]
            Expect.equal (Scalars.derivative sin 0.0) 1.0 "derivative"
            Expect.equal (Scalars.valueAndDerivative exp 0.0) (struct (1.0, 1.0)) "with the value"
            Expect.equal (Scalars.gradient scalar x) gradient "gradient"
            let struct (value, slopes) = Scalars.valueAndGradient scalar x
            Expect.equal (value, slopes) (2.0 * sin 0.5 + 0.25, gradient) "with the value"
            let hessian = Scalars.hessian scalar x
            Expect.equal hessian[0, 1] (cos 0.5) "Hessian"
            Expect.floatClose Accuracy.high (Scalars.hvp scalar x v |> Array.head) -(cos 0.5) "Hvp"
            let both (x: Real[]) = [| scalar x; x[0] |]
            let jacobian = Scalars.jacobian both x
            Expect.equal jacobian[1, 0] 1.0 "Jacobian"
            let struct (_, tangent) = Scalars.pushforward both x v
            let struct (_, pullback) = Scalars.pullback both x
            Expect.equal tangent[1] 1.0 "pushforward"
            Expect.equal (pullback [| 1.0; 0.0 |]) gradient "pullback"
            Expect.equal (Scalars.taylor 2 exp 0.0) [| 1.0; 1.0; 0.5 |] "Taylor"
            Expect.equal ((Scalars.trace scalar x).Gradient x) gradient "traced"
        }
        test "nested, from Real to Real" {
            let x = [| Real 2.0; Real 0.5 |]
            let third = Scalars.derivative (Scalars.Nested.derivative (Scalars.Nested.derivative sin)) 0.3
            Expect.floatClose Accuracy.high third (-(cos 0.3)) "sin‴"
            let gradient = Scalars.Nested.gradient scalar x |> Array.map float
            Expect.equal gradient [| sin 0.5; 2.0 * cos 0.5 + 1.0 |] "gradient"
            let jacobian = Scalars.Nested.jacobian (fun x -> [| scalar x |]) x |> Array2D.map float
            Expect.equal jacobian (array2D [ gradient ]) "Jacobian"
            let hessian = Scalars.Nested.hessian scalar x |> Array2D.map float
            Expect.equal hessian[0, 1] (cos 0.5) "Hessian"
            let product = Scalars.Nested.hvp scalar x [| Real 0.0; Real 1.0 |]
            Expect.equal (float product[0]) (cos 0.5) "Hvp"
            Expect.equal (Scalars.Nested.taylor 1 exp (Real 0.0) |> Array.map float) [| 1.0; 1.0 |] "Taylor"
        }
    ]

let private inlined =
    test "one inline function runs on float, Real and duals, with the same bits and the right slope" {
        for x in [ 0.3; 1.7 ] do
            let slope = Scalars.derivative wave x
            Expect.equal (float (wave (Real x))) (wave x) "Real"
            Expect.equal (Duals.ValueAndDerivative((fun x -> wave x), x).Value) (wave x) "dual"
            Expect.floatClose Accuracy.high (Duals.Derivative((fun x -> wave x), x)) slope "dual's slope"
            Expect.floatClose Accuracy.medium slope ((wave (x + 1e-6) - wave (x - 1e-6)) / 2e-6) "differences"

        let total = List.sum [ Real 1.0; Real 2.0 ] + List.max [ Real 3.0; Real 4.0 ]
        Expect.equal (float total) 7.0 "F#'s own functions"
        let x = Real -1.5

        let rounded = [
            floor x
            ceil x
            round x
            truncate x
            abs x
            pown x 3
            x ** 2.0
            atan2 x (Real 2.0)
            log10 (-x)
        ]

        let expected = [ -2.0; -1.0; -2.0; -1.0; 1.5; -3.375; 2.25; atan2 -1.5 2.0; log10 1.5 ]
        Expect.equal (List.map float rounded) expected "F#'s functions of one number"
        Expect.equal (float (List.average [ Real 1.0; Real 2.0 ])) 1.5 "averages"
        let literals = 2.0 * Real.Sin(Real 1.0) + 1.0 - Real 0.5 / 2.0
        Expect.equal (float literals) (2.0 * sin 1.0 + 1.0 - 0.25) "with literals"
    }

let private units =
    testList "units of measure" [
        test "a slope has the unit of the answer by that of the argument" {
            let fall (t: Real<s>) : Real<m> = 10.0<m> - 0.5 * 9.81<m / s^2> * t * t
            let velocity: float<m / s> = Scalars.diff fall 2.0<s>
            let acceleration: float<m / s^2> = Scalars.diff (Scalars.Nested.diff fall) 2.0<s>
            Expect.floatClose Accuracy.high (float velocity) -19.62 "velocity"
            Expect.floatClose Accuracy.high (float acceleration) -9.81 "acceleration"
            Expect.equal (Scalars.value (fall (Scalars.constant 1.0<s>))) 5.095<m> "value"
        }
        test "operators and functions carry units" {
            let x, y = Scalars.constant 3.0<m>, Scalars.constant 4.0<m>
            let length: Real<m> = sqrt (x * x + y * y)
            let ratio: Real<1> = (x + 1.0<m>) / (1.0<m> + y) - 0.5 + (2.0 - x / y) * 1.0
            let speed: Real<m / s> = -x / 2.0<s> + abs (6.0<m> / Scalars.constant 2.0<s>)
            Expect.equal (Scalars.value length) 5.0<m> "length"
            Expect.floatClose Accuracy.high (float (Scalars.value ratio)) (0.8 - 0.5 + 1.25) "ratio"
            Expect.equal (Scalars.value speed) 1.5<m / s> "speed"
            Expect.isTrue (x < y && x <> y && max x y = y && x = Scalars.constant 3.0<m>) "comparison"
            Expect.equal (string x) "3" "text"
            Expect.equal (Scalars.value (List.average [ x; y ])) 3.5<m> "average"
            Expect.throwsT<System.ArgumentException> (fun () -> (x :> System.IComparable).CompareTo 1 |> ignore) "order"
            let waves = sin ratio + cos ratio + exp ratio + log ratio + tanh ratio + ratio ** 2.0
            let plain = float (Scalars.value ratio)
            let expected = sin plain + cos plain + exp plain + log plain + tanh plain + plain ** 2.0
            Expect.equal (float (Scalars.value waves)) expected "functions of numbers without unit"
            Expect.equal (Scalars.value (+x - Real<m>.Zero)) 3.0<m> "zero"
            Expect.equal (x.GetHashCode()) ((3.0).GetHashCode()) "hash"
        }
        test "the other functions have the right slopes" {
            let slope f = Scalars.diff f 0.4
            let plain f = Scalars.derivative f 0.4
            Expect.equal (slope tan) (plain tan) "tan"
            Expect.equal (slope asin) (plain asin) "asin"
            Expect.equal (slope acos) (plain acos) "acos"
            Expect.equal (slope atan) (plain atan) "atan"
            Expect.equal (slope sinh) (plain sinh) "sinh"
            Expect.equal (slope cosh) (plain cosh) "cosh"
        }
    ]

[<Tests>]
let tests = testList "Scalars in F#" [ functions; inlined; units ]
