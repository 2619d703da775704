module Functional.Tests.Programs.FusionTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Laws
open Functional.Tests.Laws.Row

/// The program of a function, after all passes.
let staged (f: Tensor list -> Tensor list) xs =
    Passes.All(Staged<Tensor list, Tensor list>.Of("test", Func<_, _> f, xs).Program)

let private bits (y: Tensor) =
    y.ToArray() |> Array.map (fun v -> if Double.IsNaN v then -1L else BitConverter.DoubleToInt64Bits v)

/// The answers when a program runs by some steps.
let runSteps (program: Program) (steps: Step[]) (xs: Tensor list) =
    let frame = Arena().Enter(program, MemoryPlan(program, steps, null))
    xs |> List.iteri (fun i x -> frame.Input(i, x.Dense))
    let outputs = program.Outputs |> Seq.map DenseTensor.Uninitialized |> Array.ofSeq
    outputs |> Array.iteri (fun i y -> frame.Output(i, y))
    frame.Run()
    outputs

/// The bits of the answers, with one NaN.
let private run program steps xs = runSteps program steps xs |> Array.map bits

let private blocks (steps: Step[]) =
    steps
    |> Array.choose (function
        | :? BlockStep as step -> Some step.Block
        | _ -> None)

/// Holds that fused and plain steps give the same bits; the blocks.
let private same what f xs =
    let program = staged f xs
    let fused = Fusion.Of program
    Expect.equal (run program fused xs) (run program (Fusion.None program) xs) what
    blocks fused

let private law dtype (row: Row) =
    testCase $"{row.Title} in {dtype}" (fun () ->
        let random = Random 11
        let inputs = row.Inputs |> List.map (fun draw -> Nd.toTensor dtype (draw random))
        let xs, f = Laws.free row inputs

        if not xs.IsEmpty then
            same "value and gradient" (Laws.valueAndGradient row f) xs |> ignore)

/// Holds that a step gives the same numbers when its answer takes the place of an operand, the only one that is not wanted later.
let private placed dtype (row: Row) =
    testCase $"{row.Title} in {dtype}" (fun () ->
        let random = Random 12
        let xs, f = row.Inputs |> List.map (fun draw -> Nd.toTensor dtype (draw random)) |> Laws.free row
        let copy (x: Tensor) = Tensor.Max(x, -3e38)

        let answer wanted =
            let program =
                xs
                |> staged (fun xs ->
                    let copies = List.map copy xs
                    copy (f copies) :: wanted copies)

            (run program (Fusion.None program) xs)[0]

        for i in 0 .. xs.Length - 1 do
            Expect.equal (answer (List.removeAt i)) (answer id) $"in the place of operand {i}")

let private values seed (shape: int list) : Tensor = Key.Of(int64 seed).Normal(List.toArray shape)

let private special dtype (shape: int list) =
    let count = List.reduce (*) shape

    let numbers = [|
        0.0
        -0.0
        1.0
        -1.0
        0.5
        -2.5
        Double.PositiveInfinity
        Double.NegativeInfinity
        Double.NaN
        1e-40
        -1e-40
        3e38
        -90.0
        88.9
        20.0
    |]

    (Tensor.Create(Array.init count (fun i -> numbers[(i * 7 + i / 15) % 15]))).Cast(dtype).Reshape(List.toArray shape)

let private functions: (string * (Tensor -> Tensor -> Tensor)) list = [
    "add", (+)
    "subtract", (-)
    "multiply", (*)
    "divide", (/)
    "maximum", (fun x y -> Tensor.Max(x, y))
    "minimum", (fun x y -> Tensor.Min(x, y))
    "exp", (fun x _ -> Tensor.Exp x)
    "log", (fun x _ -> Tensor.Log x)
    "sin", (fun x _ -> Tensor.Sin x)
    "cos", (fun x _ -> Tensor.Cos x)
    "sqrt", (fun x _ -> Tensor.Sqrt x)
    "tanh", (fun x _ -> Tensor.Tanh x)
    "sigmoid", (fun x _ -> Tensor.Sigmoid x)
    "softplus", (fun x _ -> Tensor.Softplus x)
    "relu", (fun x _ -> Tensor.Relu x)
    "clamp", (fun x _ -> Tensor.Clamp(x, -1.0, 2.0))
    "abs", (fun x _ -> Tensor.Abs x)
    "reciprocal", (fun x _ -> Tensor.Reciprocal x)
    "square", (fun x _ -> Tensor.Square x)
    "where", (fun x y -> Tensor.Where(x, y, x * y))
    "greater", (fun x y -> Tensor.Greater(x, y))
    "negate", (fun x _ -> -x)
    "scale", (fun x _ -> Tensor.Scale(x, 0.1))
    "combine", (fun x y -> Tensor.Combine(1.0, x, -0.3, y))
    "combine both", (fun x y -> Tensor.Combine(0.7, x, -0.3, y))
]

[<Tests>]
let tests =
    testList "Fusion" [
        testList "laws" [
            for dtype in [ DType.Float64; DType.Float32 ] do
                yield! LawTests.rows |> List.map (law dtype)
        ]

        testList "places" [
            for dtype in [ DType.Float64; DType.Float32 ] do
                yield! LawTests.rows |> List.map (placed dtype)
        ]

        for dtype in [ DType.Float64; DType.Float32 ] do
            for name, f in functions do
                test $"special values and rests of vectors: {name} in {dtype}" {
                    for shape in [ [ 15 ]; [ 15; 16 ]; [ 3; 7 ] ] do
                        let x, y = special dtype shape, (special dtype shape).Flip(0)
                        let blocks = same name (fun xs -> [ f xs[0] xs[1] * xs[1]; -(f xs[0] xs[1]) ]) [ x; y ]
                        Expect.equal blocks.Length 1 "one block"
                }

        test "a chain is one block that stores its end alone" {
            let blocks =
                same "chain" (fun xs -> [ Tensor.Tanh(Tensor.Sin(xs[0] * xs[1]) + 2.0) ]) [
                    values 1 [ 40 ]
                    values 2 [ 40 ]
                ]

            Expect.equal blocks.Length 1 "blocks"
            Expect.equal blocks[0].Instructions.Length 4 "instructions"
            Expect.equal blocks[0].Results.Length 1 "results"
        }

        test "rows, columns and numbers are read as they are" {
            let f (xs: Tensor list) = [ Tensor.Tanh(xs[0] * xs[1] + xs[2]) * xs[3] ]

            for rows, columns in [ 5, 16; 3, 21; 1, 40; 40, 8 ] do
                let xs = [ values 1 [ rows; columns ]; values 2 [ columns ]; values 3 [ rows; 1 ]; Tensor.scalar 1.5 ]

                Expect.equal (same $"{rows} × {columns}" f xs).Length 1 "one block"
        }

        test "slices of rows are read where they lie, and parts of rows written where they are concatenated" {
            let f (xs: Tensor list) =
                let part a b = xs[0].Slice(1, Nullable a, Nullable b)
                let c = Tensor.Sigmoid(part 0 16) * Tensor.Tanh(part 32 48)
                [ Tensor.Concat([ Tensor.Exp c; c + part 16 32 ], 1) ]

            let x = values 4 [ 5; 48 ]
            let program = staged f [ x ]
            let steps = Fusion.Of program
            Expect.equal steps.Length 1 "one step"
            Expect.equal (run program steps [ x ]) (run program (Fusion.None program) [ x ]) "values"
        }

        for dtype in [ DType.Float64; DType.Float32 ] do
            test $"sums of rows are taken with their rows in {dtype}" {
                let f (xs: Tensor list) =
                    let x, y = xs[0].Cast dtype, xs[1].Cast dtype
                    [ (Tensor.Tanh(x * y) - x).Sum(1, true); (x * x + y).Sum(1, true) ]

                for rows, columns in [ 40, 300; 3, 21; 3000, 9; 2, 20000 ] do
                    let program = staged f [ values 1 [ rows; columns ]; values 2 [ rows; columns ] ]
                    let steps = Fusion.Of program
                    let sums = steps |> Array.filter (fun step -> not (step :? BlockStep)) |> Array.length
                    Expect.equal sums (if dtype = DType.Float64 then 0 else 2) "none but the casts beside the block"
                    same $"{rows} × {columns}" f [ values 1 [ rows; columns ]; values 2 [ rows; columns ] ] |> ignore
            }

        test "a sum of rows that somebody else reads too is taken by itself" {
            let f (xs: Tensor list) =
                let y = Tensor.Tanh(xs[0] * xs[0])
                [ y.Sum(1, true); y ]

            same "values" f [ values 1 [ 12; 40 ] ] |> ignore
        }

        test "what rows and columns are stretched to is made again rather than read" {
            let f (xs: Tensor list) =
                let difference = 2.0 * (xs[0] - xs[1])
                let greatest = Tensor.Square(difference).Max(0)
                [ Tensor.Exp(-greatest) * difference + difference; greatest ]

            let makes (block: Block) = block.Instructions |> Array.exists (fun i -> i.Operation.Name = "Subtract")
            let blocks = same "values" f [ values 1 [ 12; 1 ]; values 2 [ 40 ] ] |> Array.filter makes
            Expect.equal (blocks |> Array.map _.Results.Length) [| 1; 1 |] "both make it, and neither stores it"
        }

        test "what reads another view of a block's answer stays behind it" {
            let f (xs: Tensor list) =
                let y = xs[0] * xs[0] + xs[0]
                [ y + y[0] * y[0]; y.Reshape(96) - 1.0; y * y.Sum() ]

            same "values" f [ values 5 [ 6; 16 ] ] |> ignore
        }

        test "a large block is cut for the cores, to the same bits" {
            for shape in [ [ 300000 ]; [ 600; 500 ] ] do
                let bias = values 6 [ List.last shape ]

                let f (xs: Tensor list) = [ Tensor.Tanh(xs[0] * xs[0] + xs[1]) - xs[0] ]

                Expect.equal (same "values" f [ values 7 shape; bias ]).Length 1 "one block"
        }

        test "a program that runs often is fused, and its answers stay the same" {
            let f = AD.compile (fun (x: Tensor) -> Tensor.Tanh(Tensor.Sin(x * x) + 2.0) * x)

            let x = values 8 [ 3000 ]
            let first = f x

            for _ in 1..300 do
                Expect.equal (f x) first "bit for bit"
        }
    ]
