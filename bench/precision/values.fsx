// The values and first two derivatives of every elementwise operation of one operand, in both dtypes, one line each:
// operation, dtype, order, x, result. `compare.py` holds them to mpmath. Build Core first, then
//     dotnet fsi bench/precision/values.fsx > values.txt && python3 bench/precision/compare.py values.txt
#r "../../src/Core.CSharp/bin/Release/net10.0/Functional.Core.dll"

open System
open Functional.Core

let operations: (string * (Tensor -> Tensor)) list = [
    "Exp", Tensor.Exp
    "Expm1", Tensor.Expm1
    "Log", Tensor.Log
    "Log1p", Tensor.Log1p
    "Log2", Tensor.Log2
    "Log10", Tensor.Log10
    "Log1mExp", Tensor.Log1mExp
    "Sqrt", Tensor.Sqrt
    "Rsqrt", Tensor.Rsqrt
    "Cbrt", Tensor.Cbrt
    "Square", Tensor.Square
    "Reciprocal", Tensor.Reciprocal
    "Sin", Tensor.Sin
    "Cos", Tensor.Cos
    "Tan", Tensor.Tan
    "Asin", Tensor.Asin
    "Acos", Tensor.Acos
    "Atan", Tensor.Atan
    "Sinh", Tensor.Sinh
    "Cosh", Tensor.Cosh
    "Tanh", Tensor.Tanh
    "Asinh", Tensor.Asinh
    "Acosh", Tensor.Acosh
    "Atanh", Tensor.Atanh
    "Sigmoid", Tensor.Sigmoid
    "LogSigmoid", Tensor.LogSigmoid
    "Softplus", Tensor.Softplus
    "Silu", Tensor.Silu
    "Gelu", Tensor.Gelu
    "GeluTanh", Tensor.GeluTanh
    "Erf", Tensor.Erf
    "Erfc", Tensor.Erfc
    "Elu", (fun x -> Tensor.Elu(x, 1.0))
    "Lgamma", Tensor.Lgamma
    "Digamma", Tensor.Digamma
    "Sinc", Tensor.Sinc
    "Pow2.5", (fun x -> Tensor.Pow(x, 2.5))
    "Pow-1.5", (fun x -> Tensor.Pow(x, -1.5))
]

/// Of every size that a dtype has, and densely where functions bend; ±0.3 off powers and whole numbers.
let points (dtype: DType) =
    let random = Random 1
    let sign () = if random.Next 2 = 0 then 1.0 else -1.0
    let reach = if dtype = DType.Float32 then 126.0 else 1020.0

    [|
        for _ in 1..400 -> sign () * 2.0 ** (60.0 * random.NextDouble() - 40.0)
        for _ in 1..200 -> sign () * 2.0 ** (reach * (2.0 * random.NextDouble() - 1.0))
        for _ in 1..800 -> 50.0 * random.NextDouble() - 25.0
        for _ in 1..400 -> 4.0 * random.NextDouble() - 2.0
        for _ in 1..200 -> 1600.0 * random.NextDouble() - 800.0
    |]
    |> Array.map (fun x -> if dtype = DType.Float32 then float (float32 x) else x)

let slope (f: Tensor -> Tensor) = Ad.Grad(fun (x: Tensor) -> (f x).Sum())

for dtype in [ DType.Float64; DType.Float32 ] do
    let numbers = points dtype
    let x = Tensor.Create(numbers).Cast dtype

    for name, f in operations do
        let first = slope f
        let second = slope first.Invoke

        for order, y in [ 0, f x; 1, first.Invoke x; 2, second.Invoke x ] do
            Array.iter2
                (fun (x: float) (y: float) -> printfn $"{name} {dtype} {order} {x:R} {y:R}")
                numbers
                (y.ToArray())

/// Operations of two operands, with all derivatives to the second order.
let pairs: (string * (Tensor -> Tensor -> Tensor)) list = [
    "LogAddExp", (fun x y -> Tensor.LogAddExp(x, y))
    "Hypot", (fun x y -> Tensor.Hypot(x, y))
    "Atan2", (fun x y -> Tensor.Atan2(x, y))
    "XLogY", (fun x y -> Tensor.XLogY(x, y))
    "BinaryCrossEntropy1", (fun x y -> Tensor.BinaryCrossEntropy(x + 0.0 * y, Tensor.OnesLike x, LossReduction.None))
    // The greater of two classes, and the lesser.
    "LogSoftmax", (fun x y -> (Tensor.LogSoftmax(Tensor.Stack [ x; y ], 0)).Slice(0, 0, 1).Reshape -1)
    "Softmax", (fun x y -> (Tensor.Softmax(Tensor.Stack [ x; y ], 0)).Slice(0, 0, 1).Reshape -1)
]

for dtype in [ DType.Float64; DType.Float32 ] do
    let xs, ys = let numbers = points dtype in numbers[600..], Array.rev numbers[600..]
    let x, y = Tensor.Create(xs).Cast dtype, Tensor.Create(ys).Cast dtype

    for name, f in pairs do
        let left (f: Tensor -> Tensor -> Tensor) x y = slope (fun x -> f x y) |> fun g -> g.Invoke x
        let right (f: Tensor -> Tensor -> Tensor) x y = slope (fun y -> f x y) |> fun g -> g.Invoke y

        for order, g in
            [
                "0", f
                "x", left f
                "y", right f
                "xx", left (left f)
                "xy", right (left f)
                "yy", right (right f)
            ] do
            let values = (g x y).ToArray()

            for i in 0 .. xs.Length - 1 do
                printfn $"{name} {dtype} {order} {xs[i]:R} {ys[i]:R} {values[i]:R}"
