namespace Functional.Testing

open Functional.Core

/// Rules of operations that take lines of elements together.
module internal Reductions =

    open Term
    open Rule

    let private flag (b: bool) = if b then "true" else "false"

    /// Along one axis, or over all.
    let private smooth: (string * (Tensor -> int -> bool -> Tensor) * (Tensor -> Tensor)) list = [
        "Sum", (fun x axis keep -> x.Sum(axis, keep)), _.Sum()
        "Mean", (fun x axis keep -> x.Mean(axis, keep)), _.Mean()
        "LogSumExp", (fun x axis keep -> x.LogSumExp(axis, keep)), _.LogSumExp()
    ]

    let private picking: (string * (Tensor -> int -> bool -> Tensor) * (Tensor -> Tensor)) list = [
        "Max", (fun x axis keep -> x.Max(axis, keep)), _.Max()
        "Min", (fun x axis keep -> x.Min(axis, keep)), _.Min()
        "Median", (fun x axis keep -> x.Median(axis, keep)), _.Median()
    ]

    let private running: (string * (Tensor -> int -> bool -> Tensor)) list = [
        "CumSum", (fun x axis back -> x.CumSum(axis, back))
        "CumProd", (fun x axis back -> x.CumProd(axis, back))
        "CumMax", (fun x axis back -> x.CumMax(axis, back))
        "CumMin", (fun x axis back -> x.CumMin(axis, back))
    ]

    let private along name (f: Tensor -> int -> bool -> Tensor) (whole: Tensor -> Tensor) prepare =
        unary name (fun source shape x ->
            let x: Term = prepare source shape x

            if shape.IsEmpty || source.Next 4 = 0 then
                after $".{name}()" whole x
            else
                let axis, keep = source.Next shape.Length, source.Next 2 = 0
                after $".{name}(%d{axis}, {flag keep})" (fun x -> f x axis keep) x)

    let private ofTables: Rule list = [
        for name, f, whole in smooth do
            along name f whole (fun _ _ x -> x)
        for name, f, whole in picking do
            along name f whole apart
        for name, f in running do
            ranked name 1 (fun source shape x ->
                let axis, back = source.Next shape.Length, source.Next 2 = 0

                let x =
                    if name = "CumSum" || name = "CumProd" then
                        plus 0.5 (tanh x)
                    else
                        apart source shape x

                after $".{name}(%d{axis}, {flag back})" (fun x -> f x axis back) x)
    ]

    let rules: Rule list =
        ofTables
        @ [
            along "Prod" (fun x axis keep -> x.Prod(axis, keep)) _.Prod() (fun _ _ x -> plus 0.3 (tanh x))
            ranked "Norm" 1 (fun source shape x ->
                let axis = source.Next shape.Length
                after $".Norm(%d{axis})" (fun (x: Tensor) -> x.Norm axis) (clear source shape x))
            for name, f in [ "Var", (fun (x: Tensor) (axis: int) -> x.Var axis); "Std", (fun x axis -> x.Std axis) ] do
                shaped name 1 (fun source -> [ [ 1 + source.Next 2; 2 + source.Next 2 ] ]) (fun source shapes xs ->
                    after $".{name}(1)" (fun x -> f x 1) (apart source shapes.Head xs.Head))
            for name, f in [ "All", (fun (x: Tensor) -> x.All()); "Any", _.Any() ] do
                unary name (fun source shape x -> multiply (after $".{name}()" f (Elementwise.masked source shape x)) x)
            for name, f in [ "ArgMax", (fun (x: Tensor) -> x.ArgMax()); "ArgMin", _.ArgMin() ] do
                unary name (fun source shape x -> multiply (times 0.2 (after $".{name}()" f (apart source shape x))) x)
            for name, f in
                [
                    "Softmax", (fun (x: Tensor) (axis: int) -> Tensor.Softmax(x, axis))
                    "LogSoftmax", (fun x axis -> Tensor.LogSoftmax(x, axis))
                ] do
                ranked name 1 (fun source shape x ->
                    let axis = source.Next shape.Length
                    call1 name $", %d{axis}" (fun x -> f x axis) x)
            for name, f in
                [
                    "MaxWithIndex", (fun (x: Tensor) axis -> x.MaxWithIndex(axis).Values)
                    "MinWithIndex", (fun x axis -> x.MinWithIndex(axis).Values)
                ] do
                ranked name 1 (fun source shape x ->
                    let axis = source.Next shape.Length
                    after $".{name}(%d{axis}).Values" (fun x -> f x axis) (apart source shape x))
            ranked "Sort" 1 (fun source shape x ->
                let axis, down = source.Next shape.Length, source.Next 2 = 0

                after
                    $".Sort(%d{axis}, {flag down}).Values"
                    (fun (x: Tensor) -> x.Sort(axis, down).Values)
                    (apart source shape x))
            ranked "TopK" 1 (fun source shape x ->
                let axis = source.Next shape.Length
                let k = 1 + source.Next shape[axis]

                after
                    $".TopK(%d{k}, %d{axis}).Values"
                    (fun (x: Tensor) -> x.TopK(k, axis).Values)
                    (apart source shape x))
            ranked "ArgSort" 1 (fun source shape x ->
                let axis = source.Next shape.Length
                let indices = after $".ArgSort(%d{axis})" (fun (x: Tensor) -> x.ArgSort axis) (apart source shape x)
                after2 "TakeAlongAxis" $", %d{axis}" (fun x indices -> x.TakeAlongAxis(indices, axis)) x indices)
            ranked "TakeAlongAxis" 1 (fun source shape x ->
                let axis = source.Next shape.Length
                let places = constant (source.Of(shape, fun _ -> float (source.Next shape[axis])))
                after2 "TakeAlongAxis" $", %d{axis}" (fun x places -> x.TakeAlongAxis(places, axis)) x places)
        ]
