/// Sparsity patterns against dense derivatives, for every operation.
module Functional.Tests.Transforms.Sparse.PatternLawTests

open System
open Expecto
open Functional.Core
open Functional.Testing
open Functional.Tests.Laws
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row
open Functional.Tests.Transforms.RowFunctions

/// Every element of a matrix that is not 0 belongs to the pattern.
let private covers (pattern: SparsityPattern) (matrix: Tensor) =
    let numbers = matrix.ToArray()

    for i in 0 .. pattern.RowCount - 1 do
        for j in 0 .. pattern.ColumnCount - 1 do
            if numbers[i * pattern.ColumnCount + j] <> 0.0 then
                Expect.isTrue (pattern.Contains(i, j)) $"({i}, {j}) is {numbers[i * pattern.ColumnCount + j]}"

let private same tolerance (sparse: SparseMatrix) (dense: Tensor) =
    Compare.close tolerance "the sparse matrix" dense (sparse.ToDense())

let private jacobian row seed =
    let f, x = flat row seed

    if x.Count > 0 then
        let pattern = Ad.JacobianPattern((fun x -> f x), x)
        let dense = Ad.Jacobian(fun x -> f x).Invoke(x).Reshape(pattern.RowCount, x.Count)
        covers pattern dense

        let scale = fst row.Slack * 1e-11
        same scale (Ad.SparseJacobian((fun x -> f x), pattern).Invoke x) dense

let private hessian (row: Row) seed =
    let total, x = weighted row seed

    if x.Count > 0 then
        let pattern = Ad.HessianPattern((fun x -> total x), x)
        let dense = Ad.Hessian(fun x -> total x).Invoke x
        covers pattern dense
        // Recovery by symmetry reads (i, j) as (j, i), which differ by rounding.
        same (fst row.Slack * 1e-9) (Ad.SparseHessian((fun x -> total x), pattern).Invoke x) dense

let private seeds = { FsCheckConfig.defaultConfig with maxTest = 2 }

let private laws (row: Row) =
    testList row.Title [
        testPropertyWithConfig seeds "the Jacobian lies within its pattern, and is read off it" (jacobian row)
        if row.Order > 1 then
            testPropertyWithConfig seeds "the Hessian lies within its pattern, and is read off it" (hessian row)
    ]

[<Tests>]
let tests = testList "Sparsity laws" (LawTests.rows |> List.map laws)
