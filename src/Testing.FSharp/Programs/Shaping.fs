namespace Functional.Testing

open System
open Functional.Core

/// Rules of operations that move elements.
module internal Shaping =

    open Term
    open Rule

    let private axisOf (source: Source) (shape: int list) = source.Next shape.Length

    /// Two values of one shape, along an axis, of which there are more than the shape has by the given number.
    let private joined name more (f: int -> Tensor list -> Tensor) : Rule = {
        Name = name
        Arity = 2
        Build =
            fun source shapes xs ->
                let axes = shapes[0].Length + more

                if axes = 0 then
                    None
                else
                    let axis = source.Next axes
                    Some(callList name $", %d{axis}" (f axis) [ xs[0]; fit shapes[1] shapes[0] xs[1] ])
    }

    let rules: Rule list = [
        ranked "Slice" 1 (fun source shape x ->
            let axis = axisOf source shape
            let start = source.Next shape[axis]
            let step = 1 + source.Next 2
            let stop = Nullable shape[axis]

            after
                $".Slice(%d{axis}, %d{start}, %d{shape[axis]}, %d{step})"
                (fun x -> x.Slice(axis, Nullable start, stop, step))
                x)
        ranked "Item" 1 (fun source shape x ->
            let i = source.Next shape.Head
            after $"[%d{i}]" (fun (x: Tensor) -> x[i]) x)
        ranked "Pad" 1 (fun source shape x ->
            let before, back =
                shape |> List.map (fun _ -> source.Next 2), shape |> List.map (fun _ -> source.Next 2)

            after
                $".Pad({ints before}, {ints back})"
                (fun (x: Tensor) -> x.Pad(List.toArray before, List.toArray back))
                x)
        ranked "Permute" 1 (fun source shape x ->
            let axes = source.Shuffled shape.Length
            after $".Permute({ints axes})" (fun (x: Tensor) -> x.Permute axes) x)
        ranked "SwapAxes" 2 (fun source shape x ->
            let i, j = axisOf source shape, axisOf source shape
            after $".SwapAxes(%d{i}, %d{j})" (fun (x: Tensor) -> x.SwapAxes(i, j)) x)
        ranked "T" 2 (fun _ _ x -> after ".T" (fun (x: Tensor) -> x.T) x)
        unary "Reshape" (fun _ shape x -> reshape [ 1; List.fold (*) 1 shape ] x)
        ranked "Flatten" 1 (fun _ _ x -> after ".Flatten()" (fun (x: Tensor) -> x.Flatten()) x)
        unary "ExpandDims" (fun source shape x ->
            let axis = source.Next(shape.Length + 1)
            after $".ExpandDims(%d{axis})" (fun (x: Tensor) -> x.ExpandDims axis) x)
        unary "Squeeze" (fun _ _ x -> after ".Squeeze()" (fun (x: Tensor) -> x.Squeeze()) x)
        ranked "Flip" 1 (fun source shape x ->
            let axis = axisOf source shape
            after $".Flip(%d{axis})" (fun (x: Tensor) -> x.Flip axis) x)
        ranked "Roll" 1 (fun source shape x ->
            let axis, shift = axisOf source shape, source.Next 5 - 2
            after $".Roll(%d{shift}, %d{axis})" (fun (x: Tensor) -> x.Roll(shift, axis)) x)
        ranked "Repeat" 1 (fun source shape x ->
            let axis = axisOf source shape
            after $".Repeat(2, %d{axis})" (fun (x: Tensor) -> x.Repeat(2, axis)) x)
        ranked "Tile" 1 (fun source shape x ->
            let times = shape |> List.map (fun _ -> 1 + source.Next 2)
            after $".Tile({ints times})" (fun (x: Tensor) -> x.Tile(List.toArray times)) x)
        unary "BroadcastTo" (fun _ shape x ->
            let wider = 2 :: shape
            after $".BroadcastTo({ints wider})" (fun (x: Tensor) -> x.BroadcastTo(List.toArray wider)) x)
        ranked "Gather" 1 (fun source shape x ->
            let axis = axisOf source shape
            let places = Array.init (1 + source.Next 4) (fun _ -> source.Next shape[axis])
            after $".Gather({ints places}, %d{axis})" (fun (x: Tensor) -> x.Gather(places, axis)) x)
        ranked "Embedding" 2 (fun source shape x ->
            let places = constant (source.Of([ 3 ], fun _ -> float (source.Next shape.Head)))

            call2
                "Embedding"
                ""
                (fun table places -> Tensor.Embedding(table, places))
                (reshape [ shape.Head; List.fold (*) 1 shape.Tail ] x)
                places)
        ranked "OneHot" 1 (fun source shape x ->
            let places = Array.init shape.Head (fun _ -> source.Next 3)

            let hot = {
                Text = $"Tensor.OneHot({ints places}, 3).Cast(DType.{source.DType})"
                Run = fun _ -> Tensor.OneHot(places, 3).Cast source.DType
            }

            call2
                "MatMul"
                ""
                (fun x y -> Tensor.MatMul(x, y))
                (reshape [ List.fold (*) 1 shape.Tail; shape.Head ] x)
                hot)
        ranked "Diag" 1 (fun source _ x ->
            let offset = source.Next 3 - 1
            after $".Diag(%d{offset})" (fun (x: Tensor) -> x.Diag offset) x)
        ranked "Diagonal" 2 (fun _ _ x -> after ".Diagonal()" (fun (x: Tensor) -> x.Diagonal()) x)
        ranked "Tril" 2 (fun source _ x ->
            let offset = source.Next 3 - 1
            after $".Tril(%d{offset})" (fun (x: Tensor) -> x.Tril offset) x)
        ranked "Triu" 2 (fun source _ x ->
            let offset = source.Next 3 - 1
            after $".Triu(%d{offset})" (fun (x: Tensor) -> x.Triu offset) x)
        ranked "Split" 1 (fun source shape x ->
            let axis = axisOf source shape
            let first = source.Next(shape[axis] + 1)
            let sizes = [| first; shape[axis] - first |]
            let part = if first > 0 then 0 else 1
            after $".Split({ints sizes}, %d{axis})[%d{part}]" (fun (x: Tensor) -> x.Split(sizes, axis)[part]) x)
        joined "Concat" 0 (fun axis xs -> Tensor.Concat(xs, axis))
        joined "Stack" 1 (fun axis xs -> Tensor.Stack(xs, axis))
        for name, f in
            [
                "ScatterAdd", (fun (x: Tensor) (places: int[]) (y: Tensor) -> x.ScatterAdd(places, y))
                "ScatterSet", (fun x places y -> x.ScatterSet(places, y))
            ] do
            {
                Name = name
                Arity = 2
                Build =
                    fun source shapes xs ->
                        if shapes[0].IsEmpty then
                            None
                        else
                            let count = 1 + source.Next shapes[0].Head
                            let places = Array.truncate count (source.Shuffled shapes[0].Head)
                            let updates = fit shapes[1] (count :: shapes[0].Tail) xs[1]

                            Some {
                                Text = $"{xs[0].Text}.{name}({ints places}, {updates.Text})"
                                Run = fun env -> f (xs[0].Run env) places (updates.Run env)
                            }
            }
        unary "Cast" (fun source _ x ->
            // There and back, by way of the wider: exact.
            after
                $".Cast(DType.Float64).Cast(DType.{source.DType})"
                (fun (x: Tensor) -> x.Cast(DType.Float64).Cast source.DType)
                x)
    ]
