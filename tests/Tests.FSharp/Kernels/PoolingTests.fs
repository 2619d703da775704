/// Pooling against loops that look at every place of every window.
module Functional.Tests.Kernels.PoolingTests

open System
open System.Numerics
open Expecto
open Functional.Core.Kernels
open Functional.Tests.Kernels.Naive

let private anyGeometry (random: Random) =
    let from low high = random.Next(low, high + 1)
    let windowHeight, windowWidth = from 1 4, from 1 4

    Pool2dGeometry(
        from 0 3,
        from 1 9,
        from 1 40,
        windowHeight,
        windowWidth,
        from 1 4,
        from 1 4,
        from 0 (windowHeight - 1),
        from 0 (windowHeight - 1),
        from 0 (windowWidth - 1),
        from 0 (windowWidth - 1)
    )

/// For each output the places of its window that lie inside the plane, in order.
let private windows (g: Pool2dGeometry) = [|
    for plane in 0 .. g.Planes - 1 do
        for y in 0 .. g.OutHeight - 1 do
            for x in 0 .. g.OutWidth - 1 do
                plane * g.Height * g.Width,
                [
                    for i in 0 .. g.WindowHeight - 1 do
                        for j in 0 .. g.WindowWidth - 1 do
                            let line, column = y * g.StrideHeight + i - g.PadTop, x * g.StrideWidth + j - g.PadLeft

                            if line >= 0 && line < g.Height && column >= 0 && column < g.Width then
                                line * g.Width + column
                ]
|]

/// The first NaN, else the first of the greatest.
let private winner (x: float[]) start places =
    match places |> List.tryFind (fun place -> Double.IsNaN x[start + place]) with
    | Some place -> place
    | None ->
        match places with
        | [] -> -1
        | _ -> places |> List.maxBy (fun place -> x[start + place])

let private maxima<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 6

    for _ in 1..400 do
        let g = anyGeometry random
        let x = awkward random g.InputLength
        let windows = windows g
        let winners = windows |> Array.map (fun (start, places) -> winner x start places)

        let y = Array.map2 (fun (start, _) at -> if at < 0 then -infinity else x[start + at]) windows winners

        let output, index = unwritten<'T> y.Length, Array.create y.Length -7
        let input = narrow<'T> x
        Pooling.Max<'T>(&g, ReadOnlySpan input, Span output, Span index)
        same output y $"the maxima of {g}"
        Expect.equal index winners $"their places, {g}"

        let dy = integers random y.Length
        let dx = Array.zeroCreate x.Length

        for i in 0 .. dy.Length - 1 do
            if winners[i] >= 0 then
                let place = fst windows[i] + winners[i]
                dx[place] <- dx[place] + dy[i]

        let gradient = unwritten<'T> x.Length
        let dy' = narrow<'T> dy
        Pooling.MaxGradient<'T>(&g, ReadOnlySpan index, ReadOnlySpan dy', Span gradient)
        same gradient dx $"the transpose of the maxima of {g}"

        let picked = unwritten<'T> y.Length
        let numbers = narrow<'T>(integers random x.Length)
        Pooling.Pick<'T>(&g, ReadOnlySpan numbers, ReadOnlySpan index, Span picked)

        let expected =
            Array.map2 (fun (start, _) at -> if at < 0 then 0.0 else (widen numbers)[start + at]) windows winners

        same picked expected $"the elements at the maxima of {g}"

        let unindexed = unwritten<'T> y.Length
        Pooling.Max<'T>(&g, ReadOnlySpan input, Span unindexed, Span<int>())
        same unindexed y $"the maxima without places of {g}"

let private averages<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 7

    for trial in 1..400 do
        let g = anyGeometry random
        let countPadding = trial % 2 = 0
        // Multiples of 144 = 9 · 16 divide exactly by every count of places up to 16 but 5, 7, 10 … , which do not occur.
        let x = integers random g.InputLength |> Array.map (fun v -> v * 144.0)
        let windows = windows g

        let count places =
            if countPadding then
                float (g.WindowHeight * g.WindowWidth)
            else
                float (max 1 (List.length places))

        let y =
            windows
            |> Array.map (fun (start, places) -> List.sumBy (fun place -> x[start + place]) places / count places)

        let output = unwritten<'T> y.Length
        let input = narrow<'T> x
        Pooling.Average<'T>(&g, countPadding, ReadOnlySpan input, Span output)
        same output y $"the averages of {g}"

        let dy = integers random y.Length |> Array.map (fun v -> v * 144.0)
        let dx = Array.zeroCreate x.Length

        windows
        |> Array.iteri (fun i (start, places) ->
            for place in places do
                dx[start + place] <- dx[start + place] + dy[i] / count places)

        let gradient = unwritten<'T> x.Length
        let dy' = narrow<'T> dy
        Pooling.AverageGradient<'T>(&g, countPadding, ReadOnlySpan dy', Span gradient)
        same gradient dx $"the transpose of the averages of {g}"

[<Tests>]
let tests =
    testList "Kernels.Pooling" [
        both "a maximum is the first greatest of its window, or its first NaN" maxima<float32> maxima<float>
        both "an average is the mean of its window" averages<float32> averages<float>
    ]
