/// Random programs: well-typed, smooth, and a value each, so that they can be run again and shrunk.
module Functional.Tests.Composition.Draw

open System
open Functional.Core

/// One step: its name, the earlier values that it reads, and what it does to them.
type private Step = { Name: string; Reads: int list; Run: Tensor list -> Tensor }

/// A function of three numbers with a scalar answer.
type Drawn = { Text: string; F: Tensor -> Tensor }

let private constant (random: Random) (dtype: DType) (shape: int list) =
    let size = List.fold (*) 1 shape
    Tensor.Create(Array.init size (fun _ -> 2.0 * random.NextDouble() - 1.0), List.toArray shape).Cast dtype

let private unary: (string * (Tensor -> Tensor)) list = [
    "sin", Tensor.Sin
    "tanh", Tensor.Tanh
    "sigmoid", Tensor.Sigmoid
    "softplus", Tensor.Softplus
    "exp(tanh)", (Tensor.Tanh >> Tensor.Exp)
    "√(1 + x²)", (fun x -> Tensor.Sqrt(1.0 + Tensor.Square x))
    "x/(2 + cos x)", (fun x -> x / (2.0 + Tensor.Cos x))
    "ln(1 + sigmoid)", (Tensor.Sigmoid >> Tensor.Log1p)
    "erf", Tensor.Erf
    "where", (fun x -> Tensor.Where(Tensor.Less(Tensor.ZerosLike x, 1.0), Tensor.Cos x, Tensor.Sqrt(x - x)))
]

/// Operations on two values that broadcast.
let private binary: (string * (Tensor -> Tensor -> Tensor)) list = [
    "+", (+)
    "−", (-)
    "tanh x · y", (fun x y -> Tensor.Tanh x * y)
    "x/(1 + y²)", (fun x y -> x / (1.0 + Tensor.Square y))
    "logaddexp", (fun x y -> Tensor.LogAddExp(x, y))
    "hypot(x, 1 + y²)", (fun x y -> Tensor.Hypot(x, 1.0 + Tensor.Square y))
    "atan2(x, 2 + tanh y)", (fun x y -> Tensor.Atan2(x, 2.0 + Tensor.Tanh y))
]

/// What needs an axis at least.
let private shaped (random: Random) (x: Tensor) : (string * (Tensor -> Tensor)) list =
    let shape = List.ofSeq x.Shape
    let axis = random.Next x.Rank
    let size = shape[axis]
    let last = List.last shape
    let weights = constant random x.DType [ last; 1 + random.Next 3 ]
    let places = Array.init (1 + random.Next 4) (fun _ -> random.Next shape.Head)
    let start = random.Next size
    let before = Array.init x.Rank (fun i -> if i = axis then 1 else 0)

    [
        "sum", _.Sum(axis)
        "mean", _.Mean(axis, true)
        "logsumexp", _.LogSumExp(axis)
        "softmax", (fun x -> Tensor.Softmax(x, axis))
        "cumsum", _.CumSum(axis)
        "norm", (fun x -> Tensor.Sqrt(1.0 + Tensor.Square(x.Norm axis)))
        "flip", _.Flip(axis)
        "slice", _.Slice(axis, start, size)
        "pad", _.Pad(before, Array.zeroCreate x.Rank)
        "gather", _.Gather(places)
        "turn", _.Permute([| x.Rank - 1 .. -1 .. 0 |])
        "flatten", _.Reshape(-1)
        "weigh", (fun x -> Tensor.MatMul(x, weights))
        "outer", (fun x -> x.Reshape(-1).Slice(0, 0, 4).ExpandDims(1) * Tensor.Tanh(x.Reshape(-1).Slice(0, 0, 2)))
    ]

/// A recurrence along the first axis, whose step reads what it captures: the last carry and all outputs count.
let private scan (random: Random) (x: Tensor) =
    let width = x.Count / x.Shape[0]
    let weights = constant random x.DType [ width; width ]

    fun (x: Tensor) ->
        let rows = x.Reshape(x.Shape[0], width)

        let step (struct (h: Tensor, total: Tensor)) (row: Tensor) =
            let h = Tensor.Tanh(Tensor.MatMul(h.Reshape(1, width), weights).Reshape(width) + row)
            struct (struct (h, total + (h * row).Sum()), h * Tensor.Sigmoid total)

        let start = struct (Tensor.Zeros([| width |], x.DType), Tensor.Zeros([||], x.DType))
        let struct (struct (last, total), outputs) = Ad.Scan((fun carry row -> step carry row), start, rows)
        outputs + last * total

/// What passes rewrite: products within sums and differences, of a value with constants and with itself, and a recurrence.
let private joined (random: Random) (x: Tensor) : (string * (Tensor -> Tensor)) list =
    let rows = x.Shape[0]
    let width = x.Count / rows
    let matrix (x: Tensor) = x.Reshape(rows, width)
    let square = constant random x.DType [ width; width ]
    let row = constant random x.DType [ width ]
    let whole = constant random x.DType [ rows; width ]

    [
        "scan", scan random x
        "layer", (fun x -> Tensor.MatMul(matrix x, square) + row)
        "row and layer", (fun x -> row + Tensor.MatMul(Tensor.Sin(matrix x), square))
        "residual", (fun x -> matrix x + Tensor.MatMul(Tensor.Tanh(matrix x), square))
        "difference", (fun x -> matrix x - Tensor.MatMul(matrix x, square))
        "product less", (fun x -> Tensor.MatMul(matrix x, square) - whole)
        "scaled sum", (fun x -> Tensor.Combine(1.0, matrix x, -0.3, Tensor.MatMul(matrix x, square)))
        "with itself", (fun x -> Tensor.MatMul((matrix x).SwapAxes(0, 1), whole) + square)
        "gram", (fun x -> Tensor.MatMul(matrix x, (matrix x).SwapAxes(0, 1)))
        "normalized", (fun x -> (matrix x - (matrix x).Mean(1, true)) * row + row)
    ]

let private pick (random: Random) (list: 'a list) = list[random.Next list.Length]

/// A program of so many steps in a dtype; fewer steps of the same seed are its beginning.
let private drawOf (dtype: DType) rewritten (seed: int) (steps: int) =
    let random = Random seed
    let sample = constant random dtype [ 3 ]

    let rec extend (program: Step list) (values: Tensor list) left =
        if left = 0 then
            List.rev program
        else
            let i = values.Length - 1 - random.Next(min 3 values.Length)
            let x = values[i]
            let read name (f: Tensor -> Tensor) = { Name = name; Reads = [ i ]; Run = fun xs -> f xs[0] }

            let step =
                match random.Next 4 with
                | 0 -> pick random unary ||> read
                | 1 ->
                    let name, f = pick random binary
                    // Another value where one of the same shape is there, else a constant.
                    match values |> List.indexed |> List.tryFind (fun (j, y) -> j <> i && y.Shape.Equals x.Shape) with
                    | Some(j, _) -> { Name = name; Reads = [ i; j ]; Run = fun xs -> f xs[0] xs[1] }
                    | None ->
                        let c = constant random dtype (List.ofSeq x.Shape)
                        read $"{name} constant" (fun x -> f x c)
                | _ when x.Rank = 0 -> read "spread" (fun x -> x * sample)
                | _ when rewritten && random.Next 2 = 0 -> joined random x |> pick random ||> read
                | _ -> shaped random x |> pick random ||> read

            let value = step.Run(step.Reads |> List.map (fun j -> values[j]))
            // What has grown large is left out, so that programs stay quick.
            if value.Count > 24 || value.Rank > 3 then
                extend program values left
            else
                extend (step :: program) (values @ [ value ]) (left - 1)

    let program = extend [] [ sample ] steps

    let run x =
        let values =
            program
            |> List.fold (fun values step -> values @ [ step.Run(List.map (fun j -> List.item j values) step.Reads) ]) [
                x
            ]
        // The last three values count, bounded, so that derivatives of high order stay near 1.
        values
        |> List.rev
        |> List.truncate 3
        |> List.map (fun value -> Tensor.Tanh(value).Mean())
        |> List.sum

    let text =
        program |> List.mapi (fun i step -> $"v{i + 1} = {step.Name} %A{step.Reads}") |> String.concat "; "

    { Text = text; F = run }

/// A program in Float64 of operations one by one.
let draw seed steps = drawOf DType.Float64 false seed steps

/// A program in a dtype, with scans and what the passes of compilation rewrite.
let drawRewritten dtype seed steps = drawOf dtype true seed steps
