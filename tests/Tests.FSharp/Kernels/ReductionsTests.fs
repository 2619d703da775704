/// Reductions and running reductions along the middle axis against loops.
module Functional.Tests.Kernels.ReductionsTests

open System
open System.Numerics
open Expecto
open Functional.Core.Kernels
open Functional.Tests.Kernels.Naive

/// Small ones of every kind, then those that reach blocks, chunks and the cores' split.
let private sizes =
    [
        for outer in [ 0; 1; 3 ] do
            for n in [ 0; 1; 2; 3; 9; 33; 70 ] do
                for inner in [ 0; 1; 2; 7; 8; 19 ] do
                    outer, n, inner
    ]
    @ [
        1, 5000, 1
        3, 2049, 1
        2000, 3, 1
        1, 700, 1
        2, 300, 3
        1, 300, 1030
        2, 65, 2100
        40, 40000, 1
    ]

/// The lines along the middle, in the order of [outer, inner].
let private lines (outer, n, inner) (x: float[]) = [|
    for o in 0 .. outer - 1 do
        for j in 0 .. inner - 1 do
            Array.init n (fun i -> x[(o * n + i) * inner + j])
|]

let private nanOr f (line: float[]) = if Array.exists Double.IsNaN line then nan else f line

let private greatest line = nanOr (Array.fold max -infinity) line

let private least line = nanOr (Array.fold min infinity) line

/// The first place of the wanted value, NaN being itself.
let private placeOf (line: float[]) wanted =
    line |> Array.findIndex (fun v -> v = wanted || (Double.IsNaN v && Double.IsNaN wanted))

let private sums<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 8

    for outer, n, inner as size in sizes do
        let x = integers random (outer * n * inner)
        let x' = narrow<'T> x
        let y = unwritten<'T>(outer * inner)
        Reductions.Sum<'T>(outer, n, inner, ReadOnlySpan x', Span y)
        same y (lines size x |> Array.map Array.sum) $"the sum along {size}"

let private products<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 9

    for outer, n, inner as size in sizes do
        // Signs and powers of two whose products stay in float32's range, and now and then a zero.
        let x =
            Array.init (outer * n * inner) (fun i ->
                match random.Next 4000 with
                | 0 -> 0.0
                | k when k < 2000 -> if i % 2 = 0 then 2.0 else 0.5
                | _ -> -1.0)

        let product line = Array.fold (*) 1.0 line
        let expected = lines size x |> Array.map product
        let x' = narrow<'T> x
        let y = unwritten<'T>(outer * inner)
        Reductions.Product<'T>(outer, n, inner, ReadOnlySpan x', Span y)

        // Long lines can leave float32's range on the way.
        if n <= 70 then
            same y expected $"the product along {size}"

let private extremes<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 10

    for outer, n, inner as size in sizes do
        for make in [ integers; awkward ] do
            let x = make random (outer * n * inner)
            let x' = narrow<'T> x
            let y = unwritten<'T>(outer * inner)
            let index = Array.create (outer * inner) -7
            let place f line = if n = 0 then -1 else placeOf line (f line)
            Reductions.Max<'T>(outer, n, inner, ReadOnlySpan x', Span y)
            same y (lines size x |> Array.map greatest) $"the maximum along {size}"
            Reductions.Min<'T>(outer, n, inner, ReadOnlySpan x', Span y)
            same y (lines size x |> Array.map least) $"the minimum along {size}"
            Reductions.ArgMax<'T>(outer, n, inner, ReadOnlySpan x', Span index)
            Expect.equal index (lines size x |> Array.map (place greatest)) $"the place of the maximum along {size}"
            Reductions.ArgMin<'T>(outer, n, inner, ReadOnlySpan x', Span index)
            Expect.equal index (lines size x |> Array.map (place least)) $"the place of the minimum along {size}"

/// What a running fold leaves at each place, put back where it belongs.
let private running (outer, n, inner) reverse (fold: float[] -> float) (x: float[]) =
    let y = Array.zeroCreate x.Length

    for o in 0 .. outer - 1 do
        for j in 0 .. inner - 1 do
            let line = Array.init n (fun i -> x[(o * n + i) * inner + j])

            for i in 0 .. n - 1 do
                y[(o * n + i) * inner + j] <- fold (if reverse then Array.rev line[i..] else line[..i])

    y

let private cumulative<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 11

    for outer, n, inner as size in sizes |> List.filter (fun (_, n, _) -> n <= 70) do
        for reverse in [ false; true ] do
            let about = $"along {size}, reverse {reverse}"
            let x = integers random (outer * n * inner)
            let x' = narrow<'T> x
            let y = unwritten<'T> x.Length

            if inner < 100 then
                Cumulative.Sum<'T>(outer, n, inner, reverse, ReadOnlySpan x', Span y)
                same y (running size reverse Array.sum x) $"the running sum {about}"

                let signs = x |> Array.map (fun v -> if v < 0.0 then -1.0 else 1.0)
                let signs' = narrow<'T> signs
                Cumulative.Product<'T>(outer, n, inner, reverse, ReadOnlySpan signs', Span y)
                same y (running size reverse (Array.fold (*) 1.0) signs) $"the running product {about}"

                let values = awkward random x.Length
                let values' = narrow<'T> values
                let index = Array.create x.Length -7

                let placed extreme =
                    running size reverse (fun seen -> float (placeOf seen (extreme seen))) values
                    |> Array.mapi (fun at place ->
                        // Places are counted in the direction of the run: turn them back.
                        let i = int place
                        if reverse then n - 1 - i else i)

                Cumulative.Max<'T>(outer, n, inner, reverse, ReadOnlySpan values', Span y, Span index)
                same y (running size reverse greatest values) $"the running maximum {about}"
                Expect.equal index (placed greatest) $"the place of the running maximum {about}"
                Cumulative.Min<'T>(outer, n, inner, reverse, ReadOnlySpan values', Span y, Span index)
                same y (running size reverse least values) $"the running minimum {about}"
                Expect.equal index (placed least) $"the place of the running minimum {about}"

[<Tests>]
let tests =
    testList "Kernels.Reductions" [
        both "a sum is the sum of its line" sums<float32> sums<float>
        both "a product is the product of its line" products<float32> products<float>
        both "an extreme is the first of its line, NaN before all" extremes<float32> extremes<float>
        both "a running reduction is the reduction of what came before" cumulative<float32> cumulative<float>

        test "the error of a sum does not grow with its length" {
            // 2²² times 0.1f: adding one after the other is off by 0.4 % here, pairs by a few ulp.
            let count = 1 <<< 22
            let x = Array.create count 0.1f
            let row, column = [| 0.0f |], Array.zeroCreate<float32> 8
            Reductions.Sum<float32>(1, count, 1, ReadOnlySpan x, Span row)
            Reductions.Sum<float32>(1, count / 8, 8, ReadOnlySpan x, Span column)
            let exact = float 0.1f * float count
            Expect.isLessThan (abs (float row[0] - exact) / exact) 3e-7 "a row"
            Expect.isLessThan (abs (float column[0] * 8.0 - exact) / exact) 3e-7 "a column"
        }

        test "a line's sum does not depend on how many lines there are" {
            let random = Random 12
            let x = Array.init (50 * 30000) (fun _ -> random.NextDouble() - 0.5)
            let y = Array.zeroCreate<float> 50
            Reductions.Sum<float>(50, 30000, 1, ReadOnlySpan x, Span y)

            for line in 0..49 do
                let alone = [| 0.0 |]
                Reductions.Sum<float>(1, 30000, 1, ReadOnlySpan(x, line * 30000, 30000), Span alone)
                Expect.equal (BitConverter.DoubleToInt64Bits y[line]) (BitConverter.DoubleToInt64Bits alone[0]) "bits"
        }
    ]
