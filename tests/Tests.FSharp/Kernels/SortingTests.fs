/// Orders against List.sort, which is stable.
module Functional.Tests.Kernels.SortingTests

open System
open System.Numerics
open Expecto
open Functional.Core.Kernels
open Functional.Tests.Kernels.Naive

/// NaN is the greatest; equal ones as they were.
let private order descending (line: float list) =
    line
    |> List.indexed
    |> List.sortWith (fun (_, a) (_, b) ->
        match Double.IsNaN a, Double.IsNaN b with
        | true, true -> 0
        | true, false -> if descending then -1 else 1
        | false, true -> if descending then 1 else -1
        | _ when a = b -> 0
        | _ -> if (a < b) <> descending then -1 else 1)
    |> List.map fst

let private sizes = [ 0, 3, 1; 1, 0, 1; 1, 1, 1; 2, 5, 1; 1, 40, 3; 3, 17, 2; 2, 300, 1; 1, 100, 5 ]

let private sorts<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 13

    for outer, n, inner as size in sizes do
        for descending in [ false; true ] do
            let x = awkward random (outer * n * inner)
            let x' = narrow<'T> x

            for k in List.distinct [ 0; min 1 n; n / 10; n / 2; n ] do
                let expected = Array.create (outer * k * inner) -7

                for o in 0 .. outer - 1 do
                    for j in 0 .. inner - 1 do
                        let line = List.init n (fun i -> x[(o * n + i) * inner + j])

                        order descending line
                        |> List.truncate k
                        |> List.iteri (fun i place -> expected[(o * k + i) * inner + j] <- place)

                let index = Array.create expected.Length -7
                Sorting.TopK<'T>(outer, n, inner, k, descending, ReadOnlySpan x', Span index)
                Expect.equal index expected $"the first {k} along {size}, descending {descending}"

                if k = n then
                    Array.fill index 0 index.Length -7
                    Sorting.ArgSort<'T>(outer, n, inner, descending, ReadOnlySpan x', Span index)
                    Expect.equal index expected $"the order along {size}, descending {descending}"

[<Tests>]
let tests =
    testList "Kernels.Sorting" [ both "an order is stable, and NaN is its greatest" sorts<float32> sorts<float> ]
