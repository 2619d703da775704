/// Moves against coordinates: every element is looked up by its place, one at a time.
module Functional.Tests.Kernels.MovementTests

open System
open System.Numerics
open Expecto
open Functional.Core.Kernels
open Functional.Tests.Kernels.Naive

/// Every coordinate of a shape, in row-major order.
let rec private coordinates shape =
    match shape with
    | [] -> [ [] ]
    | size :: rest ->
        let inner = coordinates rest

        [
            for i in 0 .. size - 1 do
                for coordinate in inner do
                    i :: coordinate
        ]

/// The place of a coordinate in a contiguous tensor.
let private place shape coordinate = List.fold2 (fun at size i -> at * size + i) 0 shape coordinate

let private count shape = List.fold (*) 1 shape

let private spanOf (values: int list) = ReadOnlySpan(Array.ofList values)

let private anyShape (random: Random) =
    List.init (random.Next 6) (fun _ ->
        match random.Next 12 with
        | 0 -> 0
        | 1
        | 2 -> 1
        | _ -> random.Next(1, 6))

let private permutes<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 14

    let check shape =
        let permutation = [| 0 .. List.length shape - 1 |]
        random.Shuffle permutation
        let permutation = List.ofArray permutation
        let x = Array.init (count shape) float
        let outShape = permutation |> List.map (fun axis -> shape[axis])

        let expected = Array.create x.Length -7.0

        for coordinate in coordinates shape do
            let out = permutation |> List.map (fun axis -> coordinate[axis])
            expected[place outShape out] <- x[place shape coordinate]

        let y = unwritten<'T> x.Length
        let x' = narrow<'T> x
        Movement.Permute<'T>(spanOf shape, spanOf permutation, ReadOnlySpan x', Span y)
        same y expected $"{shape} permuted by {permutation}"

    for _ in 1..300 do
        check (anyShape random)

    for shape in [ [ 70; 33 ]; [ 3; 40; 65 ]; [ 35; 2; 34; 3 ]; [ 5; 64; 7; 2 ] ] do
        for _ in 1..4 do
            check shape

let private transposes<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    for batch, rows, columns in [ 0, 3, 4; 1, 1, 5; 2, 7, 3; 3, 65, 33; 1, 100, 129 ] do
        let x = Array.init (batch * rows * columns) float
        let y = unwritten<'T> x.Length
        let x' = narrow<'T> x
        Movement.Transpose<'T>(batch, rows, columns, ReadOnlySpan x', Span y)

        let expected = [|
            for b in 0 .. batch - 1 do
                for j in 0 .. columns - 1 do
                    for i in 0 .. rows - 1 do
                        x[(b * rows + i) * columns + j]
        |]

        same y expected $"the transpose of {(batch, rows, columns)}"

let private slices<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 15

    for _ in 1..400 do
        let shape = anyShape random |> List.map (fun size -> size * random.Next(1, 3))

        let parts =
            shape
            |> List.map (fun size ->
                if size = 0 then
                    0, 1, 0
                else
                    let start = random.Next size
                    let step = random.Next(1, 4) * (if random.Next 2 = 0 then 1 else -1)
                    let room = if step > 0 then (size - 1 - start) / step else start / -step
                    start, step, random.Next(0, room + 2))

        let starts = parts |> List.map (fun (start, _, _) -> start)
        let steps = parts |> List.map (fun (_, step, _) -> step)
        let outShape = parts |> List.map (fun (_, _, length) -> length)
        let x = integers random (count shape)
        let x' = narrow<'T> x

        let sources =
            coordinates outShape
            |> List.map (fun out -> place shape (List.map3 (fun start step i -> start + step * i) starts steps out))

        let y = unwritten<'T>(count outShape)
        let about = $"{shape} from {starts} by {steps}, {outShape}"
        Movement.Slice<'T>(spanOf shape, spanOf starts, spanOf steps, spanOf outShape, ReadOnlySpan x', Span y)
        same y (sources |> List.map (fun at -> x[at]) |> Array.ofList) $"the slice {about}"

        let dy = integers random (count outShape)
        let target = Array.copy x'
        let expected = Array.copy x
        List.iteri (fun i at -> expected[at] <- expected[at] + dy[i]) sources
        let dy' = narrow<'T> dy
        Movement.SliceAdd<'T>(spanOf shape, spanOf starts, spanOf steps, spanOf outShape, ReadOnlySpan dy', Span target)
        same target expected $"the transpose of the slice {about}"

let private pads<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 16

    for _ in 1..200 do
        let shape = anyShape random
        let low = shape |> List.map (fun _ -> random.Next 3)
        let high = shape |> List.map (fun _ -> random.Next 3)
        let outShape = List.map3 (fun a b c -> a + b + c) low shape high
        let x = integers random (count shape)
        let expected = Array.create (count outShape) 5.0

        for coordinate in coordinates shape do
            expected[place outShape (List.map2 (+) low coordinate)] <- x[place shape coordinate]

        let y = unwritten<'T> expected.Length
        let x' = narrow<'T> x
        let value = 'T.CreateTruncating 5.0
        Movement.Pad<'T>(spanOf shape, spanOf low, spanOf high, value, ReadOnlySpan x', Span y)
        same y expected $"{shape} padded by {low} and {high}"

let private broadcasts<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 17

    for _ in 1..300 do
        let outShape = anyShape random
        let added = random.Next(List.length outShape + 1)

        let shape = outShape |> List.skip added |> List.map (fun size -> if random.Next 2 = 0 then 1 else size)

        let x = integers random (count shape)

        let expected =
            coordinates outShape
            |> List.map (fun out ->
                let inside = List.map2 (fun size i -> if size = 1 then 0 else i) shape (List.skip added out)
                x[place shape inside])
            |> Array.ofList

        let y = unwritten<'T> expected.Length
        let x' = narrow<'T> x
        Movement.Broadcast<'T>(spanOf shape, spanOf outShape, ReadOnlySpan x', Span y)
        same y expected $"{shape} broadcast to {outShape}"

let private parts<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 18

    for outer, n, inner, at, length in [ 2, 5, 3, 1, 2; 1, 4, 1, 0, 4; 3, 6, 2, 6, 0; 0, 2, 2, 0, 1 ] do
        let whole = integers random (outer * n * inner)
        let whole' = narrow<'T> whole
        let piece = unwritten<'T>(outer * length * inner)
        Movement.Extract<'T>(outer, n, inner, at, length, ReadOnlySpan whole', Span piece)

        let expected = [|
            for o in 0 .. outer - 1 do
                for i in 0 .. length - 1 do
                    for j in 0 .. inner - 1 do
                        whole[(o * n + at + i) * inner + j]
        |]

        same piece expected "the part"
        let target = narrow<'T>(Array.create whole.Length 9.0)
        Movement.Insert<'T>(outer, n, inner, at, length, ReadOnlySpan piece, Span target)

        let expected = [|
            for o in 0 .. outer - 1 do
                for i in 0 .. n - 1 do
                    for j in 0 .. inner - 1 do
                        if i >= at && i < at + length then whole[(o * n + i) * inner + j] else 9.0
        |]

        same target expected "the part put back"

let private gathers<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 19

    for outer, n, inner, length in
        [ 1, 5, 3, 8; 2, 4, 1, 9; 3, 4, 1, 90; 1, 64, 1, 1027; 3, 2, 6, 0; 0, 2, 2, 3; 2, 7, 20, 5 ] do
        let x = integers random (outer * n * inner)
        let x' = narrow<'T> x
        let index = Array.init length (fun _ -> random.Next n)
        let dy = integers random (outer * length * inner)
        let dy' = narrow<'T> dy
        let y = unwritten<'T> dy.Length
        Movement.Gather<'T>(outer, n, inner, ReadOnlySpan index, ReadOnlySpan x', Span y)
        let expected = Array.zeroCreate dy.Length
        let sum = Array.copy x

        for o in 0 .. outer - 1 do
            for i in 0 .. length - 1 do
                for j in 0 .. inner - 1 do
                    let from, into = (o * n + index[i]) * inner + j, (o * length + i) * inner + j
                    expected[into] <- x[from]
                    sum[from] <- sum[from] + dy[into]

        same y expected "the rows gathered"
        Movement.ScatterAdd<'T>(outer, n, inner, ReadOnlySpan index, ReadOnlySpan dy', Span x')
        same x' sum "the rows scattered, repeated ones added"

let private takes<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 20

    for outer, n, inner, length in [ 1, 5, 3, 8; 2, 4, 1, 9; 3, 2, 6, 0; 0, 2, 2, 3 ] do
        let x = integers random (outer * n * inner)
        let x' = narrow<'T> x
        let index = Array.init (outer * length * inner) (fun _ -> random.Next n)
        let dy = integers random index.Length
        let dy' = narrow<'T> dy
        let y = unwritten<'T> dy.Length
        Movement.TakeAlong<'T>(outer, n, inner, length, ReadOnlySpan index, ReadOnlySpan x', Span y)
        let expected = Array.zeroCreate dy.Length
        let sum = Array.copy x

        for o in 0 .. outer - 1 do
            for i in 0 .. length - 1 do
                for j in 0 .. inner - 1 do
                    let into = (o * length + i) * inner + j
                    let from = (o * n + index[into]) * inner + j
                    expected[into] <- x[from]
                    sum[from] <- sum[from] + dy[into]

        same y expected "the elements taken"
        Movement.TakeAlongAdd<'T>(outer, n, inner, length, ReadOnlySpan index, ReadOnlySpan dy', Span x')
        same x' sum "the elements given back"

[<Tests>]
let tests =
    testList "Kernels.Movement" [
        both "a permutation moves each element to its permuted place" permutes<float32> permutes<float>
        both "a transpose swaps the last two axes" transposes<float32> transposes<float>
        both "a slice and its transpose read and add at the same places" slices<float32> slices<float>
        both "padding surrounds by one value" pads<float32> pads<float>
        both "a broadcast repeats" broadcasts<float32> broadcasts<float>
        both "a part is taken out and put back" parts<float32> parts<float>
        both "rows are gathered, and scattered by adding" gathers<float32> gathers<float>
        both "elements are taken along an axis, and given back by adding" takes<float32> takes<float>
    ]
