namespace Functional.Models

open System
open Functional.Core
open MathNet.Numerics.LinearAlgebra

/// Which elements make a tensor: float gives Float64, float32 gives Float32. Used by the creation functions of `Tensor`.
type Elements =
    | Elements

    /// Float64 elements under a shape.
    static member Create(_: Elements, elements: float[], shape: int[]) = Tensor.Create(elements, shape)

    /// Float32 elements under a shape.
    static member Create(_: Elements, elements: float32[], shape: int[]) = Tensor.Create(elements, shape)

/// Tensors as functions: curried, the tensor last. The type `Tensor` and its members stand beside these; F#'s own operators and functions
/// (`+ - * /`, `**`, `sin`, `exp`, `abs`, `List.sum`, slicing) work on tensors as they do on numbers. Shapes broadcast as in NumPy.
/// Negative axes count from the end. Wrong shapes and axes raise ShapeException, mixed dtypes DTypeException.
[<RequireQualifiedAccess>]
module Tensor =

    /// The overload for the type of the elements; `create` calls it.
    let inline createBy (elements: ^w) (data: ^t[]) (shape: int[]) : Tensor =
        ((^w or ^t): (static member Create: ^w * ^t[] * int[] -> Tensor) (elements, data, shape))

    /// A tensor of a shape over an array of elements, which are copied. Raises ShapeException if their number is another.
    let inline create (data: ^t[]) (shape: int[]) : Tensor = createBy Elements data shape

    // Creation. The dtype follows the elements; without elements it is Float64, and the functions that end in `Of` take it first.

    /// A scalar, of shape [].
    let inline scalar element = create [| element |] [||]

    /// A vector of the elements, which are copied.
    let inline ofArray (elements: _[]) = create elements [| elements.Length |]

    /// A vector of the elements.
    let inline ofSeq (elements: _ seq) = elements |> Seq.toArray |> ofArray

    /// A tensor of a shape, from its elements in row-major order. Raises ShapeException if their number is another.
    let inline ofShape (shape: int seq) (elements: _ seq) = create (Seq.toArray elements) (Seq.toArray shape)

    /// A matrix [rows, columns] of the elements.
    let inline ofArray2D (elements: ^t[,]) =
        create (elements |> Seq.cast< ^t> |> Seq.toArray) [| Array2D.length1 elements; Array2D.length2 elements |]

    /// A matrix whose rows are the given ones. Raises ShapeException if they are not equally long.
    let inline ofRows (rows: #seq<_> seq) = Tensor.Stack(rows |> Seq.map ofSeq)

    /// The same number everywhere.
    let fullOf (dtype: DType) (value: float) (shape: int seq) = Tensor.Full(Seq.toArray shape, value, dtype)

    /// The same number everywhere, Float64.
    let full value shape = fullOf DType.Float64 value shape

    /// Zeros.
    let zerosOf dtype shape = fullOf dtype 0.0 shape

    /// Zeros, Float64.
    let zeros shape = full 0.0 shape

    /// Ones.
    let onesOf dtype shape = fullOf dtype 1.0 shape

    /// Ones, Float64.
    let ones shape = full 1.0 shape

    /// Zeros of the shape and dtype of x.
    let zerosLike (x: Tensor) = Tensor.ZerosLike x

    /// Ones of the shape and dtype of x.
    let onesLike (x: Tensor) = Tensor.OnesLike x

    /// 0, 1 … n − 1.
    let arange (n: int) = Tensor.Arange n

    /// count numbers from start to stop, both included, at equal distances.
    let linspace start stop count = Tensor.Linspace(start, stop, count)

    /// The n × n identity matrix.
    let eye (n: int) = Tensor.Eye n

    /// Whole numbers as a tensor of indices, [n].
    let ofIndices (indices: int seq) = indices |> Seq.map float |> ofSeq

    /// A 1 in the place of each index, along a new last axis of `classes` zeros: [m] → [m, classes].
    let oneHot (classes: int) (indices: Tensor) = Tensor.OneHot(indices, classes)

    // MathNet.Numerics

    /// The matrix as a tensor [rows, columns] of its element type, float or float32.
    let inline ofMatrix (matrix: Matrix<_>) =
        create (matrix.ToRowMajorArray()) [| matrix.RowCount; matrix.ColumnCount |]

    /// The vector as a tensor of its element type, float or float32.
    let inline ofVector (vector: Vector<_>) = ofArray (vector.ToArray())

    let private asked operation rank (x: Tensor) =
        if x.Rank <> rank then
            raise (ShapeException $"{operation} wants a tensor of rank {rank}, but got {x.Shape}; reshape it first.")

    /// A tensor [m, n] as a dense matrix of float. Raises ShapeException for another rank, and TraceException as toArray does.
    let toMatrix (x: Tensor) : Matrix<float> =
        asked "toMatrix" 2 x
        Matrix<float>.Build.DenseOfRowMajor(x.Shape[0], x.Shape[1], x.ToArray())

    /// A tensor [m, n] as a dense matrix of float32. Raises ShapeException for another rank, and TraceException as toArray does.
    let toMatrix32 (x: Tensor) : Matrix<float32> =
        asked "toMatrix32" 2 x
        Matrix<float32>.Build.DenseOfRowMajor(x.Shape[0], x.Shape[1], x.ToArray32())

    /// A tensor [n] as a dense vector of float. Raises ShapeException for another rank, and TraceException as toArray does.
    let toVector (x: Tensor) : Vector<float> =
        asked "toVector" 1 x
        Double.DenseVector(x.ToArray())

    /// A tensor [n] as a dense vector of float32. Raises ShapeException for another rank, and TraceException as toArray does.
    let toVector32 (x: Tensor) : Vector<float32> =
        asked "toVector32" 1 x
        Single.DenseVector(x.ToArray32())

    // Reading

    /// The elements in row-major order, as float. Raises TraceException where a derivative would be lost; read `AD.stopGradient x` there.
    let toArray (x: Tensor) = x.ToArray()

    /// The elements in row-major order, as float32. Raises TraceException as toArray does.
    let toArray32 (x: Tensor) = x.ToArray32()

    /// The elements of a matrix [m, n]. Raises ShapeException for another rank, and TraceException as toArray does.
    let toArray2D (x: Tensor) =
        asked "toArray2D" 2 x
        let elements = x.ToArray()
        Array2D.init x.Shape[0] x.Shape[1] (fun i j -> elements[i * x.Shape[1] + j])

    /// The only element, for a branch; no derivative passes through it. Raises ShapeException if there is not exactly one.
    let toScalar (x: Tensor) = x.ToScalar()

    /// The sizes of the axes, as a list.
    let shape (x: Tensor) = List.ofSeq x.Shape
