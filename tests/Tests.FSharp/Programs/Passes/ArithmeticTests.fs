module Functional.Tests.Programs.Passes.ArithmeticTests

open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Programs.Samples

let private becomes (f: Tensor -> 'y) equations result =
    let program = AD.explain f special
    let text (program: Program) = (string program).TrimEnd().Split '\n' |> List.ofArray |> List.tail
    let passed = Arithmetic.Run program
    let expected = List.map (sprintf "  %s") equations @ [ $"  return {result}" ]
    Expect.equal (text passed) expected "after"
    Expect.isNull (Verifier.Fault(program, passed)) "a program"
    Expect.equal (run passed special) (run program special) "the same bits"
    let single = special.Cast DType.Float32
    let program = AD.explain f single
    Expect.equal (run (Arithmetic.Run program) single) (run program single) "the same bits in single precision"

[<Tests>]
let tests =
    testList "Arithmetic" [
        for what, f in
            [
                "x + (−0)", (fun (x: Tensor) -> x + -0.0)
                "(−0) + x", (fun x -> -0.0 + x)
                "x − 0", (fun x -> x - 0.0)
                "1 x", (fun x -> 1.0 * x)
                "x / 1", (fun x -> x / 1.0)
                "− −x", (fun x -> -(-x))
                "(−1) (−1) x", (fun x -> -1.0 * (-1.0 * x))
                "x times ones", (fun x -> x * Tensor.OnesLike(special.Cast x.DType))
            ] do
            test $"{what} is x" { becomes f [] "a" }

        for what, f in
            [
                "x + 0 (−0 becomes 0)", (fun (x: Tensor) -> x + 0.0)
                "x − (−0)", (fun x -> x - -0.0)
                "0 − x is not −x at 0", (fun x -> 0.0 - x)
                "1 / x", (fun x -> 1.0 / x)
                "factors that overflow one after the other", (fun x -> Tensor.Scale(Tensor.Scale(x, 1e10), 1e-10))
                "a factor that vanishes", (fun x -> Tensor.Scale(Tensor.Scale(x, 1e-200), 1e-200))
                "0 x, which may be NaN", (fun x -> Tensor.Scale(x, 0.0))
            ] do
            test $"{what} stays" { stays Arithmetic.Run f special }

        test "a number times a tensor is a scale" {
            becomes (fun x -> 3.0 * x) [ "b: Float64[8] = Scale[Factor = 3] a" ] "b"
            becomes (fun x -> 0.0 * x) [ "b: Float64[8] = Scale[Factor = 0] a" ] "b"
        }

        test "two factors are one" {
            becomes (fun x -> 3.0 * (2.0 * x)) [ "b: Float64[8] = Scale[Factor = 6] a" ] "b"
            becomes (fun x -> 0.5 * (x * 0.25)) [ "b: Float64[8] = Scale[Factor = 0.125] a" ] "b"
            becomes (fun x -> -(3.0 * x)) [ "b: Float64[8] = Scale[Factor = -3] a" ] "b"
            becomes (fun x -> 3.0 * -x) [ "b: Float64[8] = Scale[Factor = -3] a" ] "b"
        }

        test "a constant that stretches its operand does so still" {
            becomes
                (fun x -> x * Tensor.onesOf x.DType [ 2; 8 ])
                [ "b: Float64[2, 8] = BroadcastTo[Shape = [2, 8]] a" ]
                "b"
        }

        test "signs go into sums" {
            becomes (fun x -> x + -(Tensor.Sin x)) [ "b: Float64[8] = Sin a"; "c: Float64[8] = Subtract a, b" ] "c"

            becomes (fun x -> -(Tensor.Sin x) + x) [ "b: Float64[8] = Sin a"; "c: Float64[8] = Subtract a, b" ] "c"

            becomes (fun x -> x - -(Tensor.Sin x)) [ "b: Float64[8] = Sin a"; "c: Float64[8] = Add a, b" ] "c"
            becomes (fun x -> -x * -x) [ "b: Float64[8] = Multiply a, a" ] "b"

            becomes (fun x -> Tensor.Combine(2.0, x, 3.0, -x)) [ "b: Float64[8] = Combine[A = 2, B = -3] a, a" ] "b"

            becomes (fun x -> Tensor.Combine(1.0, x, -1.0, x)) [ "b: Float64[8] = Subtract a, a" ] "b"
            becomes (fun x -> Tensor.Combine(1.0, x, 1.0, x)) [ "b: Float64[8] = Add a, a" ] "b"
        }
    ]
