module Functional.Tests.Language.TensorTests

open Expecto
open MathNet.Numerics.LinearAlgebra
open Functional.Core
open Functional.Models

let private is (shape: int list) (elements: float list) (t: Tensor) =
    Expect.equal (Tensor.shape t, List.ofArray (Tensor.toArray t)) (shape, elements) ""

let private raises<'e when 'e :> exn> message f =
    Expect.throwsC f (fun e -> Expect.equal (e.GetType(), e.Message) (typeof<'e>, message) "type and message")

let private x = Tensor.ofRows [ [ 1.0; 2.0; 3.0 ]; [ 4.0; 5.0; 6.0 ] ]

let private creation =
    testList "creation" [
        test "by shape, by rows, by number" {
            Tensor.full 2.5 [ 2 ] |> is [ 2 ] [ 2.5; 2.5 ]
            Tensor.zerosOf DType.Float32 [ 1; 2 ] |> is [ 1; 2 ] [ 0.0; 0.0 ]
            Tensor.eye 2 |> is [ 2; 2 ] [ 1.0; 0.0; 0.0; 1.0 ]
            Tensor.arange 3 |> is [ 3 ] [ 0.0; 1.0; 2.0 ]
            Tensor.linspace 0.0 1.0 3 |> is [ 3 ] [ 0.0; 0.5; 1.0 ]
            Tensor.oneHot 3 (Tensor.ofIndices [ 2; 0 ]) |> is [ 2; 3 ] [ 0.0; 0.0; 1.0; 1.0; 0.0; 0.0 ]
            Expect.equal (Tensor.toArray2D x) (array2D [ [ 1.0; 2.0; 3.0 ]; [ 4.0; 5.0; 6.0 ] ]) "read back"
        }

        test "elements of another number than the shape's are an error" {
            Expect.throwsT<ShapeException> (fun () -> Tensor.ofShape [ 2; 2 ] [ 1.0; 2.0; 3.0 ] |> ignore) ""
        }
    ]

let private mathNet =
    testList "MathNet.Numerics" [
        test "matrices and vectors go and come, in row order" {
            let m = Matrix<float>.Build.DenseOfArray(array2D [ [ 1.0; 2.0; 3.0 ]; [ 4.0; 5.0; 6.0 ] ])
            Tensor.ofMatrix m |> is [ 2; 3 ] [ 1.0 .. 6.0 ]
            Expect.equal (Tensor.toMatrix (Tensor.ofMatrix m)) m "matrix"
            let v = Vector<float>.Build.DenseOfArray [| 1.0; 2.0 |]
            Expect.equal (Tensor.toVector (Tensor.ofVector v)) v "vector"
        }

        test "float32 stays float32" {
            let m = Matrix<float32>.Build.DenseOfArray(array2D [ [ 1f; 2f ] ])
            let v = Vector<float32>.Build.DenseOfArray [| 1f; 2f |]
            Expect.equal (Tensor.ofMatrix m).DType DType.Float32 "dtype"
            Expect.equal (Tensor.toMatrix32 (Tensor.ofMatrix m)) m "matrix"
            Expect.equal (Tensor.toVector32 (Tensor.ofVector v)) v "vector"
        }

        test "another rank is an error that says what to do" {
            raises<ShapeException> "toMatrix wants a tensor of rank 2, but got [3]; reshape it first." (fun () ->
                Tensor.toMatrix (Tensor.arange 3) |> ignore)

            raises<ShapeException> "toVector wants a tensor of rank 1, but got [2, 3]; reshape it first." (fun () ->
                Tensor.toVector x |> ignore)
        }
    ]

let private functions =
    testList "functions" [
        test "reductions come whole, over axes, and keeping them" {
            x |> Tensor.sum |> is [] [ 21.0 ]
            x |> Tensor.sumOver [ 1 ] |> is [ 2 ] [ 6.0; 15.0 ]
            x |> Tensor.meanOver [ 0 ] |> is [ 3 ] [ 2.5; 3.5; 4.5 ]
            x |> Tensor.maxKeeping [ -1 ] |> is [ 2; 1 ] [ 3.0; 6.0 ]
            x |> Tensor.argMax 1 |> is [ 2 ] [ 2.0; 2.0 ]
            x |> Tensor.cumSum 1 |> is [ 2; 3 ] [ 1.0; 3.0; 6.0; 4.0; 9.0; 15.0 ]
        }

        test "shapes change" {
            x |> Tensor.reshape [ 3; -1 ] |> is [ 3; 2 ] [ 1.0 .. 6.0 ]
            x |> Tensor.transpose |> is [ 3; 2 ] [ 1.0; 4.0; 2.0; 5.0; 3.0; 6.0 ]
            x |> Tensor.permute [ 1; 0 ] |> Tensor.flatten |> is [ 6 ] [ 1.0; 4.0; 2.0; 5.0; 3.0; 6.0 ]
            Tensor.concat 0 [ x; x ] |> Tensor.shape |> fun s -> Expect.equal s [ 4; 3 ] "concat"
            Tensor.stack 1 [ x; x ] |> Tensor.shape |> fun s -> Expect.equal s [ 2; 2; 3 ] "stack"
            x |> Tensor.take [| 1; 0; 1 |] |> Tensor.sumOver [ 1 ] |> is [ 3 ] [ 15.0; 6.0; 15.0 ]
            (Tensor.split 3 1 x)[2] |> is [ 2; 1 ] [ 3.0; 6.0 ]
        }

        test "functions elementwise and along an axis" {
            Tensor.relu (x - 3.0) |> is [ 2; 3 ] [ 0.0; 0.0; 0.0; 1.0; 2.0; 3.0 ]
            Tensor.clamp 2.0 5.0 x |> is [ 2; 3 ] [ 2.0; 2.0; 3.0; 4.0; 5.0; 5.0 ]
            Tensor.where (x .> 3.0) x (Tensor.zerosLike x) |> is [ 2; 3 ] [ 0.0; 0.0; 0.0; 4.0; 5.0; 6.0 ]
            let rows = x |> Tensor.softmax 1 |> Tensor.sumOver [ 1 ]
            Expect.isTrue (Tensor.allClose 1e-15 1e-15 rows (Tensor.ones [ 2 ])) "softmax"
            Tensor.einsum "ij,ij->i" [ x; x ] |> is [ 2 ] [ 14.0; 77.0 ]
        }

        test "functions of matrices" {
            let close (expected: Tensor) actual = Expect.isTrue (Tensor.allClose 1e-14 1e-14 actual expected) "close"
            let a = Tensor.ofRows [ [ 2.0; 1.0 ]; [ 1.0; 2.0 ] ]
            Tensor.pinv x |> Tensor.shape |> fun s -> Expect.equal s [ 3; 2 ] "pinv"
            Tensor.lstsq a (Tensor.ofArray [| 4.0; 5.0 |]) |> close (Tensor.ofArray [| 1.0; 2.0 |])
            Tensor.matrixPower 2 a |> close (a *@ a)
            Tensor.matrixExp a |> close (Tensor.symmetricExp a)
            Tensor.symmetricExp a |> Tensor.symmetricLog |> close a
            Tensor.symmetricFunction (fun x -> x * x) a |> close (a *@ a)
            Tensor.symmetricSqrt (a *@ a) |> close a
        }
    ]

type Net = { Hidden: Dense; Table: Map<string, Tensor> }

let private net = {
    Hidden = { W = x; B = Tensor.arange 3 }
    Table = Map [ "b", Tensor.scalar 2.0; "a", Tensor.scalar 1.0 ]
}

let private trees =
    testList "parameter trees" [
        test "leaves, paths and counts" {
            Expect.equal (Params.paths net) [| ".Hidden.W"; ".Hidden.B"; ".Table[a]"; ".Table[b]" |] "paths"
            Expect.equal (Params.count net) 11 "count"
            Params.squaredNorm net |> is [] [ 91.0 + 5.0 + 5.0 ]
            Params.dot net net |> is [] [ 101.0 ]
            Expect.floatClose Accuracy.high ((Params.norm net).ToScalar()) (sqrt 101.0) "norm"
        }

        test "the norm of zeros has derivative 0" {
            let gradient = AD.grad Params.norm (Params.zerosLike net)
            Expect.all (Params.leaves gradient) (fun g -> g.ToArray() |> Array.forall ((=) 0.0)) ""
        }

        test "map, map2 and fold keep the type" {
            let twice = Params.map2 (+) net net
            Params.subtract twice net |> Params.dot net |> is [] [ 101.0 ]
            Params.scale 2.0 net |> Params.subtract twice |> Params.squaredNorm |> is [] [ 0.0 ]
            Expect.equal (Params.fold (fun n _ -> n + 1) 0 net) 4 "fold"
        }

        test "flatten and back is the identity, and the gradient goes through" {
            let struct (vector, unflatten) = Params.flatten net
            vector |> is [ 11 ] ([ 1.0 .. 6.0 ] @ [ 0.0; 1.0; 2.0; 1.0; 2.0 ])
            Params.subtract (unflatten vector) net |> Params.squaredNorm |> is [] [ 0.0 ]

            AD.grad (unflatten >> Params.squaredNorm) vector
            |> is [ 11 ] (List.ofArray (Tensor.toArray (2.0 * vector)))
        }
    ]

let private random =
    testList "Random" [
        test "the functions are the key's methods" {
            let key = Random.key 5
            let struct (a, b) = Random.split key
            Expect.notEqual a b "halves"
            Expect.equal (Random.splitMany 2 key) [| a; b |] "the first of many are those of few"
            Expect.equal (Random.foldIn 3 key) (key.FoldIn 3) "foldIn"
            Expect.equal (Tensor.toArray (Random.normal [ 3 ] key)) ((key.Normal [| 3 |]).ToArray()) "normal"
            Expect.equal (Random.normalOf DType.Float32 [ 3 ] key).DType DType.Float32 "dtype"
            let within = Random.uniform 2.0 3.0 [ 50 ] key |> Tensor.toArray
            Expect.all within (fun u -> u >= 2.0 && u < 3.0) "uniform"
            Expect.equal (Array.sort (Random.permutation 9 key)) [| 0..8 |] "permutation"
            let cut = Random.truncatedNormal -1.0 0.5 [ 50 ] key |> Tensor.toArray
            Expect.all cut (fun z -> z >= -1.0 && z <= 0.5) "truncated"
        }
    ]

[<Tests>]
let tests = testList "Tensor, Params, Random" [ creation; mathNet; functions; trees; random ]
