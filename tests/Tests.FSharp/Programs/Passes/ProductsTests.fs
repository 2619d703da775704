/// Transposes, MultiplyAdds.
module Functional.Tests.Programs.Passes.ProductsTests

open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Programs.Samples

// Whole numbers, of which every order of summation gives the same bits.
let private x, y, z =
    Tensor.Arange(6).Reshape(2, 3), Tensor.Arange(6).Reshape(2, 3), Tensor.Arange(4).Reshape(2, 2)

let private three = struct (x, y, z)
let private header = "(Item1: Float64[2, 3], Item2: Float64[2, 3], Item3: Float64[2, 2]) =>"

[<Tests>]
let tests =
    testList "Products" [
        test "transposed operands are read where they lie" {
            becomes
                Transposes.Run
                (fun (struct (x: Tensor, y: Tensor, _: Tensor)) ->
                    Tensor.MatMul(x, y.T), Tensor.MatMul(x.T, y), Tensor.MatMul(x, y.T.T, false, true))
                three [
                    header
                    "  a: Float64[3, 2] = Permute[Axes = [1, 0]] Item2"
                    "  b: Float64[2, 2] = MatMul Item1, a"
                    "  c: Float64[3, 2] = Permute[Axes = [1, 0]] Item1"
                    "  d: Float64[3, 3] = MatMul c, Item2"
                    "  e: Float64[3, 2] = Permute[Axes = [1, 0]] Item2"
                    "  f: Float64[2, 3] = Permute[Axes = [1, 0]] e"
                    "  g: Float64[2, 2] = MatMul[TransposeY] Item1, f"
                    "  return b, d, g"
                ] [
                    header
                    "  a: Float64[2, 2] = MatMul[TransposeY] Item1, Item2"
                    "  b: Float64[3, 3] = MatMul[TransposeX] Item1, Item2"
                    "  c: Float64[3, 2] = Permute[Axes = [1, 0]] Item2"
                    "  d: Float64[2, 2] = MatMul Item1, c"
                    "  return a, b, d"
                ]
        }

        test "the transpose of a product is the product of the transposes" {
            becomes Transposes.Run (fun (struct (x: Tensor, y: Tensor, _: Tensor)) -> Tensor.MatMul(x, y, true).T) three [
                header
                "  a: Float64[3, 3] = MatMul[TransposeX] Item1, Item2"
                "  b: Float64[3, 3] = Permute[Axes = [1, 0]] a"
                "  return b"
            ] [ header; "  a: Float64[3, 3] = MatMul[TransposeX] Item2, Item1"; "  return a" ]
        }

        test "a product that is read twice stays" {
            stays
                Transposes.Run
                (fun (x: Tensor) ->
                    let p = Tensor.MatMul(x, x, true)
                    p.T + p)
                x
        }

        test "a batch of transposes is read where it lies" {
            let f (x: Tensor) = Tensor.MatMul(x, x.T)
            let batch = Tensor.Arange(24).Reshape(4, 2, 3)
            let passed = Transposes.Run(AD.explain f batch)
            Expect.equal [ for o in passed.Operations -> o.Name ] [ "MatMul" ] "one product"
            Expect.equal (run passed batch) [ f batch ] "values"
        }

        test "a product is added to what it is a part of" {
            becomes
                MultiplyAdds.Run
                (fun (struct (x: Tensor, y: Tensor, z: Tensor)) ->
                    let product () = Tensor.MatMul(x, y, false, true)
                    z + product (), product () + z, z - product (), Tensor.Combine(1.0, z, 2.0, product ()))
                three [
                    header
                    "  a: Float64[2, 2] = MatMul[TransposeY] Item1, Item2"
                    "  b: Float64[2, 2] = Add Item3, a"
                    "  c: Float64[2, 2] = MatMul[TransposeY] Item1, Item2"
                    "  d: Float64[2, 2] = Add c, Item3"
                    "  e: Float64[2, 2] = MatMul[TransposeY] Item1, Item2"
                    "  f: Float64[2, 2] = Subtract Item3, e"
                    "  g: Float64[2, 2] = MatMul[TransposeY] Item1, Item2"
                    "  h: Float64[2, 2] = Combine[A = 1, B = 2] Item3, g"
                    "  return b, d, f, h"
                ] [
                    header
                    "  a: Float64[2, 2] = MultiplyAdd[TransposeV] Item3, Item1, Item2"
                    "  b: Float64[2, 2] = MultiplyAdd[TransposeV] Item3, Item1, Item2"
                    "  c: Float64[2, 3] = Scale[Factor = -1] Item2"
                    "  d: Float64[2, 2] = MultiplyAdd[TransposeV] Item3, Item1, c"
                    "  e: Float64[2, 3] = Scale[Factor = 2] Item2"
                    "  f: Float64[2, 2] = MultiplyAdd[TransposeV] Item3, Item1, e"
                    "  return a, b, d, f"
                ]
        }

        test "a batch, and a product that is needed elsewhere stay" {
            let batch = Tensor.Arange(24).Reshape(4, 2, 3)
            stays MultiplyAdds.Run (fun (x: Tensor) -> Tensor.MatMul(x, x, true) + Tensor.MatMul(x, x, true)) batch

            stays
                MultiplyAdds.Run
                (fun (x: Tensor) ->
                    let p = Tensor.MatMul(x, x, true)
                    p, p + Tensor.Arange(9).Reshape(3, 3))
                x
        }

        test "one of two products is added to the other" {
            let f (x: Tensor) = Tensor.MatMul(x, x, true) + Tensor.MatMul(x, x, true)
            let passed = MultiplyAdds.Run(AD.explain f x)
            Expect.equal [ for o in passed.Operations -> o.Name ] [ "MatMul"; "MultiplyAdd" ] "operations"
            Expect.equal (run passed x) [ f x ] "values"
        }
    ]
