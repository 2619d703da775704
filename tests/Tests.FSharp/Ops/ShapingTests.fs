module Functional.Tests.Ops.ShapingTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops.Checks

let private holds dtype = holdsWithin 0.0 dtype

let private gradient (f: Tensor -> Tensor) (x: Tensor) = Ad.Grad(fun (x: Tensor) -> (f x).Sum()).Invoke x

let private inf = infinity

let private scattering =
    testList "gather and scatter" [
        inBoth "what is gathered twice collects both cotangents" (fun dtype ->
            let x = counted dtype [ 3; 2 ]
            let weights = tensor dtype [ 3; 2 ] [ 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 ]

            gradient (fun x -> weights * x.Gather [| 2; 0; 2 |]) x
            |> holds dtype [ 3; 2 ] [ 3.0; 4.0; 0.0; 0.0; 6.0; 8.0 ] "Gather"

            gradient (fun x -> x.TakeAlongAxis(tensor dtype [ 2; 2 ] [ 1.0; 0.0; 1.0; 0.0 ], 0)) x
            |> holds dtype [ 3; 2 ] [ 0.0; 2.0; 2.0; 0.0; 0.0; 0.0 ] "TakeAlongAxis")
        inBoth "of several updates the last wins, and gets the cotangent" (fun dtype ->
            let x = vector dtype [ 1.0; 2.0; 3.0 ]
            let updates = vector dtype [ 10.0; 20.0; 30.0 ]
            let places = [| 1; 2; 1 |]
            x.ScatterSet(places, updates) |> holds dtype [ 3 ] [ 1.0; 30.0; 20.0 ] "value"

            gradient (fun x -> x.ScatterSet(places, updates)) x
            |> holds dtype [ 3 ] [ 1.0; 0.0; 0.0 ] "what is replaced has none"

            gradient (fun updates -> x.ScatterSet(places, updates)) updates
            |> holds dtype [ 3 ] [ 0.0; 1.0; 1.0 ] "the winners have all")
        inBoth "what lost or was replaced does not leak, be it infinite or NaN" (fun dtype ->
            let x = vector dtype [ nan; 2.0 ]
            let updates = vector dtype [ inf; nan; 7.0 ]
            x.ScatterSet([| 0; 0; 0 |], updates) |> holds dtype [ 2 ] [ 7.0; 2.0 ] "value")
        inBoth "columns of one element each are interleaved, and no other" (fun dtype ->
            let column i = Tensor.Arange(300, dtype) * 5.0 + float i
            let rows = Tensor.Stack([ for i in 0..4 -> column i ], 1)
            rows |> holds dtype [ 300; 5 ] [ for i in 0..1499 -> float i ] "of one element each"
            let wide = Tensor.Stack([ column 0; column 1 ], 1)
            let none = Tensor.Zeros([| 300; 0 |], dtype)

            Tensor.Concat([ wide; none ], 1)
            |> holds dtype [ 300; 2 ] (List.ofArray ((wide.Cast DType.Float64).ToArray())) "two and none")
        inBoth "updates for one place are added" (fun dtype ->
            (vector dtype [ 1.0; 2.0 ]).ScatterAdd([| 1; 1 |], vector dtype [ 10.0; 20.0 ])
            |> holds dtype [ 2 ] [ 1.0; 32.0 ] "value")
        testCase "indices may have the other dtype" (fun () ->
            let x = counted DType.Float32 [ 3 ]
            let places = vector DType.Float64 [ 2.0; 1.0 ]
            x.Gather places |> holds DType.Float32 [ 2 ] [ 2.0; 1.0 ] "Gather"
            x.TakeAlongAxis(places, 0) |> holds DType.Float32 [ 2 ] [ 2.0; 1.0 ] "TakeAlongAxis"

            x.ScatterSet(places, vector DType.Float32 [ 7.0; 8.0 ])
            |> holds DType.Float32 [ 3 ] [ 0.0; 8.0; 7.0 ] "ScatterSet")
        inBoth "indices are not differentiated" (fun dtype ->
            let places = vector dtype [ 1.0; 0.0 ]

            gradient (fun places -> (counted dtype [ 2 ]).Gather places) places
            |> holds dtype [ 2 ] [ 0.0; 0.0 ] "zeros of their shape")
        inBoth "by no indices, nothing" (fun dtype ->
            let x = counted dtype [ 3; 2 ]
            x.Gather [||] |> holds dtype [ 0; 2 ] [] "Gather"
            gradient (fun x -> x.Gather [||]) x |> holds dtype [ 3; 2 ] (List.replicate 6 0.0) "gradient"

            x.ScatterSet([||], tensor dtype [ 0; 2 ] [])
            |> holds dtype [ 3; 2 ] [ 0.0; 1.0; 2.0; 3.0; 4.0; 5.0 ] "ScatterSet"

            (tensor dtype [ 0; 2 ] []).Gather [||] |> holds dtype [ 0; 2 ] [] "of nothing")
    ]

let private sorting =
    testList "orders" [
        inBoth "equal elements keep their order, and so do their cotangents" (fun dtype ->
            let x = vector dtype [ 2.0; 1.0; 2.0; 1.0 ]
            let sorted = x.Sort()
            sorted.Values |> holds dtype [ 4 ] [ 1.0; 1.0; 2.0; 2.0 ] "values"
            sorted.Indices |> holds dtype [ 4 ] [ 1.0; 3.0; 0.0; 2.0 ] "indices"
            x.Sort(0, true).Indices |> holds dtype [ 4 ] [ 0.0; 2.0; 1.0; 3.0 ] "descending"
            let weights = vector dtype [ 1.0; 2.0; 3.0; 4.0 ]

            gradient (fun x -> weights * x.Sort().Values) x
            |> holds dtype [ 4 ] [ 3.0; 1.0; 4.0; 2.0 ] "the gradient follows the permutation"

            gradient (fun x -> x.TopK(1).Values) x |> holds dtype [ 4 ] [ 1.0; 0.0; 0.0; 0.0 ] "TopK")
        inBoth "NaN is the greatest, as Max has it, and 0 equals −0" (fun dtype ->
            let x = vector dtype [ nan; inf; 0.0; -0.0; -inf ]
            x.ArgSort() |> holds dtype [ 5 ] [ 4.0; 2.0; 3.0; 1.0; 0.0 ] "ascending"
            x.ArgSort(0, true) |> holds dtype [ 5 ] [ 0.0; 1.0; 2.0; 3.0; 4.0 ] "descending"
            x.TopK(2).Values |> holds dtype [ 2 ] [ nan; inf ] "TopK"
            x.TopK(2, 0, false).Values |> holds dtype [ 2 ] [ -inf; 0.0 ] "the least"
            x.Sort(0, true).Values[0] |> holds dtype [] [ x.Max().ToScalar() ] "Sort"
            // Far more elements than are wanted, which are kept in a heap.
            let many: Tensor = Tensor.Concat [ counted dtype [ 99 ]; x ]
            many.TopK(1).Values |> holds dtype [ 1 ] [ nan ] "TopK of many"
            many.TopK(1).Indices |> holds dtype [ 1 ] [ many.ArgMax().ToScalar() ] "its place")
        test "an axis that is too long for the indices of Float32 is sorted all the same" {
            let n = (1 <<< 24) + 3
            // Zeros, but for a few.
            let x: Tensor =
                Tensor
                    .Zeros([| n |], DType.Float32)
                    .ScatterSet([| 5; n - 1; n - 2 |], vector DType.Float32 [ -1.0; 3.0; 2.0 ])

            let top = x.TopK(2)
            top.Values |> holds DType.Float32 [ 2 ] [ 3.0; 2.0 ] "TopK"
            top.Indices |> holds DType.Float64 [ 2 ] [ float n - 1.0; float n - 2.0 ] "its places"
            (x.Sort().Values.Slice(0, 0, 2)) |> holds DType.Float32 [ 2 ] [ -1.0; 0.0 ] "Sort"
            x.Median() |> holds DType.Float32 [] [ 0.0 ] "Median"
            (x.CumMax 0).Slice(0, n - 3) |> holds DType.Float32 [ 3 ] [ 0.0; 2.0; 3.0 ] "CumMax"
            (x.CumMin(0, true)).Slice(0, 4, 7) |> holds DType.Float32 [ 3 ] [ -1.0; -1.0; 0.0 ] "CumMin"

            (gradient (fun x -> x.TopK(1).Values) x).Slice(0, n - 2)
            |> holds DType.Float32 [ 2 ] [ 0.0; 1.0 ] "gradient"

            Expect.throwsT<DTypeException> (fun () -> x.ArgSort() |> ignore) "an index in Float32"
        }
        inBoth "nothing sorts to nothing" (fun dtype ->
            let x = tensor dtype [ 2; 0 ] []
            x.Sort().Values |> holds dtype [ 2; 0 ] [] "Sort"
            x.TopK(0).Indices |> holds dtype [ 2; 0 ] [] "TopK"
            (counted dtype [ 2; 3 ]).TopK(0).Values |> holds dtype [ 2; 0 ] [] "none of three"
            gradient (fun x -> x.Sort().Values) x |> holds dtype [ 2; 0 ] [] "gradient")
    ]

let private range first last : Part = Part.op_Implicit (Range(first, last))
let private index (i: int) : Part = Part.op_Implicit i
let private fromEnd (i: int) : Part = Part.op_Implicit (Index(i, true))

let private indexing =
    testList "indexing" [
        inBoth "one to four positions drop as many axes" (fun dtype ->
            let x = counted dtype [ 2; 1; 2; 2 ]
            x[1] |> holds dtype [ 1; 2; 2 ] [ 4.0; 5.0; 6.0; 7.0 ] "one"
            x[-1, 0] |> holds dtype [ 2; 2 ] [ 4.0; 5.0; 6.0; 7.0 ] "two"
            x[0, -1, 1] |> holds dtype [ 2 ] [ 2.0; 3.0 ] "three"
            x[1, 0, 0, -1] |> holds dtype [] [ 5.0 ] "four")
        inBoth "parts take stretches, steps and positions" (fun dtype ->
            let x = counted dtype [ 3; 4 ]
            x[[| range (Index 1) (Index(0, true)); index 0 |]] |> holds dtype [ 2 ] [ 4.0; 8.0 ] "[1.., 0]"

            x[[| range (Index 0) (Index(1, true)); fromEnd 1 |]] |> holds dtype [ 2 ] [ 3.0; 7.0 ] "[..^1, ^1]"

            x[[| index -1; Part.Steps(step = 2) |]] |> holds dtype [ 2 ] [ 8.0; 10.0 ] "[-1, every other]"
            x[[| range (Index 2) (Index 9) |]] |> holds dtype [ 1; 4 ] [ 8.0; 9.0; 10.0; 11.0 ] "cut to the end"
            x[[| range (Index 2) (Index 1) |]] |> holds dtype [ 0; 4 ] [] "empty"
            x[[| Unchecked.defaultof<Part>; index 1 |]] |> holds dtype [ 3 ] [ 1.0; 5.0; 9.0 ] "default is all")
        inBoth "a block's gradient is zero elsewhere" (fun dtype ->
            gradient (fun x -> x[1]) (counted dtype [ 3; 2 ])
            |> holds dtype [ 3; 2 ] [ 0.0; 0.0; 1.0; 1.0; 0.0; 0.0 ] "Item")
        inBoth "an alias changes neither shape nor place of a gradient" (fun dtype ->
            gradient (fun x -> x.Reshape(2, 3).T.Slice(0, 1, 3).Reshape(4)) (counted dtype [ 6 ])
            |> holds dtype [ 6 ] [ 0.0; 1.0; 1.0; 0.0; 1.0; 1.0 ] "views of views")
        inBoth "a slice is cut to its axis, in either direction" (fun dtype ->
            let x = counted dtype [ 4 ]
            x.Slice(0, -9, 9) |> holds dtype [ 4 ] [ 0.0; 1.0; 2.0; 3.0 ] "beyond both ends"
            x.Slice(0, 9, -9, -2) |> holds dtype [ 2 ] [ 3.0; 1.0 ] "backwards"
            x.Slice(0, 3, 1) |> holds dtype [ 0 ] [] "none")
    ]

let private emptiness =
    testList "nothing" [
        inBoth "moves to nothing, and back" (fun dtype ->
            let x = tensor dtype [ 2; 0 ] []

            for name, f, shape in
                [
                    "T", (fun (x: Tensor) -> x.T), [ 0; 2 ]
                    "Reshape", (fun x -> x.Reshape(0, 5)), [ 0; 5 ]
                    "Flatten", (fun x -> x.Flatten()), [ 0 ]
                    "ExpandDims", (fun x -> x.ExpandDims 0), [ 1; 2; 0 ]
                    "BroadcastTo", (fun x -> x.BroadcastTo(3, 2, 0)), [ 3; 2; 0 ]
                    "Tile", (fun x -> x.Tile(2, 3)), [ 4; 0 ]
                    "Repeat", (fun x -> x.Repeat(2, 1)), [ 2; 0 ]
                    "Flip", (fun x -> x.Flip()), [ 2; 0 ]
                    "Roll", (fun x -> x.Roll 1), [ 2; 0 ]
                    "Slice", (fun x -> x.Slice(0, 1)), [ 1; 0 ]
                    "Item", (fun x -> x[1]), [ 0 ]
                    "Concat", (fun x -> Tensor.Concat([ x; x ], 1)), [ 2; 0 ]
                    "Stack", (fun x -> Tensor.Stack [ x; x ]), [ 2; 2; 0 ]
                    "Split", (fun x -> x.Split(3, 1)[1]), [ 2; 0 ]
                    "Pad", (fun x -> x.Pad([| 1; 0 |], [| 0; 0 |])), [ 3; 0 ]
                    "Diagonal", (fun x -> x.Diagonal()), [ 0 ]
                    "Diag", (fun x -> x.Diag()), [ 2; 0; 0 ]
                    "Tril", (fun x -> x.Tril()), [ 2; 0 ]
                ] do
                f x |> holds dtype shape [] name
                gradient f x |> holds dtype [ 2; 0 ] [] name)
        inBoth "fills up to something" (fun dtype ->
            let x = tensor dtype [ 0 ] []
            x.Pad([| 1 |], [| 1 |], 7.0) |> holds dtype [ 2 ] [ 7.0; 7.0 ] "Pad"
            x.Diag 1 |> holds dtype [ 1; 1 ] [ 0.0 ] "Diag"
            Tensor.Concat [ x; vector dtype [ 1.0 ] ] |> holds dtype [ 1 ] [ 1.0 ] "Concat"
            (vector dtype [ 1.0; 2.0 ]).Repeat(0, 0) |> holds dtype [ 0 ] [] "Repeat"
            (vector dtype [ 1.0; 2.0 ]).Tile 0 |> holds dtype [ 0 ] [] "Tile")
        inBoth "a scalar against nothing pulls back 0, one element keeps its shape" (fun dtype ->
            gradient (fun x -> x * tensor dtype [ 0; 3 ] []) (tensor dtype [] [ 2.0 ])
            |> holds dtype [] [ 0.0 ] "a scalar"

            gradient (fun x -> x * tensor dtype [ 0 ] []) (tensor dtype [ 1 ] [ 2.0 ])
            |> holds dtype [ 1 ] [ 0.0 ] "[1] against [0]")
        inBoth "a triangle drops infinities and NaN, and so does its derivative" (fun dtype ->
            let x = tensor dtype [ 2; 2 ] [ 1.0; inf; 2.0; nan ]
            x.Tril -1 |> holds dtype [ 2; 2 ] [ 0.0; 0.0; 2.0; 0.0 ] "Tril"
            x.Triu 5 |> holds dtype [ 2; 2 ] [ 0.0; 0.0; 0.0; 0.0 ] "Triu far out"
            x.Diagonal 7 |> holds dtype [ 0 ] [] "a diagonal outside is empty")
    ]

/// Memory that a tensor reuses is not clean: an operation that fills only a part must clear the rest itself.
let private destinations =
    let whole name (answer: DenseTensor) (execute: DenseTensor -> unit) =
        let shape, dtype = answer.Shape.ToArray(), answer.DType
        let dirty = Tensor.Full(shape, nan, dtype).Dense
        execute dirty
        holds dtype (List.ofArray shape) (List.ofArray (answer.ToArray())) name dirty

    let unary (x: Tensor) : UnaryOperation list = [
        Slice(1, 3, 2, -2)
        Unslice(1, 9, 1, 2)
        Unslice(1, 9, 2, 1)
        Diagonal 1
        Undiagonal(-1, 5, 4)
        Triangle(0, true)
        Triangle(-1, false)
        Pick(1, 1)
        Unpick(Shape(2, 2), 3)
        Permute(Permutation [| 1; 0 |])
        Reshape(Shape x.Count)
        BroadcastTo(Shape(2, x.Shape[0], x.Shape[1]))
        SumTo(Shape(x.Shape[0], 1))
        SumTo Shape.Scalar
        CumSum(0, true)
        CumProd(1, false)
        CumArg(1, true, false)
        Order(1, 2, true)
        ReduceMax 0
        ReduceMin 1
        ArgMax 1
        Prod 0
        LogSumExp 1
        Norm(0, 2.0)
        LastToName(12, 0, DType.Float64)
    ]

    let binary: BinaryOperation list = [
        Gather 0
        Ungather(0, 6)
        TakeAlongAxis 0
        UntakeAlongAxis(0, 6)
        Recurrence(0, true)
    ]

    testList "destinations" [
        inBoth "are written whole, whatever they held" (fun dtype ->
            let x = counted dtype [ 3; 4 ]

            for operation in unary x do
                whole $"{operation}" (operation.Evaluate x.Dense) (fun y -> operation.Execute(x.Dense, y))

            for operation in binary do
                // Indices by rows, or one for each element; a factor in a recurrence.
                let places =
                    match operation with
                    | :? Gather
                    | :? Ungather -> vector dtype [ 0.0; 2.0; 0.0 ]
                    | _ -> tensor dtype [ 3; 4 ] (List.init 12 (fun i -> float (i % 3)))

                whole $"{operation}" (operation.Evaluate(x.Dense, places.Dense)) (fun z ->
                    operation.Execute(x.Dense, places.Dense, z)))
    ]

[<Tests>]
let tests = testList "Shaping operations" [ scattering; sorting; indexing; emptiness; destinations ]
