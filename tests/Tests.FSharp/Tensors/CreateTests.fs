/// What goes into a tensor comes out of it.
module Functional.Tests.Tensors.CreateTests

open System
open Expecto
open MathNet.Numerics.LinearAlgebra
open Functional.Core

let private message<'error when 'error :> exn> expected f =
    Expect.throwsC f (fun error ->
        Expect.equal error.Message expected "message"
        Expect.equal (error.GetType()) typeof<'error> "type")

let private holds name dtype (shape: int list) (elements: float list) (x: Tensor) =
    Expect.equal x.Type (TensorType(Shape(Array.ofList shape), dtype)) $"{name}: type"
    Expect.sequenceEqual (x.ToArray()) elements $"{name}: elements"

let private vector64 (x: float list) = Vector<float>.Build.DenseOfEnumerable x
let private vector32 (x: float32 list) = Vector<float32>.Build.DenseOfEnumerable x
let private matrix64 (rows: float list list) = Matrix<float>.Build.DenseOfArray(array2D rows)
let private matrix32 (rows: float32 list list) = Matrix<float32>.Build.DenseOfArray(array2D rows)

let private f64 name = holds name DType.Float64
let private f32 name = holds name DType.Float32

[<Tests>]
let fromArrays =
    testList "Tensors from arrays" [
        test "arrays and spans become vectors, or take the shape that is named" {
            f64 "array" [ 3 ] [ 1; 2; 3 ] (Tensor.Create [| 1.0; 2.0; 3.0 |])
            f32 "array" [ 3 ] [ 1; 2; 3 ] (Tensor.Create [| 1f; 2f; 3f |])
            f64 "span" [ 2 ] [ 1; 2 ] (Tensor.Create(ReadOnlySpan [| 1.0; 2.0 |]))
            f32 "span" [ 2 ] [ 1; 2 ] (Tensor.Create(ReadOnlySpan [| 1f; 2f |]))
            f64 "integers" [ 2 ] [ 1; 2 ] (Tensor.Create [| 1; 2 |])
            f64 "integers" [ 2; 1 ] [ 1; 2 ] (Tensor.Create(ReadOnlySpan [| 1; 2 |], 2, 1))
            f64 "integers" [ 2; 1 ] [ 1; 2 ] (Tensor.Create([| 1; 2 |], 2, 1))
            f64 "integers" [ 2; 1 ] [ 1; 2 ] (Tensor.Create [| [| 1 |]; [| 2 |] |])
            f64 "shape" [ 2; 1 ] [ 1; 2 ] (Tensor.Create([| 1.0; 2.0 |], 2, 1))
            f32 "shape" [ 1; 2 ] [ 1; 2 ] (Tensor.Create(ReadOnlySpan [| 1f; 2f |], 1, 2))
            f64 "scalar" [] [ 7 ] (Tensor.Create([| 7.0 |], [||]))
            f64 "empty" [ 0; 5 ] [] (Tensor.Create(Array.empty<float>, 0, 5))
        }

        test "rectangular arrays keep their shape, in row-major order" {
            f64 "2-D" [ 2; 3 ] [ 1; 2; 3; 4; 5; 6 ] (Tensor.Create(array2D [ [ 1.0; 2.0; 3.0 ]; [ 4.0; 5.0; 6.0 ] ]))
            f32 "2-D" [ 1; 2 ] [ 1; 2 ] (Tensor.Create(array2D [ [ 1f; 2f ] ]))
            f64 "2-D, empty" [ 0; 3 ] [] (Tensor.Create(Array2D.zeroCreate<float> 0 3))
            let place i j k = float (100 * i + 10 * j + k)
            let cube = Array3D.init 2 2 2 place
            f64 "3-D" [ 2; 2; 2 ] [ 0; 1; 10; 11; 100; 101; 110; 111 ] (Tensor.Create cube)
            f32 "3-D" [ 2; 2; 2 ] [ 0; 1; 10; 11; 100; 101; 110; 111 ] (Tensor.Create(Array3D.map float32 cube))
            let four = Array4D.init 1 2 1 2 (fun _ i _ j -> place 0 i j)
            f64 "4-D" [ 1; 2; 1; 2 ] [ 0; 1; 10; 11 ] (Tensor.Create four)

            f32
                "4-D"
                [ 1; 2; 1; 2 ]
                [ 0; 1; 2; 3 ]
                (Tensor.Create(Array4D.init 1 2 1 2 (fun _ i _ j -> float32 (2 * i + j))))
        }

        test "an array that does not start at 0 keeps its elements" {
            let shifted = Array2D.initBased 1 5 2 2 (fun i j -> float (10 * i + j))
            f64 "based" [ 2; 2 ] [ 15; 16; 25; 26 ] (Tensor.Create shifted)
        }

        test "jagged arrays become matrices when their rows are equally long" {
            f64 "rows" [ 2; 2 ] [ 1; 2; 3; 4 ] (Tensor.Create [| [| 1.0; 2.0 |]; [| 3.0; 4.0 |] |])
            f32 "rows" [ 2; 1 ] [ 1; 2 ] (Tensor.Create [| [| 1f |]; [| 2f |] |])
            f64 "no rows" [ 0; 0 ] [] (Tensor.Create Array.empty<float[]>)
            f64 "empty rows" [ 2; 0 ] [] (Tensor.Create [| Array.empty<float>; Array.empty<float> |])

            message<ShapeException> "Create wants rows of 2 elements like row 0, but got 3 in row 2." (fun () ->
                Tensor.Create [| [| 1.0; 2.0 |]; [| 3.0; 4.0 |]; [| 1.0; 2.0; 3.0 |] |] |> ignore)
        }

        test "elements are copied, both in and out" {
            let data = [| 1.0; 2.0 |]
            let rectangle = array2D [ [ 1.0; 2.0 ] ]
            let x, y = Tensor.Create data, Tensor.Create rectangle
            data[0] <- 9.0
            rectangle[0, 0] <- 9.0
            x.ToArray()[1] <- 9.0
            y.ToArray2D()[0, 1] <- 9.0
            f64 "array" [ 2 ] [ 1; 2 ] x
            f64 "rectangle" [ 1; 2 ] [ 1; 2 ] y
        }

        test "a gradient does not see what is written to an array after the forward evaluation" {
            let data = [| 3.0 |]
            let result = Ad.Pullback((fun (x: Tensor) -> x * x), Tensor.Create data)
            data[0] <- 100.0
            f64 "gradient" [ 1 ] [ 6 ] (result.Pullback.Invoke(Tensor.Ones [| 1 |]))
        }

        test "UnsafeWrap does not copy, as it says" {
            let data = [| 1.0; 2.0 |]
            let x = Tensor.UnsafeWrap(data, 2)
            data[0] <- 9.0
            f64 "Float64" [ 2 ] [ 9; 2 ] x
            f32 "Float32" [ 1; 1 ] [ 5 ] (Tensor.UnsafeWrap([| 5f |], 1, 1))

            message<ShapeException> "UnsafeWrap wants 3 elements for [3], but got 2." (fun () ->
                Tensor.UnsafeWrap(data, 3) |> ignore)
        }

        test "the number of elements must be that of the shape" {
            message<ShapeException> "Create wants 6 elements for [2, 3], but got 2." (fun () ->
                Tensor.Create([| 1.0; 2.0 |], 2, 3) |> ignore)

            message<ShapeException> "Shape wants sizes of 0 or more, but got [2, -1]." (fun () ->
                Tensor.Create([| 1.0; 2.0 |], 2, -1) |> ignore)

            message<ShapeException> "Shape wants at most 2147483647 elements, but got [65536, 65536]." (fun () ->
                Tensor.Zeros [| 65536; 65536 |] |> ignore)
        }
    ]

[<Tests>]
let generated =
    testList "Generated tensors" [
        test "zeros, ones and full have their number everywhere" {
            f64 "zeros" [ 2 ] [ 0; 0 ] (Tensor.Zeros [| 2 |])
            f32 "ones" [ 2 ] [ 1; 1 ] (Tensor.Ones([| 2 |], DType.Float32))
            f64 "full" [] [ 2.5 ] (Tensor.Full([||], 2.5))
            let x = Tensor.Create [| 1f; 2f |]
            f32 "zeros like" [ 2 ] [ 0; 0 ] (Tensor.ZerosLike x)
            f32 "ones like" [ 2 ] [ 1; 1 ] (Tensor.OnesLike x)
            f32 "full like" [ 2 ] [ 3; 3 ] (Tensor.FullLike(x, 3.0))
        }

        test "eye has ones on its diagonal" {
            f64 "square" [ 2; 2 ] [ 1; 0; 0; 1 ] (Tensor.Eye 2)
            f32 "wide" [ 2; 3 ] [ 1; 0; 0; 0; 1; 0 ] (Tensor.Eye(2, 3, DType.Float32))
            f64 "tall" [ 3; 1 ] [ 1; 0; 0 ] (Tensor.Eye(3, 1))
            f64 "empty" [ 2; 0 ] [] (Tensor.Eye(2, 0))

            message<ShapeException> "Shape wants sizes of 0 or more, but got [-1, -1]." (fun () ->
                Tensor.Eye -1 |> ignore)
        }

        test "arange stops before its stop" {
            f64 "n" [ 3 ] [ 0; 1; 2 ] (Tensor.Arange 3)
            f32 "step" [ 3 ] [ 1; 3; 5 ] (Tensor.Arange(1.0, 7.0, 2.0, DType.Float32))
            f64 "fraction" [ 4 ] [ 1; 3; 5; 7 ] (Tensor.Arange(1.0, 7.5, 2.0))
            f64 "down" [ 2 ] [ 1; 0.5 ] (Tensor.Arange(1.0, 0.0, -0.5))
            f64 "the other way" [ 0 ] [] (Tensor.Arange(1.0, 0.0))

            message<DomainException>
                "Arange wants finite numbers and a step that is not 0, but got start 0, stop 1 and step 0."
                (fun () -> Tensor.Arange(0.0, 1.0, 0.0) |> ignore)

            message<ShapeException> "Arange wants at most 2147483647 elements, but got 10000000000." (fun () ->
                Tensor.Arange(0.0, 1e10) |> ignore)
        }

        test "linspace includes both ends exactly" {
            f64 "five" [ 5 ] [ 0; 0.25; 0.5; 0.75; 1 ] (Tensor.Linspace(0.0, 1.0, 5))
            f32 "down" [ 3 ] [ 1; 0; -1 ] (Tensor.Linspace(1.0, -1.0, 3, DType.Float32))
            f64 "one" [ 1 ] [ 3 ] (Tensor.Linspace(3.0, 4.0, 1))
            f64 "none" [ 0 ] [] (Tensor.Linspace(3.0, 4.0, 0))

            for n in 2..200 do
                Expect.equal (Array.last (Tensor.Linspace(0.0, 0.7, n).ToArray())) 0.7 $"{n}"
        }

        test "one-hot rows have their 1 in the place of the index" {
            f64 "labels" [ 3; 3 ] [ 0; 1; 0; 0; 0; 1; 1; 0; 0 ] (Tensor.OneHot([| 1; 2; 0 |], 3))
            f32 "Float32" [ 1; 2 ] [ 0; 1 ] (Tensor.OneHot([| 1 |], 2, DType.Float32))
            f64 "scalar" [ 2 ] [ 0; 1 ] (Tensor.OneHot(Tensor.Scalar 1.0, 2))

            f32 "matrix" [ 1; 2; 2 ] [ 1; 0; 0; 1 ] (Tensor.OneHot(Tensor.Create(array2D [ [ 0f; 1f ] ]), 2))
            f64 "empty" [ 0; 4 ] [] (Tensor.OneHot([||], 4))
        }

        test "one-hot rows are constant to a gradient" {
            let x = Tensor.Create [| 1.0; 0.0 |]
            let gradient = Ad.Grad(fun (x: Tensor) -> (Tensor.OneHot(x, 2) * x.Reshape(2, 1)).Sum()).Invoke x
            f64 "gradient" [ 2 ] [ 1; 1 ] gradient
        }

        test "an index out of range or between whole numbers is an error that says where" {
            message<DomainException> "OneHot wants whole numbers from 0 to 2, but got 3 at 1." (fun () ->
                Tensor.OneHot([| 1; 3 |], 3) |> ignore)

            for x, text in [ -1.0, "-1"; 3.0, "3"; 0.5, "0.5"; nan, "NaN"; infinity, "Infinity" ] do
                message<DomainException> $"OneHot wants whole numbers from 0 to 2, but got {text} at 1." (fun () ->
                    Tensor.OneHot(Tensor.Create [| 1.0; x |], 3) |> ignore)
        }
    ]

[<Tests>]
let read =
    testList "Tensors read back" [
        let x = Tensor.Create(array2D [ [ 1.0; 0.1 ]; [ 3.0; 4.0 ]; [ 5.0; 6.0 ] ])

        test "as flat and rectangular arrays in both dtypes" {
            Expect.equal (x.ToArray()) [| 1.0; 0.1; 3.0; 4.0; 5.0; 6.0 |] "ToArray"
            Expect.equal (x.ToArray32()) [| 1f; 0.1f; 3f; 4f; 5f; 6f |] "ToArray32"
            Expect.equal (x.ToArray2D()) (array2D [ [ 1.0; 0.1 ]; [ 3.0; 4.0 ]; [ 5.0; 6.0 ] ]) "ToArray2D"
            Expect.equal (x.ToArray2D32()) (array2D [ [ 1f; 0.1f ]; [ 3f; 4f ]; [ 5f; 6f ] ]) "ToArray2D32"
            let y = Tensor.Create [| 0.1f; infinityf |]
            Expect.equal (y.ToArray()) [| float 0.1f; infinity |] "widened"
            Expect.equal ((Tensor.Create [| 1e300; 1.0 |]).ToArray32()) [| infinityf; 1f |] "too large for Float32"
        }

        test "as a number, when there is one" {
            Expect.equal ((Tensor.Scalar 2.0).ToScalar()) 2.0 "scalar"
            Expect.equal ((Tensor.Create [| 0.1f |]).ToScalar()) (float 0.1f) "one element"
            message<ShapeException> "ToScalar wants one element, but got [3, 2]." (fun () -> x.ToScalar() |> ignore)

            message<ShapeException> "ToArray2D wants a matrix [m, n], but got [2]." (fun () ->
                (Tensor.Zeros [| 2 |]).ToArray2D() |> ignore)
        }

        test "a view is read from where it starts" {
            let y = x.Reshape(2, 3)
            Expect.equal (y.ToArray2D()) (array2D [ [ 1.0; 0.1; 3.0 ]; [ 4.0; 5.0; 6.0 ] ]) "reshaped"
        }

        test "to and from MathNet" {
            let v, m = vector64 [ 1.0; 2.0 ], matrix64 [ [ 1.0; 2.0; 3.0 ]; [ 4.0; 5.0; 6.0 ] ]
            f64 "vector" [ 2 ] [ 1; 2 ] (Tensor.FromVector v)
            f64 "matrix" [ 2; 3 ] [ 1; 2; 3; 4; 5; 6 ] (Tensor.FromMatrix m)
            f32 "vector" [ 2 ] [ 1; 2 ] (Tensor.FromVector(vector32 [ 1f; 2f ]))
            f32 "matrix" [ 2; 1 ] [ 1; 2 ] (Tensor.FromMatrix(matrix32 [ [ 1f ]; [ 2f ] ]))
            f64 "sparse" [ 2; 2 ] [ 0; 0; 0; 0 ] (Tensor.FromMatrix(Matrix<float>.Build.Sparse(2, 2)))
            Expect.equal ((Tensor.FromVector v).ToVector()) v "there and back"
            Expect.equal ((Tensor.FromMatrix m).ToMatrix()) m "there and back"
            Expect.equal ((Tensor.Create [| 1f; 2f |]).ToVector32()) (vector32 [ 1f; 2f ]) "Float32"
            Expect.equal ((Tensor.Create(array2D [ [ 1f; 2f ] ])).ToMatrix32()) (matrix32 [ [ 1f; 2f ] ]) "Float32"
        }

        test "MathNet's vectors and matrices are of the right rank and not empty" {
            message<ShapeException> "ToVector wants a vector [n] with elements, but got [3, 2]." (fun () ->
                x.ToVector() |> ignore)

            message<ShapeException> "ToMatrix wants a matrix [m, n] with elements, but got [0, 2]." (fun () ->
                (Tensor.Zeros [| 0; 2 |]).ToMatrix() |> ignore)

            message<ShapeException> "ToVector32 wants a vector [n] with elements, but got [0]." (fun () ->
                (Tensor.Zeros [| 0 |]).ToVector32() |> ignore)

            message<ShapeException> "ToMatrix32 wants a matrix [m, n] with elements, but got [2]." (fun () ->
                (Tensor.Zeros [| 2 |]).ToMatrix32() |> ignore)
        }
    ]
