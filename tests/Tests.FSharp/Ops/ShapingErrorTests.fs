module Functional.Tests.Ops.ShapingErrorTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops.Checks

let private index (i: int) : Part = Part.op_Implicit i
let private fromEnd (i: int) : Part = Part.op_Implicit (Index(i, true))

let private x = counted DType.Float64 [ 2; 3 ]
let private v = counted DType.Float64 [ 3 ]

let private domains =
    testList "indices out of range" [
        fails<DomainException>
            "Gather wants whole indices of at least 0 and less than 2, the size of axis 0, but got 2 as index number 1."
            (fun () -> x.Gather [| 1; 2 |])
        fails<DomainException>
            "Gather wants whole indices of at least 0 and less than 3, the size of axis 1, but got -1 as index number 0."
            (fun () -> x.Gather([| -1 |], 1))
        fails<DomainException>
            "Gather wants whole indices of at least 0 and less than 3, the size of axis 0, but got 0.5 as index number 0."
            (fun () -> v.Gather(Tensor.Create [| 0.5f |]))
        fails<DomainException>
            "Gather wants whole indices of at least 0 and less than 3, the size of axis 0, but got NaN as index number 0."
            (fun () -> v.Gather(Tensor.Create [| nan |]))
        fails<DomainException>
            "TakeAlongAxis wants whole indices of at least 0 and less than 3, the size of axis 0, but got 3 as index number 0."
            (fun () -> v.TakeAlongAxis(Tensor.Create [| 3.0 |], 0))
        fails<DomainException>
            "ScatterAdd wants whole indices of at least 0 and less than 3, the size of axis 0, but got -2 as index number 0."
            (fun () -> v.ScatterAdd([| -2 |], Tensor.Create [| 1.0 |]))
        fails<DomainException>
            "ScatterSet wants whole indices of at least 0 and less than 3, the size of axis 0, but got 10000000000 as index number 0."
            (fun () -> v.ScatterSet(Tensor.Create [| 1e10 |], Tensor.Create [| 1.0 |]))
        fails<DomainException> "Index wants a position from -2 to 1 along axis 0 of size 2, but got 2." (fun () -> x[2])
        fails<DomainException> "Index wants a position from -3 to 2 along axis 1 of size 3, but got -4." (fun () ->
            x[0, -4])
        fails<DomainException> "Index wants a position from -3 to 2 along axis 1 of size 3, but got -5." (fun () ->
            x[[| index 0; fromEnd 5 |]])
        fails<DomainException> "Index wants no position along axis 0 of size 0, but got 0." (fun () ->
            Tensor.Zeros([| 0 |])[0])
    ]

let private shapes =
    testList "shapes and axes that do not fit" [
        fails<ShapeException> "Index wants at most 1 positions for [3], but got 2." (fun () -> v[0, 0])
        fails<ShapeException> "Index wants at most 1 parts for [3], but got 2." (fun () -> v[[| index 0; index 0 |]])
        fails<ShapeException> "Gather wants an axis of [3] (−1 … 0), but got 1." (fun () -> v.Gather([| 0 |], 1))
        fails<ShapeException> "TakeAlongAxis wants indices of shape [2, 3] but on axis 1, but got [3]." (fun () ->
            x.TakeAlongAxis(v, 1))
        fails<ShapeException> "ScatterAdd wants updates of shape [1, 3], but got [3]." (fun () ->
            x.ScatterAdd([| 0 |], v))
        fails<ShapeException> "ScatterSet wants updates of shape [2, 1], but got [3]." (fun () ->
            x.ScatterSet([| 0 |], v, 1))
        fails<DTypeException>
            "ScatterAdd wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."
            (fun () -> v.ScatterAdd([| 0 |], Tensor.Create [| 1f |]))
        fails<ShapeException> "Reshape wants as many elements as [2, 3] has, 6, but got [4], 4." (fun () -> x.Reshape 4)
        fails<ShapeException> "Reshape wants sizes that divide 6 elements, but got [4, -1]." (fun () ->
            x.Reshape(4, -1))
        fails<ShapeException> "Reshape wants at most one size of −1, but got [-1, -1]." (fun () -> x.Reshape(-1, -1))
        fails<ShapeException> "Permute wants each axis once, but got [0, 0] of [2, 3]." (fun () -> x.Permute(0, 0))
        fails<ShapeException> "Permute wants each of the 2 axes of [2, 3] once, but got [0]." (fun () -> x.Permute 0)
        fails<ShapeException> "T wants two axes or more, but got [3]." (fun () -> v.T)
        fails<ShapeException> "SwapAxes wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> x.SwapAxes(0, 2))
        fails<ShapeException> "BroadcastTo wants a shape that stretches to [3, 3], but got [2, 3]." (fun () ->
            x.BroadcastTo(3, 3))
        fails<ShapeException> "Squeeze wants axes of size 1, but got axis 1 of [2, 3]." (fun () -> x.Squeeze 1)
        fails<ShapeException> "ExpandDims wants a position between -3 and 2, but got 3." (fun () -> x.ExpandDims 3)
        fails<ShapeException>
            "Flatten wants a last axis that does not lie before the first, but got axes 1 to 0."
            (fun () -> x.Flatten(1, 0))
        fails<ShapeException> "Slice wants a step other than 0, but got 0." (fun () -> x.Slice(0, step = 0))
        fails<ShapeException> "Concat wants one tensor or more, but got none." (fun () -> Tensor.Concat [])
        fails<ShapeException> "Concat wants shapes equal to [2, 3] but on axis 0, but got [3]." (fun () ->
            Tensor.Concat [ x; v ])
        fails<DTypeException>
            "Concat wants tensors of one dtype, but got Float64 and Float32; convert one of them with Cast."
            (fun () -> Tensor.Concat [ v; Tensor.Create [| 1f |] ])
        fails<ShapeException> "Stack wants one tensor or more, but got none." (fun () -> Tensor.Stack [])
        fails<ShapeException> "Stack wants shapes equal to [2, 3], but got [3]." (fun () -> Tensor.Stack [ x; v ])
        fails<ShapeException> "Split wants a number of parts that divides 3, the size of axis 1, but got 2." (fun () ->
            x.Split(2, 1))
        fails<ShapeException>
            "Split wants sizes of 0 or more that add up to 3, the size of axis 0, but got [1, 1]."
            (fun () -> v.Split [| 1; 1 |])
        fails<ShapeException> "Tile wants counts of 0 or more, but got [2, -1]." (fun () -> x.Tile(2, -1))
        fails<ShapeException> "Repeat wants a count of 0 or more, but got -1." (fun () -> x.Repeat(-1, 0))
        fails<ShapeException> "Repeat wants 3 counts of 0 or more for axis 0, but got [1, 2]." (fun () ->
            v.Repeat([| 1; 2 |], 0))
        fails<ShapeException>
            "Pad wants a width of 0 or more before and after each axis of [3], but got [1, 1] and [0]."
            (fun () -> v.Pad([| 1; 1 |], [| 0 |]))
        fails<ShapeException>
            "Pad wants widths of at most 2 for axis 0 of size 3 in mode Reflect, but got 3 and 0."
            (fun () -> v.Pad([| 3 |], [| 0 |], PadMode.Reflect))
        fails<ShapeException> "Diagonal wants two different axes, but got 0 and -2 of [2, 3]." (fun () ->
            x.Diagonal(0, 0, -2))
        fails<ShapeException> "Diag wants one axis or more, but got []." (fun () -> (Tensor.Scalar 1.0).Diag())
        fails<ShapeException> "Tril wants two axes or more, but got [3]." (fun () -> v.Tril())
        fails<ShapeException> "TopK wants k between 0 and 3, the size of axis 0, but got 4." (fun () -> v.TopK 4)
        fails<ShapeException> "ArgSort wants an axis of [3] (−1 … 0), but got 1." (fun () -> v.ArgSort 1)
        fails<ShapeException> "Roll wants an axis of [3] (−1 … 0), but got 1." (fun () -> v.Roll(1, 1))
        fails<ShapeException> "Flip wants an axis of [3] (−1 … 0), but got 1." (fun () -> v.Flip 1)
    ]

[<Tests>]
let tests = testList "Errors of shaping operations" [ domains; shapes ]
