/// What the kernels' tests share: numbers small enough that sums and products of them are exact in either type.
module Functional.Tests.Kernels.Naive

open System
open System.Numerics
open Expecto

let integers (random: Random) count = Array.init count (fun _ -> float (random.Next(-8, 9)))

/// Integers of which a few are NaN, ±∞ or −0, and many are equal.
let awkward (random: Random) count =
    Array.init count (fun _ ->
        match random.Next 20 with
        | 0 -> nan
        | 1 -> infinity
        | 2 -> -infinity
        | 3 -> -0.0
        | _ -> float (random.Next(-3, 4)))

let narrow<'T when IBinaryFloatingPointIeee754<'T>> (values: float[]) : 'T[] =
    values |> Array.map (fun value -> 'T.CreateTruncating value)

/// A destination that shows every element left unwritten.
let unwritten<'T when IBinaryFloatingPointIeee754<'T>> count : 'T[] = Array.create count 'T.NaN

let widen<'T when IBinaryFloatingPointIeee754<'T>> (values: 'T[]) : float[] =
    values |> Array.map (fun value -> Double.CreateTruncating value)

/// Equal element by element, NaN to NaN; 0 and −0 are equal.
let same<'T when IBinaryFloatingPointIeee754<'T>> (actual: 'T[]) (expected: float[]) (message: string) =
    let actual = widen actual
    Expect.equal actual.Length expected.Length $"{message}: the number of elements"

    for i in 0 .. actual.Length - 1 do
        let agree = actual[i] = expected[i] || (Double.IsNaN actual[i] && Double.IsNaN expected[i])

        if not agree then
            failtest $"{message}: element {i} is {actual[i]}, expected {expected[i]}"

/// One test for float32 and one for float64.
let both name (single: unit -> unit) (double: unit -> unit) =
    testList name [ testCase "float32" single; testCase "float64" double ]
