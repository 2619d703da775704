/// Rows of the operations that users do not call: those that derivatives and passes are made of.
module Functional.Tests.Laws.TransposeRows

open System
open Functional.Core
open Functional.Models
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let private draw = uniform -2.0 2.0

/// The transpose of a linear function as a function of its own. The reference is its matrix, column by column.
let private transposed name shape (f: Tensor -> Tensor) =
    let x dtype = Tensor.Zeros(List.toArray shape, dtype)
    let given = List.ofSeq (f (x DType.Float64)).Shape

    let reference (y: Nd) =
        nd shape [|
            for i in 0 .. size shape - 1 ->
                let unit = nd shape (Array.init (size shape) (fun j -> if i = j then 1.0 else 0.0))
                let column = f (toTensor DType.Float64 unit)
                Array.sum (Array.map2 (*) y.Data (column.ToArray()))
        |]

    unaryRow "Transpose" (draw given) (fun y -> AD.linearTranspose f (x y.DType) y) reference
    |> case name

let private linear = [
    transposed "a pool of means" [ 2; 1; 4; 4 ] (fun x -> Tensor.AveragePool2d(x, 2))
    transposed "a pool of means, windows that overlap" [ 1; 2; 3; 4 ] (fun x ->
        Tensor.AveragePool2d(x, struct (2, 3), struct (1, 1)))
    transposed "a slice" [ 2; 5; 2 ] _.Slice(1, 1, 5, 2)
    transposed "a reversed slice" [ 5 ] _.Slice(0, step = -2)
    transposed "an element" [ 3; 2; 2 ] (fun x -> x[1, 0])
    transposed "rows by index" [ 4; 2 ] _.Gather([| 2; 0; 2 |])
    transposed "columns by index" [ 2; 4 ] _.Gather([| 3; 1 |], 1)
    transposed "elements by index" [ 2; 3 ] _.TakeAlongAxis(Tensor.Create([| 2.0; 0.0; 1.0; 1.0 |], [| 2; 2 |]), 1)
    transposed "a stretch of rows" [ 3 ] _.BroadcastTo([| 2; 3 |])
    transposed "a stretch of columns" [ 2; 1 ] _.BroadcastTo([| 2; 3 |])
    transposed "a sum of columns" [ 2; 3 ] _.Sum(1)
    transposed "a diagonal" [ 3; 4 ] _.Diagonal(1)
    transposed "a permutation" [ 2; 3; 4 ] _.Permute([| 2; 0; 1 |])
    transposed "another shape" [ 2; 3 ] _.Reshape([| 3; 2 |])
    transposed "a running sum" [ 2; 3 ] _.CumSum(1)
    transposed "a triangle" [ 3; 3 ] _.Tril()
    transposed "a part of a concatenation" [ 2; 2 ] (fun x -> Tensor.Concat([ x; 2.0 * x ], 1))
]

let private recurrence axis reverse (a: Nd) (b: Nd) =
    init b.Shape (fun index ->
        let from (x: Nd) i = at x (List.updateAt axis i index)
        let n = b.Shape[axis]

        match (if reverse then [ n - 1 .. -1 .. index[axis] ] else [ 0 .. index[axis] ]) with
        | first :: rest -> List.fold (fun h i -> from a i * h + from b i) (from b first) rest
        | [] -> 0.0)

let private recurrences = [
    for axis, reverse in [ 0, false; 1, true; 1, false ] do
        binaryRow
            "Recurrence"
            (draw [ 3; 3 ])
            (draw [ 3; 3 ])
            (fun a b -> Tensor.Apply(Recurrence(axis, reverse), a, b))
            (recurrence axis reverse)
        |> case $"axis {axis}, reverse {reverse}"
]

let private turned isTurned x = if isTurned then NaiveMatrices.transpose x else x

let private sums = [
    for turnU, turnV, shape in [ false, false, [ 2; 4 ]; true, false, [ 4 ]; false, true, [ 4 ]; true, true, [ 2; 4 ] ] do
        let sides isTurned m n = if isTurned then [ n; m ] else [ m; n ]

        row
            "MultiplyAdd"
            [ draw shape; draw (sides turnU 2 3); draw (sides turnV 3 4) ]
            (fun xs -> Tensor.Apply(MultiplyAdd(turnU, turnV), List.toArray xs)[0])
            (fun xs -> map2 (+) xs[0] (NaiveMatrices.multiply (turned turnU xs[1]) (turned turnV xs[2])))
        |> case $"transposed {turnU}, {turnV}, of {shape}"
]

/// Places in a plane of 3 × 2, another at each element, and none at the last.
let private places shape (random: Random) =
    nd shape (Array.init (size shape) (fun i -> if i % 4 = 3 then -1.0 else float ((i + random.Next 2) % 6)))

let private planes =
    let wide (x: Tensor) = x.Cast DType.Float64

    [
        binaryRow
            "PlaceInPlane"
            (draw [ 1; 2; 2; 2 ])
            (places [ 1; 2; 2; 2 ])
            (fun x y -> Tensor.Apply(PlaceInPlane(3, 2), x, wide y))
            (fun x y ->
                init [ 1; 2; 3; 2 ] (fun index ->
                    Seq.sum (
                        seq {
                            for i in 0..1 do
                                for j in 0..1 do
                                    let own = [ 0; index[1]; i; j ]

                                    if int (at y own) = 2 * index[2] + index[3] then
                                        at x own
                        }
                    )))
        binaryRow
            "PickFromPlane"
            (draw [ 1; 2; 3; 2 ])
            (places [ 1; 2; 2; 2 ])
            (fun x y -> Tensor.Apply(PickFromPlane(3, 2), x, wide y))
            (fun x y ->
                init y.Shape (fun index ->
                    let p = int (at y index)
                    if p < 0 then 0.0 else at x [ 0; index[1]; p / 2; p % 2 ]))
    ]
    |> List.map (constants [ 1 ])

let rows: Row list = List.concat [ linear; recurrences; sums; planes ]
