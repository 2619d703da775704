/// Rows of the operations that move elements.
module Functional.Tests.Laws.ShapingRows

open System
open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let private plain = uniform -2.0 2.0

/// The answer's element at an index is the input's at another.
let private moved shape (where: int list -> int list) x = init shape (fun index -> at x (where index))

/// The answer's element at an index is the input's at another, or a number.
let private movedOr value shape (where: int list -> int list option) x =
    init shape (where >> Option.map (at x) >> Option.defaultValue value)

let private whole (x: Nd) index = int (at x index)

/// The order of a slice, stable.
let private order descending (x: float[]) =
    Array.indexed x
    |> Array.sortBy (fun (i, x) -> (if descending then -x else x), i)
    |> Array.map (fst >> float)

let private joining = [
    row "Concat" [ plain [ 2; 2 ]; plain [ 2; 1 ]; plain [ 2; 3 ] ] (fun xs -> Tensor.Concat(xs, 1)) (fun xs ->
        init [ 2; 6 ] (function
            | [ i; j ] when j < 2 -> at xs[0] [ i; j ]
            | [ i; 2 ] -> at xs[1] [ i; 0 ]
            | index -> at xs[2] [ index[0]; index[1] - 3 ]))
    row "Stack" [ plain [ 2; 3 ]; plain [ 2; 3 ] ] (fun xs -> Tensor.Stack(xs, -1)) (fun xs ->
        init [ 2; 3; 2 ] (fun index -> at xs[index[2]] index[..1]))
    unaryRow "Split" (plain [ 2; 6 ]) (fun x -> x.Split(3, 1)[1]) (moved [ 2; 2 ] (fun i -> [ i[0]; i[1] + 2 ]))
    unaryRow
        "Split"
        (plain [ 5; 2 ])
        (fun x -> x.Split([| 1; 0; 4 |])[2])
        (moved [ 4; 2 ] (fun i -> [ i[0] + 1; i[1] ]))
    |> case "by sizes"
]

let private reshaping = [
    unaryRow "Reshape" (plain [ 2; 3 ]) (fun x -> x.Reshape(3, -1)) (fun x -> { x with Shape = [ 3; 2 ] })
    unaryRow "Flatten" (plain [ 2; 3; 2 ]) (fun x -> x.Flatten()) (fun x -> { x with Shape = [ 12 ] })
    unaryRow "Flatten" (plain [ 2; 3; 2 ]) (fun x -> x.Flatten 1) (fun x -> { x with Shape = [ 2; 6 ] })
    |> case "all but the first axis"
    unaryRow "Squeeze" (plain [ 1; 3; 1 ]) (fun x -> x.Squeeze()) (fun x -> { x with Shape = [ 3 ] })
    unaryRow "Squeeze" (plain [ 1; 3; 1 ]) (fun x -> x.Squeeze -1) (fun x -> { x with Shape = [ 1; 3 ] })
    |> case "one axis"
    unaryRow "ExpandDims" (plain [ 2; 3 ]) (fun x -> x.ExpandDims 1) (fun x -> { x with Shape = [ 2; 1; 3 ] })
    unaryRow "ExpandDims" (plain [ 2; 3 ]) (fun x -> x.ExpandDims -1) (fun x -> { x with Shape = [ 2; 3; 1 ] })
    |> case "at the end"
    unaryRow "T" (plain [ 2; 3; 4 ]) (fun x -> x.T) (moved [ 2; 4; 3 ] (fun i -> [ i[0]; i[2]; i[1] ]))
    unaryRow
        "Permute"
        (plain [ 2; 3; 4 ])
        (fun x -> x.Permute(2, 0, 1))
        (moved [ 4; 2; 3 ] (fun i -> [ i[1]; i[2]; i[0] ]))
    unaryRow "Permute" (plain [ 2; 3; 4 ]) (fun x -> x.Permute()) (moved [ 4; 3; 2 ] List.rev)
    |> case "reversed"
    unaryRow
        "SwapAxes"
        (plain [ 2; 3; 4 ])
        (fun x -> x.SwapAxes(0, -1))
        (moved [ 4; 3; 2 ] (fun i -> [ i[2]; i[1]; i[0] ]))
]

let private copying = [
    unaryRow "BroadcastTo" (plain [ 2; 1 ]) (fun x -> x.BroadcastTo(3, 2, 4)) (moved [ 3; 2; 4 ] (fun i -> [ i[1]; 0 ]))
    unaryRow "BroadcastTo" (plain []) (fun x -> x.BroadcastTo(2, 3)) (moved [ 2; 3 ] (fun _ -> []))
    |> case "a scalar"
    unaryRow "Tile" (plain [ 2; 3 ]) (fun x -> x.Tile(2, 1, 2)) (moved [ 2; 2; 6 ] (fun i -> [ i[1]; i[2] % 3 ]))
    unaryRow "Tile" (plain [ 2; 3 ]) (fun x -> x.Tile 2) (moved [ 2; 6 ] (fun i -> [ i[0]; i[1] % 3 ]))
    |> case "fewer counts than axes"
    unaryRow "Repeat" (plain [ 2; 3 ]) (fun x -> x.Repeat(3, 0)) (moved [ 6; 3 ] (fun i -> [ i[0] / 3; i[1] ]))
    unaryRow
        "Repeat"
        (plain [ 3; 2 ])
        (fun x -> x.Repeat([| 2; 0; 1 |], 0))
        (moved [ 3; 2 ] (fun i -> [ [ 0; 0; 2 ][i[0]]; i[1] ]))
    |> case "by counts"
    unaryRow
        "Pad"
        (plain [ 2; 3 ])
        (fun x -> x.Pad([| 1; 0 |], [| 0; 2 |]))
        (movedOr 0.0 [ 3; 5 ] (fun i -> if i[0] > 0 && i[1] < 3 then Some [ i[0] - 1; i[1] ] else None))
    unaryRow
        "Pad"
        (plain [ 2; 3 ])
        (fun x -> x.Pad([| 0; 1 |], [| 1; 1 |], 0.5))
        (movedOr 0.5 [ 3; 5 ] (fun i -> if i[0] < 2 && i[1] > 0 && i[1] < 4 then Some [ i[0]; i[1] - 1 ] else None))
    |> case "with a number"
    unaryRow
        "Pad"
        (plain [ 3; 2 ])
        (fun x -> x.Pad([| 2; 0 |], [| 1; 0 |], PadMode.Reflect))
        (moved [ 6; 2 ] (fun i -> [ [ 2; 1; 0; 1; 2; 1 ][i[0]]; i[1] ]))
    |> case "reflect"
    unaryRow
        "Pad"
        (plain [ 2; 3 ])
        (fun x -> x.Pad([| 0; 2 |], [| 1; 1 |], PadMode.Edge))
        (moved [ 3; 6 ] (fun i -> [ min i[0] 1; [ 0; 0; 0; 1; 2; 2 ][i[1]] ]))
    |> case "edge"
]

let private slicing = [
    unaryRow "Slice" (plain [ 3; 4 ]) (fun x -> x.Slice(1, 1, 3)) (moved [ 3; 2 ] (fun i -> [ i[0]; i[1] + 1 ]))
    unaryRow
        "Slice"
        (plain [ 3; 5 ])
        (fun x -> x.Slice(1, 1, step = 2))
        (moved [ 3; 2 ] (fun i -> [ i[0]; 1 + 2 * i[1] ]))
    |> case "every other"
    unaryRow
        "Slice"
        (plain [ 5; 2 ])
        (fun x -> x.Slice(0, -2, 0, -2))
        (moved [ 2; 2 ] (fun i -> [ 3 - 2 * i[0]; i[1] ]))
    |> case "backwards"
    unaryRow "Flip" (plain [ 2; 3 ]) (fun x -> x.Flip()) (moved [ 2; 3 ] (fun i -> [ 1 - i[0]; 2 - i[1] ]))
    unaryRow "Flip" (plain [ 2; 3 ]) (fun x -> x.Flip 0) (moved [ 2; 3 ] (fun i -> [ 1 - i[0]; i[1] ]))
    |> case "one axis"
    unaryRow "Roll" (plain [ 2; 5 ]) (fun x -> x.Roll(2, 1)) (moved [ 2; 5 ] (fun i -> [ i[0]; (i[1] + 3) % 5 ]))
    unaryRow "Roll" (plain [ 5; 2 ]) (fun x -> x.Roll(-6, 0)) (moved [ 5; 2 ] (fun i -> [ (i[0] + 1) % 5; i[1] ]))
    |> case "back, more than once round"
    unaryRow "Roll" (plain [ 2; 3 ]) (fun x -> x.Roll 1) (fun x -> {
        x with
            Data = Array.permute (fun i -> (i + 1) % 6) x.Data
    })
    |> case "row-major"
    unaryRow "Item" (plain [ 3; 2 ]) (fun x -> x[1]) (moved [ 2 ] (fun i -> [ 1; i[0] ]))
    unaryRow "Item" (plain [ 3; 2 ]) (fun x -> x[-1, 0]) (moved [] (fun _ -> [ 2; 0 ]))
    |> case "an element"
    unaryRow "Item" (plain [ 2; 2; 2; 3 ]) (fun x -> x[1, 0, -1]) (moved [ 3 ] (fun i -> [ 1; 0; 1; i[0] ]))
    |> case "three positions"
    unaryRow "Item" (plain [ 2; 2; 2; 3 ]) (fun x -> x[1, 0, 1, 2]) (moved [] (fun _ -> [ 1; 0; 1; 2 ]))
    |> case "four positions"
    unaryRow
        "Item"
        (plain [ 3; 4; 2 ])
        (fun x -> x[[| Part.op_Implicit (Range(1, 3)); Part.op_Implicit (Index(1, true)) |]])
        (moved [ 2; 2 ] (fun i -> [ i[0] + 1; 3; i[1] ]))
    |> case "parts"
    unaryRow
        "Item"
        (plain [ 3; 5 ])
        (fun x -> x[[| Part.op_Implicit -1; Part.Steps(step = -2) |]])
        (moved [ 3 ] (fun i -> [ 2; 4 - 2 * i[0] ]))
    |> case "stepped parts"
]

let private indexed = [
    unaryRow "OneHot" (indices 3 [ 2; 2 ]) (fun x -> Tensor.OneHot(x, 3)) (fun x ->
        init (x.Shape @ [ 3 ]) (fun index -> if at x (List.take 2 index) = float index[2] then 1.0 else 0.0))
    |> constants [ 0 ]
    |> notDifferentiable
    binaryRow "Gather" (plain [ 3; 2 ]) (indices 3 [ 4 ]) (fun x i -> x.Gather i) (fun x i ->
        init [ 4; 2 ] (fun k -> at x [ whole i [ k[0] ]; k[1] ]))
    |> constants [ 1 ]
    binaryRow "Gather" (plain [ 2; 3; 2 ]) (indices 3 [ 2; 2 ]) (fun x i -> x.Gather(i, 1)) (fun x i ->
        init [ 2; 2; 2; 2 ] (fun k -> at x [ k[0]; whole i [ k[1]; k[2] ]; k[3] ]))
    |> case "a middle axis by a matrix"
    |> constants [ 1 ]
    binaryRow "Gather" (plain [ 2; 3 ]) (indices 3 []) (fun x i -> x.Gather(i, -1)) (fun x i ->
        init [ 2 ] (fun k -> at x [ k[0]; whole i [] ]))
    |> case "the last axis by a scalar"
    |> constants [ 1 ]
    unaryRow
        "Gather"
        (plain [ 3; 2 ])
        (fun x -> x.Gather [| 2; 0; 2 |])
        (moved [ 3; 2 ] (fun i -> [ [ 2; 0; 2 ][i[0]]; i[1] ]))
    |> case "by an array"
    binaryRow "TakeAlongAxis" (plain [ 2; 3 ]) (indices 3 [ 2; 4 ]) (fun x i -> x.TakeAlongAxis(i, 1)) (fun x i ->
        init [ 2; 4 ] (fun k -> at x [ k[0]; whole i k ]))
    |> constants [ 1 ]
    binaryRow "TakeAlongAxis" (plain [ 2; 3; 2 ]) (indices 3 [ 2; 2; 2 ]) (fun x i -> x.TakeAlongAxis(i, 1)) (fun x i ->
        init [ 2; 2; 2 ] (fun k -> at x [ k[0]; whole i k; k[2] ]))
    |> case "a middle axis"
    |> constants [ 1 ]
    row
        "ScatterAdd"
        [ plain [ 3; 2 ]; indices 3 [ 4 ]; plain [ 4; 2 ] ]
        (fun xs -> xs[0].ScatterAdd(xs[1], xs[2]))
        (fun xs ->
            init [ 3; 2 ] (fun k ->
                at xs[0] k
                + List.sum [
                    for i in 0..3 do
                        if whole xs[1] [ i ] = k[0] then
                            at xs[2] [ i; k[1] ]
                ]))
    |> constants [ 1 ]
    row
        "ScatterAdd"
        [ plain [ 2; 4; 2 ]; plain [ 2; 2; 2 ] ]
        (fun xs -> xs[0].ScatterAdd([| 3; 1 |], xs[1], 1))
        (fun xs ->
            init [ 2; 4; 2 ] (fun k ->
                at xs[0] k
                + (match k[1] with
                   | 3 -> at xs[1] [ k[0]; 0; k[2] ]
                   | 1 -> at xs[1] [ k[0]; 1; k[2] ]
                   | _ -> 0.0)))
    |> case "a middle axis by an array"
    row
        "ScatterSet"
        [ plain [ 3; 2 ]; indices 3 [ 4 ]; plain [ 4; 2 ] ]
        (fun xs -> xs[0].ScatterSet(xs[1], xs[2]))
        (fun xs ->
            init [ 3; 2 ] (fun k ->
                match List.tryFindBack (fun i -> whole xs[1] [ i ] = k[0]) [ 0..3 ] with
                | Some i -> at xs[2] [ i; k[1] ]
                | None -> at xs[0] k))
    |> constants [ 1 ]
    row
        "ScatterSet"
        [ plain [ 2; 3 ]; indices 3 [ 2; 2 ]; plain [ 2; 2; 2 ] ]
        (fun xs -> xs[0].ScatterSet(xs[1], xs[2], 1))
        (fun xs ->
            init [ 2; 3 ] (fun k ->
                let names i = whole xs[1] [ i / 2; i % 2 ] = k[1]

                match List.tryFindBack names [ 0..3 ] with
                | Some i -> at xs[2] [ k[0]; i / 2; i % 2 ]
                | None -> at xs[0] k))
    |> case "the last axis by a matrix"
    |> constants [ 1 ]
]

let private matrices = [
    for offset in [ -1; 0; 2 ] do
        unaryRow
            "Diagonal"
            (plain [ 2; 3; 4 ])
            (fun x -> x.Diagonal offset)
            (moved [ 2; (if offset = -1 || offset = 2 then 2 else 3) ] (fun i -> [
                i[0]
                i[1] + max 0 -offset
                i[1] + max 0 offset
            ]))
        |> case $"offset {offset}"

        unaryRow
            "Diag"
            (plain [ 2; 3 ])
            (fun x -> x.Diag offset)
            (movedOr 0.0 [ 2; 3 + abs offset; 3 + abs offset ] (fun i ->
                if i[2] - i[1] = offset then Some [ i[0]; min i[1] i[2] ] else None))
        |> case $"offset {offset}"

        unaryRow
            "Tril"
            (plain [ 2; 3; 4 ])
            (fun x -> x.Tril offset)
            (movedOr 0.0 [ 2; 3; 4 ] (fun i -> if i[2] - i[1] <= offset then Some i else None))
        |> case $"offset {offset}"

        unaryRow
            "Triu"
            (plain [ 2; 4; 3 ])
            (fun x -> x.Triu offset)
            (movedOr 0.0 [ 2; 4; 3 ] (fun i -> if i[2] - i[1] >= offset then Some i else None))
        |> case $"offset {offset}"
    unaryRow
        "Diagonal"
        (plain [ 3; 2; 4 ])
        (fun x -> x.Diagonal(1, 2, 0))
        (moved [ 2; 2 ] (fun i -> [ i[1] + 1; i[0]; i[1] ]))
    |> case "of other axes"
]

let private ordering = [
    unaryRow "Sort" (distinct [ 2; 4 ]) (fun x -> x.Sort().Values) (alongAxis 1 Array.sort)
    unaryRow "Sort" (distinct [ 4; 2 ]) (fun x -> x.Sort(0, true).Values) (alongAxis 0 Array.sortDescending)
    |> case "columns, descending"
    unaryRow "TopK" (distinct [ 2; 5 ]) (fun x -> x.TopK(2).Values) (fun x ->
        moved [ 2; 2 ] id (alongAxis 1 Array.sortDescending x))
    unaryRow "TopK" (distinct [ 30; 2 ]) (fun x -> x.TopK(2, 0, false).Values) (fun x ->
        moved [ 2; 2 ] id (alongAxis 0 Array.sort x))
    |> case "the least of columns"
    yield!
        [
            unaryRow "ArgSort" (indices 3 [ 2; 20 ]) (fun x -> x.ArgSort()) (alongAxis 1 (order false))
            unaryRow "ArgSort" (indices 3 [ 20; 2 ]) (fun x -> x.ArgSort(0, true)) (alongAxis 0 (order true))
            |> case "columns, descending"
            unaryRow "Sort" (indices 3 [ 2; 6 ]) (fun x -> x.Sort(1, true).Indices) (alongAxis 1 (order true))
            |> case "indices"
            unaryRow "TopK" (indices 3 [ 2; 30 ]) (fun x -> x.TopK(3).Indices) (fun x ->
                moved [ 2; 3 ] id (alongAxis 1 (order true) x))
            |> case "indices"
        ]
        |> List.map notDifferentiable
]

let rows = List.concat [ joining; reshaping; copying; slicing; indexed; matrices; ordering ]
