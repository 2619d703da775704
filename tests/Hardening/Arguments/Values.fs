/// Arguments of each type that a public member takes: ordinary ones, of which a call that succeeds is made, and extreme ones.
module Functional.Hardening.Arguments.Values

open System
open System.Collections.Generic
open Functional.Core

/// The whole numbers that every size is set to.
let extremes = [ 0; 1; -1; 1 <<< 30; 65536; Int32.MaxValue; Int32.MinValue ]

let private numbers (shape: int list) =
    let count = List.fold (*) 1 shape
    Tensor.Create(Array.init count (fun i -> 0.3 + 0.7 * sin (float (3 * i + 1))), List.toArray shape)

let private positive = Tensor.Create([| 4.0; 1.0; 0.5; 1.0; 3.0; 0.25; 0.5; 0.25; 2.0 |], [| 3; 3 |])

/// Tensors of the shapes that operations ask for.
let tensors: Tensor list = [
    numbers [ 2; 3 ]
    positive
    Tensor.Create [| 1.0; 0.0; 2.0 |]
    numbers [ 1; 2; 7; 7 ]
    numbers [ 2; 2; 5; 5 ]
    numbers [ 20; 2; 3; 3 ]
    numbers [ 1; 2; 9 ]
    numbers [ 2; 2; 3 ]
    numbers [ 2 ]
    numbers []
    numbers [ 2; 1; 2 ]
]

let private pair (x: 'a) (y: 'b) = struct (x, y)

/// Values of a type with which some call of an operation succeeds; none where the type is not known.
let rec ordinary (info: Type) : objnull list =
    let the (values: 'a list) : objnull list = values |> List.map box

    if info = typeof<Tensor> then
        the tensors
    elif info = typeof<int> then
        the [ 1; 2; 0; 3 ]
    elif info = typeof<int64> then
        the [ 0L; 5L ]
    elif info = typeof<float> then
        the [ 0.5; 2.0 ]
    elif info = typeof<bool> then
        the [ false; true ]
    elif info.IsEnum then
        [ for value in Enum.GetValues info -> value ]
    elif info = typeof<Nullable<int>> then
        [ null; box 1 ]
    elif info = typeof<int[]> then
        the [
            [| 2; 3 |]
            [| 0; 1 |]
            [| 1 |]
            [| 0 |]
            [| 3 |]
            [||]
            [| 1; 0; 2 |]
            [| 1; 1; 1; 1 |]
            [| 3; 0; 1; 2 |]
        ]
    elif info = typeof<struct (int * int)> then
        the [ pair 1 1; pair 2 2; pair 0 0 ]
    elif info = typeof<struct (int * int * int * int)> then
        the [ struct (0, 0, 0, 0) ]
    elif info = typeof<Index> then
        the [ Index 0 ]
    elif info = typeof<Range> then
        the [ Range.All ]
    elif info = typeof<Padding> then
        the [ Padding.Valid; Padding.All 1; Padding.Same ]
    elif info = typeof<ConvolutionOptions> then
        the [ ConvolutionOptions() ]
    elif info = typeof<Part> then
        the [ Part.op_Implicit 0 ]
    elif info = typeof<Part[]> then
        the [ [| Part.op_Implicit 0 |]; [| Part.Steps(Nullable(), Nullable(), 1) |] ]
    elif info = typeof<Key> then
        the [ Key.Of 7L ]
    elif info = typeof<Shape> then
        the [ Shape(2, 3) ]
    elif info = typeof<TensorType> then
        the [ TensorType(Shape(2, 3), DType.Float64) ]
    elif info = typeof<string> then
        the [ "ij"; "name" ]
    elif
        info = typeof<Tensor[]>
        || info = typeof<IEnumerable<Tensor>>
        || info = typeof<IReadOnlyList<Tensor>>
    then
        the [ [| numbers [ 2; 3 ] |]; [| numbers [ 2; 3 ]; numbers [ 2; 3 ] |] ]
    elif info = typeof<RunningStatistics> then
        the [ RunningStatistics.Initial 2 ]
    elif info = typeof<BatchNormalized> then
        the [ BatchNormalized(numbers [ 2 ], numbers [ 2 ], numbers [ 2 ]) ]
    elif info = typeof<SparsityPattern> then
        the [ SparsityPattern.Banded(3, 3, 1, 0); SparsityPattern.Banded(3, 3, 0, 0) ]
    elif info = typeof<SparseMatrix> then
        let pattern = SparsityPattern.Banded(3, 3, 0, 0)
        the [ SparseMatrix(pattern, numbers [ 3 ]) ]
    elif info = typeof<IEnumerable<struct (int * int)>> then
        the [ [| pair 0 1; pair 1 0 |] ]
    elif info = typeof<float[]> then
        the [ Array.init 6 float; [| 1.0; 2.0; 3.0 |] ]
    elif info = typeof<float32[]> then
        the [ Array.init 6 float32; [| 1.0f; 2.0f; 3.0f |] ]
    elif info = typeof<float[][]> then
        the [ [| [| 1.0; 2.0 |]; [| 3.0; 4.0 |] |] ]
    elif info = typeof<float32[][]> then
        the [ [| [| 1.0f; 2.0f |]; [| 3.0f; 4.0f |] |] ]
    elif info = typeof<int[][]> then
        the [ [| [| 1; 2 |]; [| 3; 4 |] |] ]
    elif info.IsArray && info.GetArrayRank() > 1 then
        [ Array.CreateInstance(nonNull (info.GetElementType()), Array.create (info.GetArrayRank()) 2) ]
    elif info = typeof<Real> then
        the [ Real 0.5 ]
    elif info = typeof<Dual<Tangent1>> then
        the [ Dual<Tangent1>(0.5, Tangent1 1.0) ]
    elif info = typeof<Tangent1> then
        the [ Tangent1 1.0 ]
    elif info = typeof<ScalarProgram> then
        the [ Scalars.Trace(Func<Real[], Real>(fun x -> x[0] * x[1] * x[2]), [| 1.0; 2.0; 3.0 |], true) ]
    elif info = typeof<Real[]> then
        the [ [| Real 1.0; Real 2.0; Real 3.0 |] ]
    elif info = typeof<Tangent8> then
        the [ Tangent8.Along 1 ]
    elif info = typeof<CompileOptions> then
        the [ CompileOptions() ]
    elif info = typeof<SolveOptions> then
        the [ SolveOptions() ]
    elif info = typeof<OdeOptions> then
        the [ OdeOptions() ]
    elif info = typeof<Checkpoints> then
        the [ Checkpoints.None ]
    elif info = typeof<MathNet.Numerics.LinearAlgebra.Vector<float>> then
        the [ MathNet.Numerics.LinearAlgebra.Vector<float>.Build.Dense 3 ]
    elif info = typeof<MathNet.Numerics.LinearAlgebra.Vector<float32>> then
        the [ MathNet.Numerics.LinearAlgebra.Vector<float32>.Build.Dense 3 ]
    elif info = typeof<MathNet.Numerics.LinearAlgebra.Matrix<float>> then
        the [ MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Dense(2, 3) ]
    elif info = typeof<MathNet.Numerics.LinearAlgebra.Matrix<float32>> then
        the [ MathNet.Numerics.LinearAlgebra.Matrix<float32>.Build.Dense(2, 3) ]
    else
        []

/// A value that is made by a call which may itself refuse it.
let private made (make: unit -> objnull) : objnull list =
    try
        [ make () ]
    with :? FunctionalException -> []

let private replaced (given: objnull) = [
    let values =
        match given with
        | :? (int[]) as sizes -> sizes
        | _ -> [| 0 |]

    [||]
    Array.append values [| 1 |]
    Array.create 1_000_000 1

    for e in extremes do
        Array.create values.Length e

        for i in 0 .. values.Length - 1 do
            Array.mapi (fun j value -> if i = j then e else value) values
]

/// Values at the ends of a type, given one with which the call succeeds.
let rec extreme (info: Type) (value: objnull) : objnull list =
    let ints (make: int -> objnull) : objnull list = extremes |> List.collect (fun e -> made (fun () -> make e))

    let own: objnull list =
        if info = typeof<int> then
            ints box
        elif info = typeof<Nullable<int>> then
            null :: ints box
        elif info = typeof<int64> then
            box Int64.MaxValue :: box Int64.MinValue :: ints (int64 >> box)
        elif info = typeof<float> then
            ints (float >> box)
            @ [ for e in [ nan; infinity; -infinity; 1e300; -1e300; 5e-324; -0.0; 2.5 ] -> box e ]
        elif info = typeof<bool> then
            [ box false; box true ]
        elif info.IsEnum then
            ints (fun e -> Enum.ToObject(info, e)) @ [ Enum.ToObject(info, 7) ]
        elif info = typeof<int[]> then
            replaced value |> List.map box
        elif info = typeof<struct (int * int)> then
            let struct (a, b) = unbox<struct (int * int)> value

            ints (fun e -> box struct (e, b))
            @ ints (fun e -> box struct (a, e))
            @ ints (fun e -> box struct (e, e))
        elif info = typeof<struct (int * int * int * int)> then
            ints (fun e -> box struct (e, e, e, e))
        elif info = typeof<Index> then
            [ box (Index Int32.MaxValue); box (Index(Int32.MaxValue, true)) ]
        elif info = typeof<Range> then
            [ box (Range(Index Int32.MaxValue, Index(Int32.MaxValue, true))) ]
        elif info = typeof<Padding> then
            box Padding.Same :: ints (fun e -> Padding.All e)
            @ ints (fun e -> Padding(e, 0, 0, 0))
            @ ints (fun e -> Padding(0, e, 0, 0))
            @ ints (fun e -> Padding(0, 0, e, 0))
            @ ints (fun e -> Padding(1, 1, 0, e))
        elif info = typeof<ConvolutionOptions> then
            let options stride padding dilation groups =
                box (ConvolutionOptions(Stride = stride, Padding = padding, Dilation = dilation, Groups = groups))

            let one = pair 1 1

            ints (fun e -> options (pair e 1) Padding.Valid one 1)
            @ ints (fun e -> options (pair 1 e) Padding.Valid one 1)
            @ ints (fun e -> options one (Padding.All e) one 1)
            @ ints (fun e -> options one Padding.Valid (pair e 1) 1)
            @ ints (fun e -> options one Padding.Valid (pair 1 e) 1)
            @ ints (fun e -> options one Padding.Valid one e)
        elif info = typeof<Part> then
            ints (fun e -> Part.op_Implicit e)
            @ ints (fun e -> Part.Steps(Nullable e, Nullable(), 1))
            @ ints (fun e -> Part.Steps(Nullable(), Nullable e, 1))
            @ ints (fun e -> Part.Steps(Nullable(), Nullable(), e))
            @ ints (fun e -> Part.Steps(Nullable e, Nullable e, e))
        elif info = typeof<Part[]> then
            extreme typeof<Part> null |> List.map (fun part -> box [| unbox<Part> part |])
        elif info = typeof<Tensor> then
            [ box (Tensor.Zeros [| 0 |]); box (Tensor.Zeros([| 2; 3 |], DType.Float32)) ]
        elif info = typeof<Shape> then
            [ box Shape.Scalar; box (Shape(0, Int32.MaxValue)) ]
        elif
            info = typeof<Tensor[]>
            || info = typeof<IEnumerable<Tensor>>
            || info = typeof<IReadOnlyList<Tensor>>
        then
            [ box (Array.empty<Tensor>); box [| Unchecked.defaultof<Tensor> |] ]
        elif info = typeof<TensorType> then
            [ box Unchecked.defaultof<TensorType> ]
        elif info = typeof<BatchNormalized> then
            [ box Unchecked.defaultof<BatchNormalized> ]
        elif info = typeof<SparseMatrix> || info = typeof<SparsityPattern> then
            []
        elif info = typeof<IEnumerable<struct (int * int)>> then
            ints (fun e -> box [| pair e 0 |]) @ ints (fun e -> box [| pair 0 e |])
        elif info = typeof<float[][]> then
            [ box [| Unchecked.defaultof<float[]> |] ]
        elif info = typeof<float32[][]> then
            [ box [| Unchecked.defaultof<float32[]> |] ]
        elif info = typeof<int[][]> then
            [ box [| Unchecked.defaultof<int[]> |] ]
        else
            []

    if info.IsValueType then own else null :: own

/// Fewer ends, for two arguments at once.
let rec far (info: Type) (value: objnull) : objnull list =
    if info = typeof<int> || info = typeof<Nullable<int>> then
        [ 0; 1 <<< 30; Int32.MaxValue; Int32.MinValue ] |> List.map box
    elif info = typeof<int[]> then
        let values =
            match value with
            | :? (int[]) as sizes -> sizes
            | _ -> [||]

        [
            for e in [ 0; 65536; Int32.MaxValue; Int32.MinValue ] do
                for i in 0 .. min 1 (values.Length - 1) do
                    box (Array.mapi (fun j size -> if i = j then e else size) values)
        ]
    elif info = typeof<struct (int * int)> then
        [ 1 <<< 30; Int32.MaxValue ] |> List.collect (fun e -> [ box (pair e 1); box (pair e e) ])
    elif info = typeof<Padding> then
        box Padding.Same
        :: ([ 65536; Int32.MaxValue ]
            |> List.collect (fun e -> [ box (Padding.All e); box (Padding(0, e, 0, 0)) ]))
    elif info = typeof<float> then
        [ 0.0; 1e300; -1e300; nan ] |> List.map box
    else
        []

/// Whether a type is fed with its ends.
let isFed (info: Type) =
    info.IsEnum
    || info.IsPrimitive
    || List.contains info [
        typeof<Nullable<int>>
        typeof<int[]>
        typeof<struct (int * int)>
        typeof<struct (int * int * int * int)>
        typeof<Padding>
        typeof<Part>
        typeof<Index>
        typeof<Range>
    ]

/// Whether a null is in the place of something: the argument, or a part of it.
let hasNull (info: Type) (value: objnull) =
    match value with
    | null -> not info.IsValueType
    | :? BatchNormalized as batch -> isNull (box batch.Value)
    | :? Array as array when array.Rank = 1 -> array |> Seq.cast<objnull> |> Seq.exists isNull
    | _ -> false

/// An argument as text.
let rec text (value: objnull) =
    match value with
    | null -> "null"
    | :? Tensor as x -> $"{x.DType}{x.Shape}"
    | :? string as s -> $"\"{s}\""
    | :? (int[]) as sizes when sizes.Length > 9 -> $"{sizes.Length} sizes"
    | :? (int[]) as sizes -> "[" + String.Join(", ", sizes) + "]"
    | :? (Part[]) as parts -> "[" + String.Join(", ", parts) + "]"
    | value -> string (Convert.ToString(value, Globalization.CultureInfo.InvariantCulture))
