/// Taylor mode and the forward Laplacian against nested derivatives, for every operation.
module Functional.Tests.Transforms.TaylorLawTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Tests.Laws
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row
open Functional.Tests.Transforms.RowFunctions

let private close tolerance what (actual: Tensor) (expected: Tensor) = Compare.close tolerance what expected actual

let private along (f: Tensor -> Tensor) (u: Tensor) (x: Tensor) = Ad.Pushforward((fun x -> f x), x, u).Tangent

let private jet (row: Row) seed =
    let f, x = flat row seed
    let u = toTensor DType.Float64 (uniform -1.0 1.0 [ x.Count ] (Random(seed + 2)))
    let coefficients = Ad.Jet((fun x -> f x), [| x; u |], 2)
    let tolerance = fst row.Slack * 1e-9
    close tolerance "order 0" coefficients[0] (f x)
    close tolerance "order 1" coefficients[1] (along f u x)
    close tolerance "order 2" (2.0 * coefficients[2]) (along (along f u) u x)

let private laplacian (row: Row) seed =
    let f, x = weighted row seed

    if x.Count > 0 then
        let result = Ad.Laplacian((fun x -> f x), x)
        let trace = Ad.Hessian(fun x -> f x).Invoke(x).Diagonal().Sum()
        let diagonal = Ad.HessianDiagonal((fun x -> f x), x)
        close 1e-12 "value" result.Value (f x)
        close (fst row.Slack * 1e-9) "Laplacian" result.Laplacian trace
        close (fst row.Slack * 1e-9) "diagonal" (diagonal.Sum()) trace

let private seeds = { FsCheckConfig.defaultConfig with maxTest = 2 }

let private laws (row: Row) =
    testList row.Title [
        testPropertyWithConfig seeds "its Taylor coefficients are nested pushforwards" (jet row)
        testPropertyWithConfig seeds "its Laplacian is the trace of its Hessian" (laplacian row)
    ]

[<Tests>]
let tests =
    testList "Taylor laws" (LawTests.rows |> List.filter (fun row -> row.Order > 1) |> List.map laws)
