/// Tensors are printed as NumPy prints arrays (`print(x)`), whose output the expected texts are.
module Functional.Tests.Tensors.TextTests

open System
open Expecto
open Functional.Core

let private lines = String.concat "\n"
let private prints (x: Tensor) expected = Expect.equal (string x) (lines expected) "text"

[<Tests>]
let tests =
    testList "Printing tensors" [
        test "columns are aligned at the point, with as few digits as tell the number" {
            prints (Tensor.Create [| 1.0; 2.5; -3.0 |]) [ "[ 1.   2.5 -3. ]" ]
            prints (Tensor.Create [| 3.14159265358979; 100.0; -0.0 |]) [ "[  3.14159265 100.          -0.        ]" ]
            prints (Tensor.Create [| 0.1 + 0.2; 12.0 |]) [ "[ 0.3 12. ]" ]
            prints (Tensor.Create(array2D [ [ 1.0; 20.0 ]; [ -3.5; 4.25 ] ])) [ "[[ 1.   20.  ]"; " [-3.5   4.25]]" ]
        }

        test "large, small or widely spread numbers are in scientific notation" {
            prints (Tensor.Create [| 1e-5; 2.0 |]) [ "[1.e-05 2.e+00]" ]
            prints (Tensor.Create [| 1e8; 2.5 |]) [ "[1.0e+08 2.5e+00]" ]
            prints (Tensor.Create [| 1.0; 1000.0 |]) [ "[   1. 1000.]" ]
            prints (Tensor.Create [| 1.0; 1001.0 |]) [ "[1.000e+00 1.001e+03]" ]
            prints (Tensor.Create [| 1e-300; 1e300 |]) [ "[1.e-300 1.e+300]" ]
            prints (Tensor.Create [| 0.0; 1.0 / 3e5 |]) [ "[0.00000000e+00 3.33333333e-06]" ]
            prints (Tensor.Create [| 99999999.0 |]) [ "[99999999.]" ]
            prints (Tensor.Create [| 0.0; 0.0 |]) [ "[0. 0.]" ]
        }

        test "numbers that are not finite are words" {
            prints (Tensor.Create [| nan; 1.0; -infinity |]) [ "[ nan   1. -inf]" ]
            prints (Tensor.Create [| nan; infinity |]) [ "[nan inf]" ]
            prints (Tensor.Create [| 1e-9; infinity |]) [ "[1.e-09    inf]" ]
            prints (Tensor.Create [| -1.25; nan |]) [ "[-1.25   nan]" ]
        }

        test "scalars are numbers with all their digits" {
            prints (Tensor.Scalar 3.0) [ "3.0" ]
            prints (Tensor.Scalar 0.1) [ "0.1" ]
            prints (Tensor.Scalar(1.0 / 3.0)) [ "0.3333333333333333" ]
            prints (Tensor.Scalar -1.5e-7) [ "-1.5e-07" ]
            prints (Tensor.Scalar 1e16) [ "1e+16" ]
            prints (Tensor.Scalar 123456.5) [ "123456.5" ]
            prints (Tensor.Scalar 0.0) [ "0.0" ]
            prints (Tensor.Scalar -0.0) [ "-0.0" ]
            prints (Tensor.Scalar nan) [ "nan" ]
            prints (Tensor.Scalar 0.0001) [ "0.0001" ]
        }

        test "Float32 is said, and has the digits of Float32" {
            prints (Tensor.Create [| 0.1f; 2.5f |]) [ "[0.1 2.5] Float32" ]
            prints (Tensor.Scalar(0.1, DType.Float32)) [ "0.1 Float32" ]
            prints (Tensor.Create [| 1f / 3f; 1f |]) [ "[0.33333334 1.        ] Float32" ]
        }

        test "blank lines part matrices" {
            prints (Tensor.Arange(8).Reshape(2, 2, 2)) [ "[[[0. 1.]"; "  [2. 3.]]"; ""; " [[4. 5.]"; "  [6. 7.]]]" ]
        }

        test "long rows are broken before column 75" {
            prints (Tensor.Arange 26) [
                "[ 0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10. 11. 12. 13. 14. 15. 16. 17."
                " 18. 19. 20. 21. 22. 23. 24. 25.]"
            ]
        }

        test "more than 1000 elements are shortened to three at each end of each axis" {
            prints (Tensor.Full([| 1001 |], 0.5)) [ "[0.5 0.5 0.5 ... 0.5 0.5 0.5] Float64[1001]" ]

            prints (Tensor.Full([| 200; 7 |], 2.0)) [
                "[[2. 2. 2. ... 2. 2. 2.]"
                " [2. 2. 2. ... 2. 2. 2.]"
                " [2. 2. 2. ... 2. 2. 2.]"
                " ..."
                " [2. 2. 2. ... 2. 2. 2.]"
                " [2. 2. 2. ... 2. 2. 2.]"
                " [2. 2. 2. ... 2. 2. 2.]] Float64[200, 7]"
            ]

            prints (Tensor.Ones([| 2; 501 |], DType.Float32)) [
                "[[1. 1. 1. ... 1. 1. 1.]"
                " [1. 1. 1. ... 1. 1. 1.]] Float32[2, 501]"
            ]

            Expect.isFalse ((string (Tensor.Zeros [| 1000 |])).Contains "...") "a thousand are shown"
        }

        test "only what is shown decides the notation" {
            let x = Array.create 2000 1.0
            x[1000] <- 1e20
            prints (Tensor.Create x) [ "[1. 1. 1. ... 1. 1. 1.] Float64[2000]" ]
        }

        test "an empty tensor shows its shape" {
            prints (Tensor.Zeros [| 0; 3 |]) [ "[] Float64[0, 3]" ]
            prints (Tensor.Zeros([| 0 |], DType.Float32)) [ "[] Float32[0]" ]
        }

        test "a traced tensor shows its numbers and the transform" {
            let mutable texts = []

            let f (x: Tensor) =
                texts <- string x :: texts
                x.Sum()

            let x = Tensor.Create [| 1.0; 2.0 |]
            Ad.Grad(f).Invoke x |> ignore
            Ad.Pushforward(f, x, x) |> ignore
            Ad.Pushforward((fun x -> Ad.Grad(f).Invoke x), x, x) |> ignore

            Expect.equal
                (List.rev texts)
                [
                    "[1. 2.] (Float64[2] traced by Pullback)"
                    "[1. 2.] (Float64[2] traced by Pushforward)"
                    "[1. 2.] (Float64[2] traced by Pullback)"
                ]
                "texts"
        }

        test "one example of a batch has a type but no numbers of its own" {
            let mutable text = ""

            let f (x: Tensor) =
                text <- string x
                x.Sum()

            (Ad.Vectorize(Func<Tensor, Tensor> f)).Invoke(Tensor.Ones [| 3; 2 |]) |> ignore
            Expect.equal text "Float64[2] traced by Vectorize" "text"
        }

        test "a traced tensor is printed even after its transform has returned" {
            let mutable kept = Tensor.Scalar 0.0

            Ad
                .Grad(fun (x: Tensor) ->
                    kept <- x * x
                    kept)
                .Invoke(Tensor.Scalar 3.0)
            |> ignore

            prints kept [ "9.0 (Float64[] traced by Pullback)" ]
        }

        test "the text does not depend on the culture" {
            let culture = System.Globalization.CultureInfo.CurrentCulture

            try
                System.Globalization.CultureInfo.CurrentCulture <- System.Globalization.CultureInfo("de-DE", false)
                prints (Tensor.Create [| 1.5; -2.0 |]) [ "[ 1.5 -2. ]" ]
            finally
                System.Globalization.CultureInfo.CurrentCulture <- culture
        }
    ]
